"""Finds recovery phrases by their form: as many words in a row as a phrase has, alone or behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from auditor.vocabulary.words import without_colours

_SIZES = (12, 15, 18, 21, 24)
_LATIN = r"[a-z\u00df-\u00ff\u0100-\u017f\u0300-\u036f\u0430-\u045f]{3,14}"
"""Latin with accents, also apart from their letters, or Cyrillic."""
_OTHER_LETTERS = r"[\u1100-\u11ff\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{1,12}"
"""Chinese, Japanese or Korean."""
_ROW = rf"{_LATIN}(?:[ \t]{{1,2}}{_LATIN}){{11,23}}+|{_OTHER_LETTERS}(?:[ \t\u3000]{{1,2}}{_OTHER_LETTERS}){{11,23}}+"
_FIRST = rf"[ \t]{{0,8}}+[\"'`]?({_ROW})(?=[ \t\u3000]{{0,8}}(?:[\"'`|<,;\r\n]|$))"
"""A row at the very beginning of a text, which nothing is before."""
_ALONE = rf"[\n\"'`:=|>]{_FIRST}"
_LABELLED = (
    r"(?:mnemonic|phrase|seed|recovery|words|助记词|助記詞)[\w -]{0,24}?[\"'`*]{0,3}\s{0,3}[:：=|]{1,2}>?\s{0,8}[\"'`*]{0,3}"
    r"([^\W\d_]{1,10}(?:[ \t\u3000]{1,2}[^\W\d_]{1,10}){11,23}+)(?![^\W\d_])"
)
HINTS = ("mnemonic", "phrase", "seed", "recovery", "words", "助记词", "助記詞")
"""Words of which every label of a phrase has one."""
_BINARY = rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]"
"""What text does not hold: of a binary the plain reader reads the printable runs."""
_WIDE_SPACE = "\u3000".encode()
_WORD = rb"[a-z\x80-\xff]{3,}+"
_BYTES_ALONE = (
    rb"(?:\A|[\n\"'`:=|>])[ \t]{0,8}+[\"'`]?(%b(?:[ \t]{1,2}%b){11,23}+)(?=[ \t]{0,8}(?:[\"'`|<,;\r\n]|\Z))"
    % (_WORD, _WORD)
)
"""`_ALONE` and `_FIRST` for UTF-8, with any character outside ASCII for a letter."""


def phrases(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of every stretch of as many words as a phrase has, each once, in order of the patterns."""
    seen: set[int] = set()
    for match in (*_labelled(text), *filter(None, [_compiled(_FIRST).match(text)]), *_compiled(_ALONE).finditer(text)):
        start, end = match.span(1)
        if start not in seen and len(match[1].split()) in _SIZES:
            seen.add(start)
            yield start, end


def _labelled(text: str) -> Iterator[re.Match[str]]:
    """Yields what is behind a label, from left to right; only at the labels themselves the pattern is tried."""
    lowered = text.lower()
    hints = [hint for hint in HINTS if hint in lowered]
    if not hints:
        return
    pattern = _compiled(_LABELLED, re.IGNORECASE)
    if len(lowered) != len(text):
        yield from pattern.finditer(text)
        return
    reached = 0
    for hint in re.finditer("|".join(hints), lowered):
        if hint.start() >= reached and (match := pattern.match(text, hint.start())):
            yield match
            reached = match.end()


def may_hold_phrase(data: bytes) -> bool:
    """Returns whether the plain reader could find a phrase in a blob; in ordinary prose it could not.

    It answers before the readers are imported: one source file in ten has a sentence of twelve words. Their expressions take
    40 ms to compile, because of the ranges outside ASCII; those for bytes take 1 ms.
    """
    if re.search(_BINARY, data) or _WIDE_SPACE in data:
        return True
    try:
        text = without_colours(data.decode())
    except UnicodeDecodeError:
        return True
    rows = (match[1] for match in re.finditer(_BYTES_ALONE, text.encode()))
    return any(len(row.split()) in _SIZES for row in rows) or next(_labelled(text), None) is not None


@cache
def _compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(expression, flags | re.MULTILINE)
