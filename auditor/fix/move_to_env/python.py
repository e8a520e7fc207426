"""A literal in Python gives way to `os.environ["NAME"]`, with `import os` where it is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from auditor.fix.file_text import Edit
from auditor.fix.move_to_env.source_literal import Reference, SourceLiteral, edit

_KEPT = (ast.JoinedStr, ast.MatchValue, ast.Expr)
"""What a literal cannot be taken out of."""
_GETTERS = frozenset({"os.getenv", "os.environ.get", "getenv", "environ.get"})
_TWO = 2
_LOADS = re.compile(r"(?:^|\.)(?:load_dotenv|read_env|read_dotenv)$")


def reference(literal: SourceLiteral) -> Reference | str:
    """Returns how to refer to a secret of a Python file."""
    text = literal.text.text
    if "\r" in text.replace("\r\n", "\n"):
        return "the file has line ends that Python and git count differently"
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return "the file is not Python that can be parsed here"
    locations = _Places(text)
    node = _constant(tree, locations, literal)
    if node is None:
        return "the literal is not plain text (a part of one, or bytes)"
    parent = next((one for one in ast.walk(tree) if node in ast.iter_child_nodes(one)), None)
    if why := _obstacle(tree, parent, node):
        return why
    loads = literal.loads and not _loads_before(tree, node)
    return _reference(locations, node, parent, _beginning(tree, locations, literal.text.line_end, loads=loads))


def _obstacle(tree: ast.Module, parent: ast.AST | None, node: ast.Constant) -> str:
    """Returns why no expression may be in the place of the literal; empty if one may."""
    if isinstance(parent, _KEPT) or (isinstance(parent, ast.Dict) and node in parent.keys):
        return "the literal cannot be replaced by an expression there"
    return "the name `os` means something else in this file" if _binds_os(tree) else ""


def _reference(
    locations: _Places, node: ast.Constant, parent: ast.AST | None, beginning: tuple[Edit, ...] | str
) -> Reference | str:
    if isinstance(beginning, str):
        return beginning
    asked = _asked_for(parent, node)
    start, end = locations.span(parent if asked and isinstance(parent, ast.Call) else node)
    return Reference(edits=lambda name: (*beginning, edit(start, end, f'os.environ["{name}"]')), name=asked)


class _Places:
    """Offsets of nodes: the parser counts lines from 1 and columns in bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)

    def offset(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)


def _constant(tree: ast.AST, locations: _Places, literal: SourceLiteral) -> ast.Constant | None:
    """Returns the text literal whose value is the secret and nothing else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            start, end = locations.span(node)
            field = literal.text.field_at(literal.material.span)
            # Of a part of an f-string, the place is that of the whole before Python 3.12, then its own without quotes.
            if start <= literal.start and literal.end <= end and field and node.value == field.value.reveal():
                return node
    return None


def _binds_os(tree: ast.AST) -> bool:
    """Returns whether something other than the module is called `os`."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="os", ctx=ast.Store() | ast.Del()) | ast.arg(arg="os"):
                return True
            case ast.Import(names=names) if any(one.asname == "os" and one.name != "os" for one in names):
                return True
            case ast.ImportFrom(names=names) if any((one.asname or one.name) == "os" for one in names):
                return True
    return False


def _asked_for(parent: ast.AST | None, node: ast.Constant) -> str:
    """Returns the variable that `os.getenv("NAME", <the literal>)` asks for."""
    if not isinstance(parent, ast.Call) or len(parent.args) != _TWO or parent.keywords:
        return ""
    first, second = parent.args
    if second is not node or ast.unparse(parent.func) not in _GETTERS or not isinstance(first, ast.Constant):
        return ""
    return first.value if isinstance(first.value, str) else ""


def _loads_before(tree: ast.Module, literal: ast.Constant) -> bool:
    """Returns whether the module loads `.env` before it comes to the literal."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _LOADS.search(ast.unparse(node.func))]
    holder = next(node for node in tree.body if any(one is literal for one in ast.walk(node)))
    is_later = isinstance(holder, (ast.FunctionDef, ast.AsyncFunctionDef))
    return any(is_later or call.lineno < holder.lineno for call in calls)


def _beginning(tree: ast.Module, locations: _Places, line_end: str, *, loads: bool) -> tuple[Edit, ...] | str:
    """Returns the edits that import `os`, if the module does not, and with `loads` those that load `.env`.

    Imports go below the docstring and the `__future__` imports, the call behind the imports that come first.
    """
    imports = [] if any(_imports_os(node) for node in tree.body) else ["import os"]
    imports += ["from dotenv import load_dotenv"] if loads else []
    if not imports:
        return ()
    first = next(node for node in tree.body if not _comes_first(node, tree))
    line = min([first.lineno, *(one.lineno for one in _decorators(first))])
    if locations.offset(first.lineno, first.col_offset) != locations.offset(first.lineno, 0):
        return "its first statement shares a line with another, so that `import os` has no place"
    at = locations.offset(line, 0)
    lines = "".join(f"{one}{line_end}" for one in imports)
    last = _last_import(tree, first)
    if last is None:
        call = f"{line_end}load_dotenv(){line_end}" if loads else ""
        return (edit(at, at, f"{lines}{call}{line_end}"),)
    behind = locations.offset(last, 0)
    call_edit = (edit(behind, behind, f"{line_end}load_dotenv(){line_end}"),) if loads else ()
    return (edit(at, at, lines), *call_edit)


def _last_import(tree: ast.Module, first: ast.stmt) -> int | None:
    """Returns the line behind the imports with which a module begins; None where it begins with something else."""
    found = None
    for node in tree.body[tree.body.index(first) :]:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            break
        found = (node.end_lineno or node.lineno) + 1
    return found


def _imports_os(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import) and any(alias.name == "os" and not alias.asname for alias in node.names)


def _comes_first(node: ast.stmt, tree: ast.Module) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return is_text and node is tree.body[0]


def _decorators(node: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield from node.decorator_list
