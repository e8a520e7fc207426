"""Tells what of an audited line may be shown: names and structure. Values give way to masks that say what they are.

Every value that a reader finds is masked, whatever it is. What is left of a line is masked too where it could be a part
of a value that no reader saw: a long run that is no word.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from auditor.fix.file_text import FileText
from auditor.model.evidence import Evidence
from auditor.model.excerpt import Excerpt
from auditor.model.location import Span
from auditor.model.material import Encoding, Kind, Material, Role
from auditor.wording.flaw_words import FLAW_WORDS
from auditor.wording.lists import listed

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
_SHOWN_OF_KEY = 8
_HIDDEN = "<hidden>"
"""Stands for what could be a part of a value."""
_CONTINUED = "<continued>"
"""Stands for the second and every further line of a value."""


class Piece(NamedTuple):
    """A stretch of a line as it is shown."""

    text: str
    is_mask: bool = False


class MaskedLine(NamedTuple):
    """A line as it may be shown."""

    pieces: tuple[Piece, ...]
    is_doubtful: bool
    """Something was hidden that no reader found."""

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


class _Stretch(NamedTuple):
    start: int
    end: int
    mask: str


class Masker(Struct, frozen=True):
    """Masks the values of one scope. A secret is called by the API key that belongs to it, which is no secret."""

    public: Mapping[bytes, bytes]
    """The API keys that are proven to be keys, by their tokens."""
    is_silent: bool = False
    """Whether masks say nothing of what a value is: for whoever does not know what the join proved."""

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Masker:
        """Knows what the join over a scope proved."""
        secrets = [one.material for one in evidence if one.pairing.is_secret]
        return cls(
            {each.public_key_token: each.public_key for each in secrets if each.public_key_token and each.public_key}
        )

    def lines(self, text: FileText) -> list[MaskedLine]:
        """Returns every line of a text; a value over several lines is masked in each of them."""
        stretches = _merged(self._stretches(text))
        found: list[MaskedLine] = []
        at = first = 0
        for line in text.text.split("\n"):
            end = at + len(line)
            while first < len(stretches) and stretches[first].end <= at:
                first += 1
            found.append(_line(text.text, at, end, list(_within(stretches, first, at, end))))
            at = end + 1
        return found

    def around(self, text: FileText, spans: Iterable[Span]) -> Iterator[Excerpt]:
        """Yields the line in which each value begins, cut where the value is.

        Args:
            text: The text.
            spans: Those of fields of the text.
        """
        content = text.text
        stretches = _merged(self._stretches(text))
        starts = [each.start for each in stretches]
        ends = [each.end for each in stretches]
        for span in spans:
            at, _ = text.offsets(span)
            begun = bisect_right(starts, at) - 1
            is_inside = begun >= 0 and at < ends[begun]
            own = stretches[begun] if is_inside else _Stretch(at, at, "<value>")
            start = content.rfind("\n", 0, at) + 1
            end = content.find("\n", at)
            end = len(content) if end < 0 else end
            first, last = max(start, own.start), min(end, max(own.end, at))
            before = _line(content, start, first, list(_within(stretches, bisect_right(ends, start), start, first)))
            after = _line(content, last, end, list(_within(stretches, bisect_left(starts, last), last, end)))
            yield Excerpt(before.text, after.text)

    def _stretches(self, text: FileText) -> Iterator[_Stretch]:
        what = {} if self.is_silent else {material.span: material for material in text.materials}
        for field in text.fields:
            if _REFERENCE.fullmatch(field.value.reveal()):
                continue
            start, end = _whole(text.text, *text.offsets(field.span))
            yield _Stretch(start, end, self.mask(what.get(field.span)))

    def mask(self, material: Material | None) -> str:
        """Returns what is in the place of a value."""
        if material is None or self.is_silent:
            return "<value>"
        if key := self.public.get(material.token or b""):
            return f"<API key {_shown(key)}{_manner(material)}>"
        if material.public_key and self._is_secret(material):
            return f"<secret of API key {_shown(material.public_key)}{_manner(material)}>"
        return f"<API key{_manner(material)}>" if material.role is Role.API_KEY else "<value>"

    def _is_secret(self, material: Material) -> bool:
        return (
            material.role is Role.API_SECRET
            or material.kind in (Kind.KEYPAIR, Kind.PRIVATE_KEY)
            or material.public_key_token in self.public
        )


def _shown(key: bytes) -> str:
    return f"{base64.b64encode(key).decode()[:_SHOWN_OF_KEY]}…"


def _manner(material: Material) -> str:
    """Returns how the value is written, where that is not as it should be."""
    encoding = "" if material.encoding is Encoding.BASE64 else f", in {material.encoding.value}"
    length = ", 64 bytes" if material.kind is Kind.KEYPAIR else ""
    flaws = f", with {listed(FLAW_WORDS[flaw] for flaw in material.flaws)}" if material.flaws else ""
    return f"{encoding}{length}{flaws}"


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns the stretch with what sticks to it: a reader may have taken a value for shorter than it is."""
    while end < len(text) and _VALUE_CHARACTER.match(text, end):
        end += 1
    while start > 0 and text[start - 1] != "=" and _VALUE_CHARACTER.match(text, start - 1):
        start -= 1
    return start, end


def _merged(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """In order, overlapping ones made one under the first mask that says something."""
    merged: list[_Stretch] = []
    for stretch in sorted(stretches):
        if merged and stretch.start < merged[-1].end:
            last = merged[-1]
            mask = stretch.mask if last.mask == "<value>" else last.mask
            merged[-1] = _Stretch(last.start, max(last.end, stretch.end), mask)
        else:
            merged.append(stretch)
    return merged


def _within(stretches: Sequence[_Stretch], first: int, start: int, end: int) -> Iterator[_Stretch]:
    """Yields the parts in one line of the stretches from the first that reaches into it."""
    for stretch in islice(stretches, first, None):
        if stretch.start >= end:
            return
        mask = stretch.mask if stretch.start >= start else _CONTINUED
        yield _Stretch(max(start, stretch.start), min(end, stretch.end), mask)


def _line(text: str, start: int, end: int, stretches: Sequence[_Stretch]) -> MaskedLine:
    pieces: list[Piece] = []
    at = start
    for stretch in stretches:
        pieces += [*_residue(text[at : stretch.start]), Piece(stretch.mask, is_mask=True)]
        at = stretch.end
    pieces += _residue(text[at:end])
    return MaskedLine(tuple(pieces), any(piece.is_mask and piece.text == _HIDDEN for piece in pieces))


def _residue(text: str) -> list[Piece]:
    """Returns text outside all values; what could be a part of one is hidden."""
    hidden = [match.span() for pattern in (_BYTES, _WORDS, _HEX, _TOLD) for match in pattern.finditer(text)]
    hidden += [match.span() for match in _RUN.finditer(text) if not _is_wordy(match[0])]
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(hidden):
        if start >= at:
            pieces += [Piece(text[at:start]), Piece(_HIDDEN, is_mask=True)]
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
