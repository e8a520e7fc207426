"""Tells how lines of a text are shown: names and structure stay, every value gives way to a mask.

Every value that a reader finds is masked, whatever it is. What is left of a line is masked too where it could be a part
of a value that no reader saw: a long run that is no word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from auditor.model.field import Field
from auditor.readers.document import Document

_RUN = re.compile(r"[A-Za-z0-9+/=_.%~:\\-]{12,}")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[A-Z]")
_LEAST_WORD = 3.0
"""Letters of the average word of a name; a random text changes between upper case, lower case and digits sooner."""
_LEAST_VOWELS = 0.25
"""Share of vowels in the letters of words; in random letters it is less than a fifth."""
_LONGEST_NAME = 28
"""Letters of the longest name without a mark in it."""
_PARTS = re.compile(r"[^A-Za-z0-9]+")
_LEAST = 12
"""Letters and digits below which a run is no stretch of a value."""
_HEX = re.compile(r"(?<![0-9a-fA-F])(?=[^\dg-zG-Z_]{0,200}+\d)[0-9a-fA-F]{8,}+")
_BYTES = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:\\x|0[xX]|%)?[0-9a-fA-F]{1,3}(?:[\s,;:|.-]+|(?=\\x|%))){5,}(?:\\x|0[xX]|%)?[0-9a-fA-F]{1,3}"
)
"""Bytes one by one, in hex or as numbers."""
_WORDS = re.compile(r"(?:[a-z]{3,8}[ \t]+){7,}[a-z]{3,8}")
_TOLD = re.compile(
    r"(?:pass(?:word|phrase|wd)?|pwd|secret|token|pin)\b[^\w\n]{0,3}(?:(?:is|was)\b[^\w\n]{0,3})?[^\s\d]{0,40}\d\S*",
    re.IGNORECASE,
)
"""A word for a secret, and behind it something with a digit."""
_VALUE_CHARACTER = re.compile(r"[A-Za-z0-9+/_=-]")
_REFERENCE = re.compile(r"(?:process\.env\.|\$\{?)[A-Z]{2,12}(?:_[A-Z]{2,12}){1,5}(?:_\d{1,3})?\}?")
"""Where a value really is: as much of a name as makes sure that it is one."""
VALUE = "<value>"
"""Replaces a value of which nothing is said."""
_HIDDEN = "<hidden>"
"""Replaces what could be a part of a value."""
_CONTINUED = "<continued>"
"""Replaces the second and every further line of a value."""


class Piece(NamedTuple):
    """A stretch of a line as it is shown."""

    text: str
    is_mask: bool = False
    size: int = 0
    """Characters of the line that a mask replaces."""


class MaskedLine(NamedTuple):
    """A line as it may be shown."""

    pieces: tuple[Piece, ...]
    is_doubtful: bool
    """Something was hidden that no reader found."""

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)

    def without_first(self, count: int) -> str:
        """Returns the line without what its first `count` characters are shown as; a mask of which they are a part goes whole."""
        return "".join(_left_over(self.pieces, count, lambda text: text))

    def without_last(self, count: int) -> str:
        """Returns the line without what its last `count` characters are shown as."""
        return "".join(_left_over(self.pieces[::-1], count, lambda text: text[::-1]))[::-1]


def _left_over(pieces: Iterable[Piece], count: int, turned: Callable[[str], str]) -> Iterator[str]:
    """Yields the texts of pieces, each turned, without what shows the first `count` characters of the line."""
    for piece in pieces:
        size = piece.size if piece.is_mask else len(piece.text)
        if piece.is_mask and count > 0:
            count -= size
        elif size > count:
            yield turned(piece.text)[max(0, count) :]
            count = 0
        else:
            count -= size


class Stretch(NamedTuple):
    """A stretch of a text that is not shown, and what is shown in its place."""

    start: int
    """The offset of its first character."""
    end: int
    """The offset past its last one."""
    mask: str = VALUE


def stretches_of(
    document: Document, fields: Iterable[Field], mask: Callable[[Field], str] = lambda _: VALUE
) -> list[Stretch]:
    """Returns the stretches in which the values of a document are, in order and apart.

    Args:
        document: The document.
        fields: What the readers find in it, or in the lines that matter.
        mask: Returns what is shown in the place of a value.
    """
    return _merged(
        Stretch(*_whole(document.text, *document.offsets(field.span)), mask(field))
        for field in fields
        if not _REFERENCE.fullmatch(field.value.reveal())
    )


def masked_lines(text: str, stretches: Sequence[Stretch]) -> list[MaskedLine]:
    """Returns every line of a text; a value over several lines is masked in each of them."""
    found: list[MaskedLine] = []
    at = first = 0
    for line in text.split("\n"):
        end = at + len(line)
        while first < len(stretches) and stretches[first].end <= at:
            first += 1
        past = bisect_left(stretches, end, first, key=lambda stretch: stretch.start)
        found.append(masked_line(text, at, end, stretches[first:past]))
        at = end + 1
    return found


def masked_line(text: str, start: int, end: int, stretches: Iterable[Stretch]) -> MaskedLine:
    """Returns a line, or a part of one, as it may be shown.

    Args:
        text: The whole text.
        start: The offset of the first character that is shown.
        end: The offset past the last one.
        stretches: Those of the text in order, from the first that reaches into the line.
    """
    pieces: list[Piece] = []
    at = start
    for stretch in _within(stretches, start, end):
        pieces += [
            *_residue(text[at : stretch.start]),
            Piece(stretch.mask, is_mask=True, size=stretch.end - stretch.start),
        ]
        at = stretch.end
    pieces += _residue(text[at:end])
    return MaskedLine(tuple(pieces), any(piece.is_mask and piece.text == _HIDDEN for piece in pieces))


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns the stretch with what sticks to it: a reader may have taken a value for shorter than it is."""
    while end < len(text) and _VALUE_CHARACTER.match(text, end):
        end += 1
    while start > 0 and text[start - 1] != "=" and _VALUE_CHARACTER.match(text, start - 1):
        start -= 1
    return start, end


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Returns them in order, overlapping ones made one under the first mask that says something."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if merged and stretch.start < merged[-1].end:
            last = merged[-1]
            mask = stretch.mask if last.mask == VALUE else last.mask
            merged[-1] = Stretch(last.start, max(last.end, stretch.end), mask)
        else:
            merged.append(stretch)
    return merged


