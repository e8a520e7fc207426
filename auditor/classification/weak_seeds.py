"""Which 32 bytes are no seed that anybody should use, although they are a valid one."""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import pairwise

_MAX_DISTINCT = 8
"""Distinct byte values up to which 32 bytes are a pattern; 32 random bytes have 30 on average, 22 almost always."""
_PRINTABLE = frozenset(string.printable.encode())
_MAX_PERIOD = 16


def weakness_of(seed: bytes) -> str:
    """Why a seed can be guessed, in words; empty for one that looks random."""
    return next((words for words, applies in _WEAKNESSES if applies(seed)), "")


def _is_sequence(seed: bytes) -> bool:
    return len({(after - before) % 256 for before, after in pairwise(seed)}) == 1


def _repeats(seed: bytes) -> bool:
    return any(seed == (seed[:period] * len(seed))[: len(seed)] for period in range(2, _MAX_PERIOD + 1))


_WEAKNESSES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("all bytes are zero", lambda seed: not any(seed)),
    ("all bytes are equal", lambda seed: len(set(seed)) == 1),
    ("the bytes are a sequence", _is_sequence),
    ("the bytes repeat a pattern", _repeats),
    ("the bytes are ASCII text", _PRINTABLE.issuperset),
    ("the bytes have only a few different values", lambda seed: len(set(seed)) <= _MAX_DISTINCT),
)
