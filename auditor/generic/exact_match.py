"""Tells which matches of the prefilter a detector's own expression confirms, before detect-secrets is imported for them.

Hyperscan's expressions are wider than those that they are derived from: nothing anchors them, and no look-around narrows
them. Python's own has the last word on the line that the detector would be given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import log2

SHORT = 4096
"""Characters up to which every detector is given the whole line."""
Source = tuple[str, int]
"""The text of an expression and its flags."""


def confirmed(
    raw: bytes, matches: Iterable[tuple[int, int]], deciding: Mapping[int, tuple[Source, ...]]
) -> Iterator[tuple[int, int]]:
    """Yields those of the matches (identifier, end in `raw`) on whose line one of the identifier's expressions matches.

    Where none is known for an identifier, or the detector may be given something else than the line (it is long, has
    lone carriage returns or is no UTF-8), the match counts as it is.
    """
    known: dict[tuple[int, int], bool] = {}
    for identifier, end in matches:
        # A match may take the line's end with it.
        location = identifier, raw.rfind(b"\n", 0, end - 1)
        if location not in known:
            stop = raw.find(b"\n", end - 1)
            line = raw[location[1] + 1 : stop if stop >= 0 else len(raw)]
            known[location] = _may_match(line, deciding.get(identifier, ()))
        if known[location]:
            yield identifier, end


def _may_match(line: bytes, sources: tuple[Source, ...]) -> bool:
    if not sources or len(line) > SHORT or b"\r" in line.rstrip():
        return True
    try:
        text = line.decode().rstrip()
    except UnicodeDecodeError:
        return True
    return any(_compiled(*source).search(text) for source in sources)


@lru_cache(maxsize=256)
def _compiled(text: str, flags: int) -> re.Pattern[str]:
    return re.compile(text, flags)


_ROUNDING = 1e-9
"""What the order of additions may make of an entropy."""


def is_random(text: str | bytes, limit: float) -> bool:
    """Returns whether the Shannon entropy of a text is above `limit` bits a character, or so near that it may be."""
    return len(set(text)) > 2**limit - 1 and entropy(text) > limit - _ROUNDING


def entropy(text: str | bytes) -> float:
    """Returns Shannon entropy in bits a character."""
    total = len(text)
    return log2(total) - sum(map(_weight, Counter(text).values())) / total


@lru_cache(maxsize=1024)
def _weight(count: int) -> float:
    return count * log2(count)
