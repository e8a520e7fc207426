"""Which stretches of a text could be recovery phrases (BIP39: 12, 15, 18, 21 or 24 words of one list).

Whether the words are in a list and the checksum holds is for classification to say. Without a label only a line, a
quoted text or a cell that is nothing but such words counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COUNTS = (12, 15, 18, 21, 24)
_LATIN = r"[a-z\u00df-\u00ff]{3,9}"
_ALONE = re.compile(
    rf"(?:^|[\"'`:=|>])[ \t]{{0,8}}+[\"'`]?({_LATIN}(?:[ \t]{{1,2}}{_LATIN}){{11,23}}+)(?=[ \t]{{0,8}}(?:[\"'`|<,;\r\n]|$))",
    re.MULTILINE,
)
_LABELLED = re.compile(
    r"(?:mnemonic|phrase|seed|recovery|words|助记词|助記詞)[\w -]{0,24}?[\"'`*]{0,3}\s{0,3}[:：=|]{1,2}>?\s{0,8}[\"'`*]{0,3}"
    r"([^\W\d_]{1,10}(?:[ \t\u3000]{1,2}[^\W\d_]{1,10}){11,23}+)(?![^\W\d_])",
    re.IGNORECASE,
)


_HINTS = ("mnemonic", "phrase", "seed", "recovery", "words", "助记词", "助記詞")


def phrases(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch of as many words as a phrase has, each once, in order of the patterns."""
    seen: set[int] = set()
    lowered = text.lower()
    for pattern in (_LABELLED, _ALONE) if any(hint in lowered for hint in _HINTS) else (_ALONE,):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if start not in seen and len(match[1].split()) in _COUNTS:
                seen.add(start)
                yield start, end
