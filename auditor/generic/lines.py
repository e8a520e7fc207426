"""The lines of a text that are worth scanning, numbered as detect-secrets does, and where in the document they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import final

from auditor.generic.exact_match import SHORT
from auditor.model.location import Span
from auditor.model.secret import Plain
from auditor.readers.document import Document

_LONE_RETURN = re.compile(rb"\r(?!\n)")
_END = re.compile(r"\r\n|\r|\n")
BYTE_ORDER_MARK = "\ufeff"
LONG = 1 << 20
"""Characters up to which detectors that judge names and entropy are given the whole line: a second's work."""
_AROUND = 2048
"""Characters on either side of a match that a detector is given of a longer line."""
_STRETCH = 1 << 14
"""Characters by which a window grows so as not to cut a token."""
_GLANCE = 64
"""Characters in which the break before a window is looked for first."""
_BREAK = re.compile(r"[\s\"'`;,]")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line on which something was seen. It holds plaintext and does not leave this package."""

    number: int
    """From 1."""
    text: Plain = field(repr=False)
    """Without its end."""
    start: int
    """Where it starts, in bytes."""
    seen: tuple[tuple[int, str], ...]
    """For which detectors something was seen; on a line longer than `SHORT`, with the columns up to which."""


@final
class Lines:
    r"""The lines of one text. It holds plaintext, so its `repr` says nothing of it.

    Python's universal newlines end a line: a lone `\\r` too, which ends none in a `Document`.
    """

    def __init__(self, text: str, name: str, start: tuple[int, int] = (1, 1)) -> None:
        self.source = Plain(text)
        """The text with its byte order mark, if it has one: detect-secrets takes that for a character."""
        self._name = name
        self._start = start
        self._raw = text.encode("utf-8", "surrogatepass")
        self._ends: dict[int, int] = {}
        """Where lines end, by where they start."""
        self._has_lone_returns = b"\r" in self._raw and _LONE_RETURN.search(self._raw) is not None
        if self._has_lone_returns:
            self._raw = _LONE_RETURN.sub(b"\n", self._raw)

    def __repr__(self) -> str:
        return f"<Lines of {len(self.source)} characters>"

    @cached_property
    def document(self) -> Document:
        """The document, without the byte order mark."""
        line, column = self._start
        text = self.source.removeprefix(BYTE_ORDER_MARK)
        return Document(text, self._name, first_line=line, first_column=column)

    def suspects(self, ends: Iterable[tuple[int, str]]) -> Iterator[Suspect]:
        """Yields the lines that hold the bytes before these offsets in the text's UTF-8, in order."""
        raw = self._raw
        number = start = 0
        stop = -1
        seen: list[tuple[int, str]] = []
        for end, owner in sorted(ends):
            if end - 1 > stop:
                if seen:
                    yield self._suspect(number, start, stop, seen)
                    seen = []
                begin = raw.rfind(b"\n", 0, end - 1) + 1
                number += raw.count(b"\n", start, begin) + (not number)
                start, stop = begin, raw.find(b"\n", end - 1)
                stop = len(raw) if stop < 0 else stop
            seen.append((end, owner))
        if seen:
            yield self._suspect(number, start, stop, seen)

    def _suspect(self, number: int, start: int, stop: int, seen: Sequence[tuple[int, str]]) -> Suspect:
        if stop - start > SHORT:
            seen = list(self._columns(start, seen))
        return Suspect(number, _decoded(self._raw[start:stop]), start, tuple(seen))

    def _columns(self, start: int, seen: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Yields in characters from the start of a line what `seen` has in bytes of the text, in ascending order."""
        column, at = 0, start
        for end, owner in seen:
            column += len(_decoded(self._raw[at:end]))
            at = end
            yield column, owner

    def before(self, suspect: Suspect) -> Plain:
        """Returns the text of the line before; empty for the first."""
        end = max(0, suspect.start - 1)
        return _decoded(self._raw[self._raw.rfind(b"\n", 0, end) + 1 : end])

    def following(self, number: int, count: int) -> Plain:
        """Returns the text from a line on, over `count` lines."""
        text, at = self.document.text, self._line_start(number)
        end = at
        for _ in range(count):
            end = text.find("\n", end) + 1
            if not end:
                return Plain(text[at:])
        return Plain(text[at:end])

    def span(self, number: int, value: str, column: int = 0) -> Span:
        """Returns where a value relies on a line; the whole line's text where it is not there as it is.

        Args:
            number: Of the line. One past the last line, as rewriting can make it, means the last line.
            value: What is looked for.
            column: Characters of the line before which it is not; a line of megabytes is not searched from its start for
                each of its values.
        """
        text, start = self.document.text, self._line_start(number)
        end = self._line_end(start)
        at = text.find(value, start + column, end)
        if at < 0:
            line = text[start:end]
            value = line.strip() or line
            at = start + line.index(value)
        return self.document.span(at, at + len(value))

    def _line_end(self, start: int) -> int:
        if start not in self._ends:
            found = _END.search(self.document.text, start)
            self._ends[start] = found.start() if found else len(self.document.text)
        return self._ends[start]

    def _line_start(self, number: int) -> int:
        starts = self._starts
        return starts[min(number, len(starts)) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        text = self.document.text
        if self._has_lone_returns:
            return [0, *(match.end() for match in _END.finditer(text))]
        starts = [0]
        while at := text.find("\n", starts[-1]) + 1:
            starts.append(at)
        return starts


def windows(line: Plain, columns: Iterable[int]) -> list[tuple[int, Plain]]:
    """Returns the parts of a long line around these columns, with whole tokens as far as that is practical, and where they start."""
    spans: list[tuple[int, int]] = []
    for column in sorted(columns):
        start = _stretched_left(line, max(0, column - _AROUND))
        end = _stretched_right(line, min(len(line), column + _AROUND))
        if spans and start <= spans[-1][1] and end - spans[-1][0] <= 2 * _STRETCH:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return [(start, Plain(line[start:end])) for start, end in dict.fromkeys(spans)]


def _stretched_left(line: str, start: int) -> int:
    least, reach = max(0, start - _STRETCH), _GLANCE
    while True:
        # A break is near nearly always, and all of them in 16 kB are thousands, for each of thousands of matches.
        first = max(least, start - reach)
        breaks = [match.end() for match in _BREAK.finditer(line, first, start)]
        if breaks or first == least:
            return breaks[-1] if breaks else least
        reach *= 4


def _stretched_right(line: str, end: int) -> int:
    found = _BREAK.search(line, end, end + _STRETCH)
    return found.start() if found else min(len(line), end + _STRETCH)


def _decoded(raw: bytes) -> Plain:
    return Plain(raw.decode("utf-8", "ignore").removesuffix("\r"))
