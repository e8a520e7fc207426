"""Where new keys are put into an inventory that people have written in: nothing that is there changes."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.config_files.problems import Problems
from auditor.config_files.tree import Items, Mapping
from auditor.config_files.yaml_tree import parse_yaml
from auditor.errors import UsageError

_BASE = "  "
"""How far entries are indented as they are made."""


def extended(text: str, entries: Sequence[str], *, shown: str) -> str:
    """Returns the text of an inventory with more entries at the end of `keys`.

    Args:
        text: A valid inventory.
        entries: Whole lines each, comments included, the dash indented by two spaces.
        shown: What errors call the file.

    Raises:
        UsageError: its keys are written in brackets, which cannot take comments.
    """
    root = parse_yaml(text, Problems(shown), what="inventory")
    if not isinstance(root, Mapping):
        raise UsageError(f"{shown} is no inventory")
    found = {key.text: (key, value) for key, value in root.entries}
    name, keys = found["keys"]
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    in_brackets = lines[keys.span.line - 1][keys.span.column - 1] == "["
    if in_brackets and isinstance(keys, Items) and not keys.items:
        return _filled(lines, name.span.line, keys.span.line, entries, newline)
    if in_brackets:
        raise UsageError(
            f"{shown}:{keys.span.line}: the keys are written in brackets; put each on lines of its own behind `- `, and "
            "run the command again"
        )
    later = [key.span.line for key, _ in root.entries if key.span.line > name.span.line]
    at = _end(lines, min(later, default=len(lines) + 1) - 1, keys.span.column)
    indent = " " * (keys.span.column - 1)
    new = [newline, *_lines("\n".join(entries), indent, newline)]
    return "".join((*lines[:at], *new, *([newline] if at < len(lines) and lines[at].strip() else []), *lines[at:]))


def _filled(lines: list[str], first: int, last: int, entries: Sequence[str], newline: str) -> str:
    """The text with entries in place of `keys: []`, whose brackets may stand on a line of their own."""
    head, tail = "".join(lines[: last - 1]), lines[last - 1 :]
    line, _, comment = tail[0].partition("[")
    after = comment.partition("]")[2].strip()
    kept = line.rstrip() if last == first else ""
    opening = f"{kept}{'  ' if kept and after else ''}{after}".rstrip()
    new = _lines("\n".join(entries), _BASE, newline)
    return "".join((head, *([opening + newline] if opening else []), *new, *tail[1:]))


def _end(lines: list[str], end: int, column: int) -> int:
    """The line behind the last that belongs to the keys: blank lines and comments of what follows come after it."""
    while end > 0:
        line = lines[end - 1]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and not (line.lstrip().startswith("#") and indent < column):
            return end
        end -= 1
    return end


def _lines(text: str, indent: str, newline: str) -> list[str]:
    return [
        f"{indent}{line.removeprefix(_BASE)}{newline}" if line else newline for line in text.rstrip("\n").split("\n")
    ]