def _within(stretches: Iterable[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """Yields the parts of the stretches that are in one line."""
    for stretch in stretches:
        if stretch.start >= end:
            return
        mask = stretch.mask if stretch.start >= start else _CONTINUED
        yield Stretch(max(start, stretch.start), min(end, stretch.end), mask)


def _residue(text: str) -> list[Piece]:
    """Returns text outside all values; what could be a part of one is hidden."""
    hidden = [match.span() for pattern in (_BYTES, _WORDS, _HEX, _TOLD) for match in pattern.finditer(text)]
    hidden += [match.span() for match in _RUN.finditer(text) if not _is_wordy(match[0])]
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(hidden):
        if start >= at:
            pieces += [Piece(text[at:start]), Piece(_HIDDEN, is_mask=True, size=end - start)]
        elif end > at:
            pieces[-1] = pieces[-1]._replace(size=pieces[-1].size + end - at)
        at = max(at, end)
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def _is_wordy(run: str) -> bool:
    """Returns whether a run reads as words: a name, a path, a host."""
    words = _WORD.findall(run)
    letters = sum(map(len, words))
    if letters < _LEAST:
        return True
    return letters / len(words) >= _LEAST_WORD and _is_spoken(run) and all(map(_is_name, _PARTS.split(run)))


def _is_spoken(run: str) -> bool:
    """Returns whether a run in mixed case has as many vowels as words have; every random text is in mixed case."""
    vowels = sum(character in "aeiouyAEIOUY" for character in run)
    is_mixed = not run.isupper() and not run.islower()
    return not is_mixed or vowels >= _LEAST_VOWELS * sum(map(str.isalpha, run))


def _is_name(part: str) -> bool:
    """Returns whether a part without marks is one or several words, with a number behind them at most."""
    words = _WORD.findall(part)
    if len(part) < _LEAST:
        return True
    is_numbered = any(word.isdigit() for word in words[:-1]) or sum(len(word) == 1 for word in words) > 1
    return len(part) <= _LONGEST_NAME and not is_numbered
