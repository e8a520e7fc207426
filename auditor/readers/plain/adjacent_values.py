"""Which cells of a `key:secret` line are values although they have no key's form: one damaged half of a pair."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers.mapped_text import MappedText

_SEPARATOR = r"[\"']?[ \t]{0,2}[:|,; \t][ \t]{0,2}[\"']?"
_RIGHT = re.compile(rf"{_SEPARATOR}([A-Za-z0-9+/_-]{{30,100}}+={{0,3}})(?![^\s\"':|,;])")
_LEFT = re.compile(rf"(?<![^\s\"':|,;])([A-Za-z0-9+/_-]{{30,100}}+={{0,3}}){_SEPARATOR}$")
BETWEEN = re.compile(r"[\"'`]?[ \t]{0,4}[:|,; \t][ \t]{0,4}[\"'`]?")
"""What is between two values of one line."""
_REACH = 120


def neighbours(text: str, found: list[MappedText]) -> Iterator[tuple[int, int]]:
    """Start and end of every long cell right next to a value, in order; some may be values already found."""
    reached = 0
    for mapped in found:
        left = text[max(reached, text.rfind("\n", 0, mapped.start) + 1, mapped.start - _REACH) : mapped.start]
        if match := _LEFT.search(left):
            shift = mapped.start - len(left)
            if any(map(str.isdigit, match[1])):
                yield match.start(1) + shift, match.end(1) + shift
        reached = mapped.end
        if (match := _RIGHT.match(text, mapped.end)) and any(map(str.isdigit, match[1])):
            yield match.span(1)
            reached = match.end(1)
