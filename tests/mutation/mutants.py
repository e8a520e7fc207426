"""Makes the mutants of a source file: each is the file with one condition, boundary or pattern changed.

Most operators are mutmut's. It has no use for three kinds of places that matter here, because its own runner cannot swap
them: values and patterns of the module, properties, and operands of a condition. What only makes a program crash (an
argument that becomes None, an assignment that does) is left out: any test kills it, and it would flatter the score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

_LEFT_OUT = {
    mutators.operator_arg_removal,
    mutators.operator_assignment,
    mutators.operator_augmented_assignment,
    mutators.operator_dict_arguments,
    mutators.operator_string,
}
_OPERATORS = [(kind, operator) for kind, operator in mutators.mutation_operators if operator not in _LEFT_OUT]
_NO_CODE = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)
_DISPLAYS = (cst.Tuple, cst.List, cst.Set)
_QUANTIFIER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?|(\{\d+(?:,\d*)?\}|[?*+])[?+]?", re.DOTALL)
"""A quantifier in group 1; escapes, character classes and the openings of special groups are passed over."""
_BOUNDS = re.compile(r"\d+")


class Mutant(NamedTuple):
    """One change of a file."""

    function: str
    """Its qualified name; empty in the code of the module or of a class."""
    lines: range
    """The lines of the statement, without the body of a compound one."""
    code: str
    before: str
    after: str

    @property
    def change(self) -> str:
        """What names the mutant in the list of survivors: no line numbers, because lines move."""
        return f"{self.function or 'module'}: {self.before} -> {self.after}"


def mutants(code: str) -> Iterator[Mutant]:
    """Returns all mutants of a file's code, in the order of places."""
    wrapper = MetadataWrapper(cst.parse_module(code), unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    module = wrapper.module
    pieces = [module.code_for_node(top) for top in module.body]
    start = code.index(pieces[0]) if pieces else 0
    for number, top in enumerate(module.body):
        for node, replacement, statement, function in _changes(top, top, "", in_function=False):
            place = positions[statement]
            last = positions[statement.body].start.line if isinstance(statement, _COMPOUND) else place.end.line
            piece = module.code_for_node(_with(top, node, replacement))
            if piece != pieces[number]:
                changed = code[:start] + "".join((*pieces[:number], piece, *pieces[number + 1 :]))
                change = _difference(pieces[number], piece)
                yield Mutant(function, range(place.start.line, last + 1), changed, *change)


_COMPOUND = (cst.If, cst.For, cst.While, cst.With, cst.Try, cst.FunctionDef, cst.ClassDef, cst.Else)


def _changes(node: Any, statement: Any, function: str, *, in_function: bool) -> Iterator[tuple[Any, Any, Any, str]]:
    """Yields node, replacement, the statement around it and the function that holds it."""
    if isinstance(node, _NO_CODE) or (isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString)):
        return
    if isinstance(node, (cst.SimpleStatementLine, *_COMPOUND)):
        statement = node
    named = isinstance(node, (cst.FunctionDef, cst.ClassDef)) and not in_function
    inside = f"{function}.{node.name.value}".lstrip(".") if named else function
    in_function = in_function or isinstance(node, cst.FunctionDef)
    for replacement in _replacements(node, at_module=not in_function):
        yield node, replacement, statement, function
    # Bases and keywords of a class are no conditions.
    for child in (node.body,) if isinstance(node, cst.ClassDef) else node.children:
        yield from _changes(child, statement, inside, in_function=in_function)


def _replacements(node: Any, *, at_module: bool) -> Iterator[cst.CSTNode]:
    for kind, operator in _OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)
    if isinstance(node, cst.BooleanOperation):
        yield from (_in_brackets(one, node) for one in (node.left, node.right))
    if isinstance(node, (cst.If, cst.While, cst.CompIf)) and isinstance(
        node.test, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.NamedExpr)
    ):
        yield node.with_changes(test=cst.UnaryOperation(cst.Not(), _in_brackets(node.test)))
    if isinstance(node, (cst.Assign, cst.AnnAssign, cst.Arg)) and at_module and isinstance(node.value, _DISPLAYS):
        yield from (node.with_changes(value=fewer) for fewer in _shorter(node.value))
    if isinstance(node, cst.ComparisonTarget) and isinstance(node.comparator, _DISPLAYS):
        yield from (node.with_changes(comparator=fewer) for fewer in _shorter(node.comparator))
    if isinstance(node, cst.SimpleString) and "r" in node.prefix.lower():
        yield from (node.with_changes(value=value) for value in _other_quantifiers(node.value))


def _in_brackets(node: Any, around: Any = None) -> Any:
    """Returns an expression in brackets: its own, or else those of the one around it, which may span lines."""
    if node.lpar or (around and not around.lpar):
        return node
    brackets = ([cst.LeftParen()], [cst.RightParen()]) if around is None else (around.lpar, around.rpar)
    return node.with_changes(lpar=brackets[0], rpar=brackets[1])


def _shorter(node: Any) -> Iterator[Any]:
    """Returns a display without one of its elements, for each of them."""
    if len(node.elements) > 1:
        for at in range(len(node.elements)):
            left = [*node.elements[:at], *node.elements[at + 1 :]]
            if len(left) == 1 and isinstance(node, cst.Tuple):
                left = [left[0].with_changes(comma=cst.Comma())]
            yield node.with_changes(elements=left)


def _other_quantifiers(text: str) -> Iterator[str]:
    """Returns a regular expression with one bound of one quantifier moved by one."""
    for match in _QUANTIFIER.finditer(text):
        if quantifier := match[1]:
            for other in _moved(quantifier):
                yield text[: match.start(1)] + other + text[match.end(1) :]


def _moved(quantifier: str) -> Iterator[str]:
    if quantifier[0] != "{":
        yield {"?": "", "*": "+", "+": "*"}[quantifier]
        return
    for bound in _BOUNDS.finditer(quantifier):
        for number in (int(bound[0]) - 1, int(bound[0]) + 1):
            moved = f"{quantifier[: bound.start()]}{number}{quantifier[bound.end() :]}"
            least, _, most = moved.strip("{}").partition(",")
            if number >= 0 and (not most or int(least) <= int(most)):
                yield moved


def _with(top: Any, node: cst.CSTNode, replacement: cst.CSTNode) -> cst.CSTNode:
    changed = top.deep_replace(node, replacement)
    assert isinstance(changed, cst.CSTNode)
    return changed


def _difference(before: str, after: str) -> tuple[str, str]:
    """Returns the lines that differ, each side on one line."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(map(str.strip, old)), " ".join(map(str.strip, new))
