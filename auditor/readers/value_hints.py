"""Tells which passes over a text can find a value: one Hyperscan pass tells, and most files about the exchange need no other.

A bit that is not set means that its pass finds nothing; one that is set promises nothing. Property tests compare the
bits with the passes themselves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from auditor.readers.document import Document
from auditor.readers.hint_patterns import (
    ALL,
    BEHIND_LABEL,
    BITS,
    KINDS,
    NAMED,
    QUOTED,
    RUN,
    SHORTEST_RUN,
    Hint,
    hint_database,
    row_database,
)
from auditor.readers.long_runs import long_runs_in
from auditor.readers.plain.labelled_values import BLANKS, LONGEST, SEGMENT, SHORTEST_IN_PROSE, URL, WORDY
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.source.literals import (
    DATE,
    MIXED,
    SHORTEST_QUOTED,
    STRAY,
    SYLLABLE,
    VALUE_CHARACTERS,
    has_label,
    looks_random,
)
from auditor.vocabulary.words import without_colours

_TOKEN = re.compile(rb"[%b]{%d,}={0,3}" % (RUN, SHORTEST_RUN))
_LONG = re.compile(rb"[A-Za-z0-9+/_-]{43,}+={0,2}")
_MOST_PADDING = 2
_ANYTHING = re.compile(rb"[A-Za-z0-9=]")
"""What a shape has at least one of: rows of dashes and slashes have none."""
_RULE = re.compile(rb"[-_=/.~+%]+(?:[^A-Za-z0-9]|\Z)")
"""A row of marks with which a comment is ruled off, and what is behind it."""
_SHAPED = re.compile(rb"[A-Za-z0-9+/_-]{43,}={0,3}")
_WORDY = re.compile(WORDY.encode())
_URL = tuple(before.encode() for before in URL)
_WORDS = re.compile(rb"[A-Za-z]++(?:[-_/.]+[A-Za-z]+)*+(?![=%b])" % RUN)
"""A run that `_WORDY` matches whole: nearly all runs in code are names."""
_SHAPE = 43
_WHOLE = math.ceil(SYLLABLE)
_SYLLABLE = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LONG_SYLLABLES = re.compile(rb"(?:[a-z]{%d,}+|[A-Z]{%d,}+|[A-Z][a-z]{%d,}+|[_.:/-])++" % (_WHOLE, _WHOLE, _WHOLE - 1))
"""A text without digits and short syllables: nearly all names of settings, headers and fields."""
_DOUBLE, _SINGLE, _BACK = b"\"'`"
"""The quotes as numbers, which `rfind` takes in two thirds of the time."""
_VALUE_CHARACTERS = VALUE_CHARACTERS.encode()
_MIXED = re.compile(MIXED.encode(), re.DOTALL)
_SHORTEST_WORDS = 16
"""Bytes of a text without digits below which it is a word, as `promising` has it."""
_ONLY_WORDS = re.compile(rb"[A-Za-z_.:/-]+")
_DATE = re.compile(DATE.encode())
_OWN_HOST = b"backpack.exchange"
_SETTING = re.compile(rb"[A-Z_]+")
_SHORTEST_WRAPPED = 48
"""Characters of a run: eight fewer than `wrapped_text` wants, for what a colour in front of it may have."""
_SEPARATORS = b":=|>\"'`"
"""Those of ASCII; the others have bytes that are not."""
_LINE = 200
"""Characters before a value in which its label is."""
_ABOVE = 2000
"""Bytes of the six lines above a value among which its title is."""
_LONGEST_QUOTED = 200
"""Bytes of a quoted text that is looked into; a longer one counts."""


def hints_of(document: Document, *, quoted: bool = False) -> int:
    """Returns the hints of a document's text; they are looked for once.

    Args:
        document: The document.
        quoted: Whether `Hint.QUOTED` is asked for, which only source code needs.
    """
    if document.value_hints is None or (quoted and document.value_hints & Hint.UNQUOTED):
        document.value_hints = hints_in(document.text, quoted=quoted)
    return document.value_hints & ~Hint.UNQUOTED


def hints_in(text: str, *, quoted: bool = True) -> int:
    """Returns the `Hint` bits of a text, and of one with a terminal's colours those of the text without them."""
    return hints_in_bytes(_encoded(text), quoted=quoted)


def hints_in_bytes(data: bytes, *, quoted: bool = True) -> int:
    """Returns the same of a text in UTF-8."""
    found, runs, quotes = _spotted(data)
    if found & Hint.COLOUR:
        data = _encoded(without_colours(data.decode("utf-8", "surrogatepass")))
        found, runs, quotes = _spotted(data)
        found |= Hint.COLOUR
    if found & Hint.SHAPE:
        found = found & ~Hint.SHAPE | _shapes(data)
    for kind, end in runs:
        if _could_be_labelled(data, kind, end):
            found |= Hint.LABELLED
            break
    if not quoted:
        return found | Hint.UNQUOTED
    if quotes and not found & Hint.QUOTED and _could_be_value(data, quotes):
        found |= Hint.QUOTED
    return found


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _spotted(data: bytes) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]]:
    """Returns the bits of what is looked for once, and the runs and the quoted texts with their ends."""
    found, count = 0, len(BITS)
    runs: list[tuple[int, int]] = []
    quotes: list[tuple[int, int]] = []

    def on_match(identifier: int, _start: int, end: int, _flags: int, _context: Any) -> None:
        nonlocal found
        if identifier < count:
            found |= BITS[identifier]
        elif (kind := KINDS[identifier - count]) < QUOTED:
            runs.append((kind, end))
        else:
            quotes.append((kind, end))

    hint_database().scan(data, on_match)
    if found & Hint.ROW:
        found = found & ~Hint.ROW | _rows(data)
    return found, runs, quotes


