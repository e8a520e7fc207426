"""The inline comment that ignores a finding, in the language of its file: where it goes, proven by reading the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from auditor.lsp.editor_text import EditorText
from auditor.lsp.work_tree import WorkTree
from auditor.model.batch_result import BatchResult
from auditor.model.finding import Finding
from auditor.model.material import Pragma
from auditor.suppression.inline_ignores import OURS

REASON = "say why"
"""The reason until a person writes one."""
_HASH = (
    "bash cfg conf dockerfile env envrc ex exs fish gemfile hcl jl ksh mk nix pl pm properties ps1 py pyi pyw r rake rb sh "
    "tf tfvars toml yaml yml zsh makefile justfile procfile rakefile vagrantfile containerfile"
)
_SLASHES = (
    "c cc cjs cpp cs css cts cxx dart fs go gradle groovy h hpp java js json5 jsonc jsx kt kts less m mjs mm mts php proto "
    "rs sass scala scss sol swift ts tsx v zig"
)
_COMMENTS = {
    **dict.fromkeys(_HASH.split(), ("# ", "")),
    **dict.fromkeys(_SLASHES.split(), ("// ", "")),
    **dict.fromkeys(("sql", "lua", "hs", "elm", "ada"), ("-- ", "")),
    **dict.fromkeys(("ini", "el", "clj", "lisp", "asm"), ("; ", "")),
    **dict.fromkeys(("html", "htm", "xml", "md", "markdown", "svg", "vue", "svelte"), ("<!-- ", " -->")),
    **dict.fromkeys(("css", "less"), ("/* ", " */")),
    **dict.fromkeys(("erl", "tex"), ("% ", "")),
}
"""What opens and closes a comment, by the ending of a file, or by its name where that says what it is."""


class Insertion(NamedTuple):
    """A text to be put into a document."""

    offset: int
    text: str


def ignoring(tree: WorkTree, key: str, text: EditorText, finding: Finding) -> Insertion | None:
    """Returns what ignores a finding; None where the language has no comments, or none would count there.

    Args:
        tree: The work tree.
        key: The open document.
        text: Its text.
        finding: What is to be ignored.
    """
    marks = _marks_of(finding.location.path)
    if marks is None or finding.location.member is not None:
        return None
    opening, closing = marks
    wanted = Pragma(OURS, (finding.rule_id,), REASON)
    comment = f"{opening}{OURS}[{finding.rule_id}] -- {REASON}{closing}"
    before = _values(tree.examine(key, text.data))
    for insertion in _places(text, finding, comment):
        changed = text.text[: insertion.offset] + insertion.text + text.text[insertion.offset :]
        after = tree.examine(key, EditorText(changed).data)
        if _counts(after, finding, insertion, wanted) and _values(after) == before:
            return insertion
    return None


def _marks_of(path: str) -> tuple[str, str] | None:
    name = path.rpartition("/")[2].lower()
    if name.startswith(".env"):
        return "# ", ""
    return _COMMENTS.get(name.rpartition(".")[2]) or _COMMENTS.get(name.partition(".")[0])


def _places(text: EditorText, finding: Finding, comment: str) -> Iterator[Insertion]:
    """Yields a line of its own above the value, then the end of the value's last line."""
    span = finding.location.span
    start = text.offset_in_span(span.line, 1)
    content = text.text[start : text.offset_in_span(span.line, span.column)]
    indent = content[: len(content) - len(content.lstrip())]
    yield Insertion(start, f"{indent}{comment}{text.line_end}")
    end = text.offset_in_span(span.end_line, span.end_column)
    line_end = text.text.find("\n", end)
    line_end = len(text.text) if line_end < 0 else line_end
    while line_end > end and text.text[line_end - 1] in "\r \t":
        line_end -= 1
    yield Insertion(line_end, f"  {comment}")


def _counts(after: BatchResult, finding: Finding, insertion: Insertion, wanted: Pragma) -> bool:
    """Returns whether the comment that was inserted is read as it was meant, and applies to the value."""
    line = finding.location.span.line + insertion.text.endswith("\n")
    column = finding.location.span.column
    found = (
        (one.span, one.pragmas) for blob in after.examined for kind in (blob.materials, blob.generic) for one in kind
    )
    return any((span.line, span.column) == (line, column) and wanted in pragmas for span, pragmas in found)


def _values(result: BatchResult) -> list[tuple[object, ...]]:
    """Returns what a text holds, but for the lines."""
    return [
        *(
            (one.name, one.role, one.token, one.digest, one.context)
            for blob in result.examined
            for one in blob.materials
        ),
        *((one.secret_type, one.digest) for blob in result.examined for one in blob.generic),
    ]
