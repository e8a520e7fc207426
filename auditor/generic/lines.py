"""The lines of a text as detect-secrets counts them, and where in the document each of them stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import final

from auditor.model.place import Span
from auditor.readers.document import Document

_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK = "\ufeff"
SHORT = 4096
"""Characters up to which every detector is given the whole line."""
LONG = 1 << 20
"""Characters up to which detectors that judge names and entropy are given the whole line: a second's work."""
_AROUND = 2048
"""Characters on either side of a match that a detector is given of a longer line."""
_STRETCH = 1 << 14
"""Characters by which a window grows so as not to cut a token."""
_BREAK = re.compile(r"[\s\"'`;,]")


@final
class Lines:
    r"""The lines of one text, numbered from 1. It holds plaintext, so its `repr` says nothing of it.

    Python's universal newlines end a line: a lone `\\r` too, which ends none in a `Document`.
    """

    def __init__(self, text: str, name: str, start: tuple[int, int] = (1, 1)) -> None:
        self.source = text
        """The text with its byte order mark, if it has one: detect-secrets takes that for a character."""
        self._starts = [0, *(match.end() for match in _END.finditer(text))]
        self._ends = [*(match.start() for match in _END.finditer(text)), len(text)]
        self._byte_starts = self._starts if text.isascii() else _byte_starts(text, self._starts)
        self._mark = len(_BYTE_ORDER_MARK) if text.startswith(_BYTE_ORDER_MARK) else 0
        self.document = Document(text[self._mark :], name, first_line=start[0], first_column=start[1])

    def __len__(self) -> int:
        return len(self._starts)

    def __repr__(self) -> str:
        return f"<Lines: {len(self)}>"

    def text(self, number: int) -> str:
        """A line without its end; empty outside the document."""
        return self.source[self._starts[number - 1] : self._ends[number - 1]] if 0 < number <= len(self) else ""

    def following(self, number: int, count: int) -> str:
        """The text from a line on, over `count` lines."""
        return self.source[self._starts[number - 1] : self._ends[min(number + count, len(self)) - 1]]

    def number_at(self, end: int) -> int:
        """The number of the line that holds the byte before `end` (an offset in the text's UTF-8)."""
        return bisect_right(self._byte_starts, end - 1)

    def column_at(self, end: int) -> int:
        """How many characters of its line stand before `end`."""
        number = self.number_at(end)
        piece = self.text(number).encode("utf-8", "surrogatepass")[: end - self._byte_starts[number - 1]]
        return len(piece.decode("utf-8", "ignore"))

    def span(self, number: int, value: str) -> Span:
        """Where a value stands on a line; the whole line's text where it does not stand there as it is.

        A number past the last line, as rewriting can make one, means the last line.
        """
        number = min(number, len(self))
        line = self.text(number)
        at = line.find(value)
        if at < 0:
            value = line.strip() or line
            at = line.index(value)
        start = self._starts[number - 1] - self._mark + at
        start = max(0, start)
        return self.document.span(start, start + len(value))


def windows(line: str, columns: Sequence[int]) -> list[str]:
    """The parts of a long line around these columns, with whole tokens as far as that is practical."""
    spans: list[tuple[int, int]] = []
    for column in sorted(columns):
        start = _stretched_left(line, max(0, column - _AROUND))
        end = _stretched_right(line, min(len(line), column + _AROUND))
        if spans and start <= spans[-1][1] and end - spans[-1][0] <= 2 * _STRETCH:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return [line[start:end] for start, end in dict.fromkeys(spans)]


def _stretched_left(line: str, start: int) -> int:
    least = max(0, start - _STRETCH)
    breaks = [match.end() for match in _BREAK.finditer(line, least, start)]
    return breaks[-1] if breaks else least


def _stretched_right(line: str, end: int) -> int:
    found = _BREAK.search(line, end, end + _STRETCH)
    return found.start() if found else min(len(line), end + _STRETCH)


def _byte_starts(text: str, starts: Sequence[int]) -> list[int]:
    found = []
    at = size = 0
    for start in starts:
        size += len(text[at:start].encode("utf-8", "surrogatepass"))
        found.append(size)
        at = start
    return found
