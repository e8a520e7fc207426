"""Tells which column of a table in plain text a value is in: of what a database's shell prints, of a list with a header."""

from __future__ import annotations

import re
from collections import deque
from typing import final

from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name

_LONGEST = 1_000
"""Characters of the longest line of a table."""
_ROWS = 12
"""Lines above a value among which the header is, if the line above is no row whose header is known."""
_SEPARATORS = (
    re.compile(r"(?:(?<![ \t])[ \t]++)?(?:\|\|?|!!?)[ \t]*+"),
    re.compile(r"\t"),
    re.compile(r"(?:(?<![ \t])[ \t]++)?;[ \t]*+"),
    re.compile(r"(?:(?<![ \t])[ \t]++)?,[ \t]*+"),
    re.compile(r"[ \t]{2,}"),
)
"""What is between the cells of a row: bars, tabulators, semicolons, commas, or several blanks."""
_EDGES = " \t\r|!\"'`"
_HEADING = re.compile(r"(?:(?<![ \t])[ \t]++)?:?header-?(?:rows|s)?:[ \t]*+", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9+/=]{30}")
"""A part of a value, which a header has none of."""
_NAME = re.compile(r"[A-Za-z_][\w .-]{0,40}")


@final
class _Line:
    """A line that could be a header."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self._text = text
        self._names: dict[re.Pattern[str], list[str]] = {}

    def names(self, separator: re.Pattern[str]) -> list[str]:
        """Returns the names in it if it is a header with this between its cells; nothing if it is none."""
        if (names := self._names.get(separator)) is None:
            names = self._names[separator] = _names(separator, self._text)
        return names


@final
class Tables:
    """The tables of one text, whose values are asked for in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._row: tuple[int, re.Pattern[str], list[str]] | None = None
        """Where the last row whose header is known ends, what is between its cells, and that header."""
        self._candidates: deque[_Line] = deque(maxlen=_ROWS)
        """The last lines that could be headers."""
        self._looked = 0
        """The offset up to which lines have been examined."""
        self._number = 0
        """How many lines there are up to there."""

    @property
    def width(self) -> int:
        """The number of columns of the table of the last value that was in one."""
        return len(self._row[2]) if self._row else 0

    def column(self, start: int, end: int) -> str:
        """Returns the name of the column of the value at `text[start:end]`; empty if it is in no table."""
        text = self._text
        first = text.rfind("\n", 0, start) + 1
        if first > self._looked:
            self._look_above(first)
        if not self._candidates:
            return ""
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        if last - first > _LONGEST:
            return ""
        if self._row and self._row[0] in (first - 1, last):
            _, separator, header = self._row
            names = header if _size(separator, text[first:last]) == len(header) else []
        else:
            separator, names = self._header(first, last)
        if not names:
            return ""
        self._row = (last, separator, names)
        before = text[first:start].lstrip(_EDGES if separator is _SEPARATORS[0] else " ")
        return names[min(len(separator.findall(before)), len(names) - 1)]

    def _header(self, first: int, last: int) -> tuple[re.Pattern[str], list[str]]:
        """Returns what separates the cells of the row between two offsets, and the names of its columns, if a line above has them."""
        row = self._text[first:last]
        sizes: dict[re.Pattern[str], int] = {}
        for line in reversed(self._candidates):
            if self._number - line.number > _ROWS:
                break
            for separator in _SEPARATORS:
                if (size := sizes.get(separator, 0)) == 0:
                    size = sizes[separator] = _size(separator, row)
                if size > 1 and len(names := line.names(separator)) == size:
                    return separator, names
        return _SEPARATORS[0], []

    def _look_above(self, first: int) -> None:
        """Looks for headers among the lines above an offset, at each line once."""
        ends: list[int] = []
        end = first - 1
        while end >= self._looked and len(ends) < _ROWS:
            ends.append(end)
            end = self._text.rfind("\n", 0, end)
            if end < 0:
                break
        self._number += self._text.count("\n", self._looked, first)
        for above, end in zip(range(len(ends), 0, -1), reversed(ends), strict=True):
            begin = self._text.rfind("\n", max(0, end - _LONGEST), end) + 1
            line = self._text[begin:end]
            if is_credential_word(line) and not _RUN.search(line):
                self._candidates.append(_Line(self._number - above, line))
        self._looked = first


def _cells(separator: re.Pattern[str], line: str) -> list[str]:
    return separator.split(line.strip(_EDGES) if separator is _SEPARATORS[0] else line.strip(" \r"))


def _size(separator: re.Pattern[str], line: str) -> int:
    """Returns how many cells a line has."""
    return len(_cells(separator, line))


def _names(separator: re.Pattern[str], line: str) -> list[str]:
    """Returns the names in a line that is a header; nothing for any other line."""
    names = [cell.strip(_EDGES) for cell in _cells(separator, _HEADING.sub("", line))]
    return names if all(_NAME.fullmatch(name) and is_name(name) for name in names) else []
