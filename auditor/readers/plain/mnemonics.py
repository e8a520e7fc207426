"""Which stretches of a text could be recovery phrases (BIP39: 12, 15, 18, 21 or 24 words of one list).

Whether the words are in a list and the checksum holds is for classification to say. Without a label only a line, a
quoted text or a cell that is nothing but such words counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COUNTS = (12, 15, 18, 21, 24)
_LATIN = r"[a-z\u00df-\u00ff]{3,9}"
_WORDS = rf"[ \t]{{0,8}}+[\"'`]?({_LATIN}(?:[ \t]{{1,2}}{_LATIN}){{11,23}}+)(?=[ \t]{{0,8}}(?:[\"'`|<,;\r\n]|$))"
_ALONE = re.compile(rf"[\n\"'`:=|>]{_WORDS}", re.MULTILINE)
_FIRST = re.compile(_WORDS, re.MULTILINE)
"""The same at the very beginning of a text, which nothing is before."""
_LABELLED = re.compile(
    r"(?:mnemonic|phrase|seed|recovery|words|助记词|助記詞)[\w -]{0,24}?[\"'`*]{0,3}\s{0,3}[:：=|]{1,2}>?\s{0,8}[\"'`*]{0,3}"
    r"([^\W\d_]{1,10}(?:[ \t\u3000]{1,2}[^\W\d_]{1,10}){11,23}+)(?![^\W\d_])",
    re.IGNORECASE,
)


HINTS = ("mnemonic", "phrase", "seed", "recovery", "words", "助记词", "助記詞")


def phrases(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch of as many words as a phrase has, each once, in order of the patterns."""
    seen: set[int] = set()
    for match in (*_labelled(text), *filter(None, [_FIRST.match(text)]), *_ALONE.finditer(text)):
        start, end = match.span(1)
        if start not in seen and len(match[1].split()) in _COUNTS:
            seen.add(start)
            yield start, end


def _labelled(text: str) -> Iterator[re.Match[str]]:
    """What stands behind a label, from left to right; only at the labels themselves the pattern is tried."""
    lowered = text.lower()
    hints = [hint for hint in HINTS if hint in lowered]
    if not hints:
        return
    if len(lowered) != len(text):
        yield from _LABELLED.finditer(text)
        return
    reached = 0
    for hint in re.finditer("|".join(hints), lowered):
        if hint.start() >= reached and (match := _LABELLED.match(text, hint.start())):
            yield match
            reached = match.end()
