"""How random a text looks: Shannon entropy, as detect-secrets counts it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log2

_ROUNDING = 1e-9
"""What the order of additions may make of an entropy."""


def is_random(text: str | bytes, limit: float) -> bool:
    """Whether the Shannon entropy of a text is above `limit` bits a character, or so near that it may be."""
    return len(set(text)) > 2**limit - 1 and entropy(text) > limit - _ROUNDING


def entropy(text: str | bytes) -> float:
    """Shannon entropy in bits a character."""
    total = len(text)
    return log2(total) - sum(map(_weight, Counter(text).values())) / total


@lru_cache(maxsize=1024)
def _weight(count: int) -> float:
    return count * log2(count)
