"""A text as an editor has it, and its positions: lines and code units from 0, as the editor counts them.

The protocol counts UTF-16 code units unless both sides agree on something else, and ends a line at LF, CR LF or CR.
Spans of findings count characters from 1 and end a line at LF alone, so both go by offsets here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, final

from auditor.model.location import Span
from auditor.model.secret import Plain, PlainBytes

UTF_8, UTF_16, UTF_32 = "utf-8", "utf-16", "utf-32"
_LINE_END = re.compile(r"\r\n|\n|\r")
_MARK = "\ufeff"
_LAST_OF_ONE_UNIT = "\uffff"


class Position(NamedTuple):
    """A place between two characters, as the editor counts."""

    line: int
    character: int


class Extent(NamedTuple):
    """A stretch of the text."""

    start: Position
    end: Position


@final
class EditorText:
    """One version of a text. It may hold secrets, so nothing shows, compares or copies it."""

    def __init__(self, text: str, units: str = UTF_16) -> None:
        """Takes the text.

        Args:
            text: The text.
            units: What the editor counts within a line: `utf-16` code units, `utf-8` bytes or `utf-32` characters.
        """
        self.text = Plain(text)
        self._units = units

    def __repr__(self) -> str:
        return "<EditorText>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("the text of an editor cannot be copied or pickled")

    @property
    def data(self) -> PlainBytes:
        """Returns the text in UTF-8; half a character, which no file can hold, becomes `?`."""
        return PlainBytes(self.text.encode("utf-8", "replace"))

    @property
    def line_end(self) -> str:
        """Returns how its first line ends."""
        found = _LINE_END.search(self.text)
        return found[0] if found else "\n"

    @cached_property
    def _starts(self) -> list[int]:
        if "\r" in self.text:
            return [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        return list(accumulate((len(line) + 1 for line in self.text.split("\n")[:-1]), initial=0))

    @cached_property
    def _feeds(self) -> list[int]:
        """The starts of lines as spans count them."""
        if "\r" in self.text:
            return [0, *(match.end() for match in re.finditer("\n", self.text))]
        return self._starts

    def offset(self, position: Position) -> int:
        """Returns the offset of a position; one beyond the end of its line or of the text is taken for that end."""
        line = max(position.line, 0)
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        last = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        content = self.text[start:last].rstrip("\r\n")
        return start + self._characters(content, max(position.character, 0))

    def position(self, offset: int) -> Position:
        """Returns the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._count(self.text[self._starts[line] : offset]))

    def extent(self, span: Span) -> Extent:
        """Returns where a span of a finding is; what is beyond the text is at its end."""
        return Extent(
            self.position(self.offset_in_span(span.line, span.column)),
            self.position(self.offset_in_span(span.end_line, span.end_column)),
        )

    def offset_in_span(self, line: int, column: int) -> int:
        """Returns the offset of a line and column that count from 1; a byte order mark is no part of the first line."""
        if not 1 <= line <= len(self._feeds):
            return len(self.text)
        start = self._feeds[line - 1]
        last = self._feeds[line] if line < len(self._feeds) else len(self.text)
        shift = 1 if line == 1 and self.text.startswith(_MARK) else 0
        return min(start + column - 1 + shift, last)

    def replaced(self, extent: Extent | None, text: str) -> EditorText:
        """Returns the text with another one in place of a stretch of it, or of all of it."""
        if extent is None:
            return EditorText(text, self._units)
        start, end = self.offset(extent.start), self.offset(extent.end)
        return EditorText(f"{self.text[:start]}{text}{self.text[max(start, end) :]}", self._units)

    def _count(self, text: str) -> int:
        if self._units == UTF_32 or text.isascii():
            return len(text)
        if self._units == UTF_8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > _LAST_OF_ONE_UNIT for character in text)

    def _characters(self, line: str, units: int) -> int:
        """Returns how many characters of a line so many units are; a position inside a character is before it."""
        if self._units == UTF_32 or line.isascii():
            return min(units, len(line))
        for count, character in enumerate(line):
            units -= self._count(character)
            if units < 0:
                return count
        return len(line)
