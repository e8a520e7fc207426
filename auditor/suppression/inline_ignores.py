"""Tells which inline comments ask to ignore what is found at a place: ours, and those that files already carry.

| comment | where it counts |
|---|---|
| `backpack-audit: ignore`, `backpack-audit: ignore[BPK102,BPK304] -- reason` | the value's first or last line, or the line above |
| `pragma: allowlist secret` (detect-secrets) | the value's first or last line |
| `pragma: allowlist nextline secret` | the line above |
| `gitleaks:allow` | the value's first or last line |

The line above counts where it is nothing but a comment, or announces the value (`key: >-  # ...`): a comment behind
one value never silences the next. A marker inside the value is part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.model.late_pattern import late
from auditor.model.location import Span
from auditor.model.material import Pragma
from auditor.model.secret import Plain
from auditor.redaction import is_name, without_pieces
from auditor.rulebook.codes import FIXED, PREFIX, SLUG
from auditor.suppression.comments_on_line import Line, read_line

OURS = "backpack-audit: ignore"
ALLOW_SECRET = "pragma: allowlist secret"  # noqa: S105 - the text of a comment
ALLOW_NEXT_LINE = "pragma: allowlist nextline secret"
GITLEAKS_ALLOW = "gitleaks:allow"
NO_CODE = "?"
"""Takes the place in `Pragma.codes` of what cannot be a rule's code: it ignores nothing, and its text is not repeated."""

_HINTS = ("backpack-audit:", "pragma:", GITLEAKS_ALLOW)
_IGNORE = late(
    r"(?<![\w-])backpack-audit:\s*(?P<ignore>ignore)"
    r"(?:\s*\[(?P<codes>[^\]]*)(?:\]|$)|(?P<bare>(?:[\s,:]+[A-Za-z]{2,12}\d{1,5}\b)+)|(?![\w\[-]))"
    r"(?:.*?(?:^|\s)--\s+(?P<reason>.+))?"
)
_OTHERS = (
    (ALLOW_SECRET, late(r"(?<![\w-])pragma: ?(?:allow|white)list[ -]secret\b")),
    (GITLEAKS_ALLOW, late(r"(?<![\w-])gitleaks:allow(?![\w-])")),
)
_NEXT_LINE = late(r"(?<![\w-])pragma: ?allowlist[ -]nextline[ -]secret\b")
_CODE = late(PREFIX)
_SLUG = late(rf"(?=[a-z][a-z0-9]*+-){SLUG}")
_SLUGS_BEHIND = late(rf"[\s,:]+({'|'.join(map(re.escape, FIXED.values()))})(?![\w-])")
_MAX_REASON = 200
_LONGEST_LINE = 20_000
"""Characters of the longest line whose comments count: of each value on a line, the whole line is searched for them."""
_HEAD = late(r"-----BEGIN [A-Z0-9 ]+-----|[\[({\s\d,]*[\[({\d,]")
"""What a value of several lines may hold before a comment on its first line: a PEM's first line, an array's."""
_STRING_START = late(r"\W*(?:[bBfFrRuU]{1,2}[\"']+)?")
"""What may be before a value that begins its line: white space, brackets, quotes and a string's prefix."""


def pragmas_for(lines: Callable[[int], Plain], span: Span) -> tuple[Pragma, ...]:
    """Returns the comments that apply to the value at `span`, in the order of the lines.

    `lines` gives the text of a line by its number from 1, without its end, and an empty text outside the document.
    Lines between the first and the last of a value are the value's own.
    """
    found: dict[Pragma, None] = {}
    first = lines(span.line)
    above = lines(span.line - 1) if span.line > 1 else ""
    if _has_hint(above):
        announced = _STRING_START.fullmatch(first[: span.column - 1]) is not None
        found.update(dict.fromkeys(_above(read_line(above), announced=announced)))
    for text, start, end, continued in _value_lines(lines, first, span):
        if _has_hint(text):
            found.update(dict.fromkeys(_on_line(read_line(text, start, end, continued=continued))))
    return tuple(found)


def _value_lines(lines: Callable[[int], Plain], first: str, span: Span) -> Iterator[tuple[str, int, int, bool]]:
    """Yields the first and the last line of a value, and which part of each the value fills."""
    start = span.column - 1
    if span.end_line == span.line:
        yield first, start, span.end_column - 1, False
        return
    head = _HEAD.match(first, start)
    yield first, start, head.end() if head else len(first), False
    # A value that ends with the line before it fills that line whole: there is no room for a comment.
    if span.end_column > 1:
        yield lines(span.end_line), 0, span.end_column - 1, True


def _has_hint(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and any(hint in text for hint in _HINTS)


def _above(line: Line, *, announced: bool) -> Iterator[Pragma]:
    if not (line.is_comment or (announced and line.opens_next)):
        return
    for comment in line.comments:
        yield from _ours(comment)
        if _NEXT_LINE.search(comment):
            yield Pragma(ALLOW_NEXT_LINE)


def _on_line(line: Line) -> Iterator[Pragma]:
    for comment in line.comments:
        yield from _ours(comment)
        yield from (Pragma(marker) for marker, pattern in _OTHERS if pattern.search(comment))


def _ours(comment: str) -> Iterator[Pragma]:
    match = _IGNORE.search(comment)
    if match is None:
        return
    named = match["codes"] if match["codes"] is not None else match["bare"]
    if slug := _SLUGS_BEHIND.match(comment, match.end("ignore")):
        named = slug[1]
    codes = () if named is None else tuple(_code(word) for word in re.split(r"[\s,:]+", named.strip(" ,:")))
    yield Pragma(OURS, tuple(dict.fromkeys(codes)), _reason(match["reason"] or ""))


def _code(word: str) -> str:
    if _CODE.fullmatch(word.upper()):
        return word.upper()
    return word.lower() if _SLUG.fullmatch(word.lower()) and is_name(word) else NO_CODE


def _reason(text: str) -> str:
    """Returns a reason as its author wrote it, but for what could be a secret or would disturb a terminal."""
    printable = "".join(character if character.isprintable() else " " for character in text).strip()
    return without_pieces(printable)[:_MAX_REASON]