def _rows(data: bytes) -> int:
    found = 0

    def on_match(_identifier: int, _start: int, _end: int, _flags: int, _context: Any) -> None:
        nonlocal found
        found = Hint.PHRASE

    row_database().scan(data, on_match)
    return found


def _tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    for start, end in long_runs_in(data):
        if end - start >= _SHAPE:
            yield from _LONG.finditer(data, start, end + _MOST_PADDING)


def _shapes(data: bytes) -> int:
    found = 0
    for match in _tokens(data):
        if _ANYTHING.search(match[0]):
            found |= Hint.SHAPE | (Hint.WRAPPED if len(match[0]) >= _SHORTEST_WRAPPED else 0)
            if found & Hint.WRAPPED:
                break
    return found


def _could_be_labelled(data: bytes, kind: int, end: int) -> bool:
    """Returns whether the run that has its sixteenth character, or the end of its line, before an offset could be labelled."""
    if kind == BEHIND_LABEL:
        words = _WORDS.match(data, end - SHORTEST_RUN)
        if words and words.end() - words.start() < _SHAPE:
            return False
        match = _TOKEN.match(data, end - SHORTEST_RUN)
        if match is None or _is_url(data, match) or not _is_introduced(data, match):
            return False
        return _is_no_word(data, match) and is_credential_word(_left(data, match.start()))
    line = data.rfind(b"\n", 0, end - 1) + 1
    if not any(_is_no_word(data, match) for match in _TOKEN.finditer(data, line, end)):
        return False
    return is_credential_word(data[max(0, line - _ABOVE) : line].decode("utf-8", "ignore"))


def _is_url(data: bytes, match: re.Match[bytes]) -> bool:
    """Returns whether a run is what follows the scheme of a URL in quotes."""
    start = match.start()
    return data.startswith(b"//", start) and data.endswith(_URL, 0, start)


def _is_introduced(data: bytes, match: re.Match[bytes]) -> bool:
    """Returns whether what is before a run could be a separator, without which `labelled_values` passes over short ones."""
    if len(match[0]) >= SHORTEST_IN_PROSE:
        return True
    start = match.start()
    before = data[max(0, start - BLANKS) : start].rstrip(b" \t")[-1:]
    return before in _SEPARATORS or not before.isascii()


def _is_no_word(data: bytes, match: re.Match[bytes]) -> bool:
    """Returns whether a run is not one of those that `labelled_values` passes over whatever their label."""
    value = match[0].rstrip(b".")
    if len(match[0]) > LONGEST or _RULE.fullmatch(data, match.start(), match.end() + 1):
        return False
    return _SHAPED.fullmatch(value) is not None or not (
        value.count(b"/") * SEGMENT >= len(value)
        or _WORDY.fullmatch(value)
        or data.startswith(b"(", match.start() + len(value))
    )


def _left(data: bytes, start: int) -> str:
    """Returns the line before an offset, as much of it as can hold a label, or more."""
    line = data[max(0, start - 4 * _LINE) : start].rpartition(b"\n")[2]
    return (line[-_LINE:] if line.isascii() else line).decode("utf-8", "ignore")


def _could_be_value(data: bytes, matches: list[tuple[int, int]]) -> bool:
    """Returns whether one of the quoted texts that end before these offsets could be a value of a program (`promising`)."""
    rfind = data.rfind
    seen = opening = -1
    quoted = b""
    for kind, end in matches:
        last = end - 1
        if end != seen:  # A text is often reported once for its look and once for its name.
            seen = end
            first = max(0, end - _LONGEST_QUOTED)
            opening = max(rfind(_DOUBLE, first, last), rfind(_SINGLE, first, last), rfind(_BACK, first, last))
            if opening < 0:
                return True
            # Most are numbers and other short texts.
            quoted = data[opening + 1 : last] if last - opening > SHORTEST_QUOTED else b""
        if quoted and (_is_named(data, opening, quoted) if kind == NAMED else _is_random(quoted)):
            return True
    return False


def _is_named(data: bytes, opening: int, quoted: bytes) -> bool:
    if _OWN_HOST in quoted or _SETTING.fullmatch(quoted):
        return False  # As `has_label` says of the exchange's own URL and of a setting; nearly every file about it has them.
    left = data[max(0, opening - 4 * _LINE) : opening]
    return has_label(quoted.decode("utf-8", "ignore"), left.decode("utf-8", "ignore"))


def _is_random(quoted: bytes) -> bool:
    """Returns whether a quoted text without code looks random: `looks_random` on bytes, five times as fast."""
    size = len(quoted)
    if b"://" in quoted or quoted.count(b"/") * SEGMENT >= size or _LONG_SYLLABLES.fullmatch(quoted):
        return False
    if not quoted.isascii():
        text = quoted.decode("utf-8", "ignore")
        return len(text) >= SHORTEST_QUOTED and looks_random(text)
    if size < _SHORTEST_WORDS and _ONLY_WORDS.fullmatch(quoted):
        return False
    if (
        len(quoted.translate(None, _VALUE_CHARACTERS)) * STRAY >= size
        or _DATE.match(quoted)
        or not _MIXED.match(quoted)
    ):
        return False
    syllables = _SYLLABLE.findall(quoted)
    return len(b"".join(syllables)) < SYLLABLE * len(syllables)


__all__ = ["ALL", "Hint", "hints_in", "hints_in_bytes", "hints_of"]
