"""Where in a program something stands that could be a value, or a part of one: only there its tree is looked at.

Most files of a bot hold nothing of the kind, and are not parsed. The stretches may hold too much, but never miss a whole
value (a property test says so); of a value in pieces they miss one whose pieces all look like words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers.plain.labels import CREDENTIAL_WORDS

_SMALL = 512
"""Characters of a text that is always looked at as a whole."""
_AROUND = 1024
"""Characters on each side of a value that hold what stands in one call or object with it."""
_QUOTED = re.compile(r"[\"'`]([^\s\"'`]{8,})[\"'`]")
_UNQUOTED = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40}"  # a whole value, also in a here document
    r"|(?:\\x[0-9a-fA-F]{2}){8}"
    r"|(?:(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})(?:u8)?,\s{0,80}(?:\(byte\)\s?)?){16}"
    r"|-----BEGIN "
    r"|[\"'`](?:[a-z]{3,8} ){11}"
)
_LABEL = re.compile(
    rf"(?:{CREDENTIAL_WORDS}|url|uri|host|endpoint)[\w\]\")'-]{{0,40}}\s{{0,3}}(?::\s?[\w<>\[\]&'? ]{{1,40}})?"
    r"(?:=>?|:=?|,|\(|->|<-)\s{0,3}[\w@$(&]{0,12}$",
    re.IGNORECASE,
)
_REACH = 100
_SYLLABLE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_WORD = 3.0
"""Letters and digits to a syllable or number: 1.8 in base64 of random bytes, more than four in names."""
_SHORT_WORD = 2.5
_PIECE = 16
"""Characters below which a random text can only be a piece of a value."""


def promising(text: str) -> list[tuple[int, int]]:
    """Returns the stretches of a text that could hold values, apart and in order; none where it holds none."""
    if len(text) <= _SMALL:
        return [(0, len(text))]
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(_candidates(text)):
        first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))
    return stretches


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for match in _UNQUOTED.finditer(text):
        yield match.span()
    for match in _QUOTED.finditer(text):
        if _looks_random(match[1]) or _LABEL.search(text, max(0, match.start() - _REACH), match.start()):
            yield match.span()


def _looks_random(content: str) -> bool:
    syllables = _SYLLABLE.findall(content)
    size = sum(map(len, syllables))
    if len(content) >= _PIECE or any(map(str.isdigit, syllables)):
        return size < _WORD * len(syllables)
    return size < _SHORT_WORD * len(syllables)
