"""Leads from offsets in the bytes of UTF-8, as trees have them, to offsets in characters, and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

_BLOCK = 256
"""Characters of a block of text whose beginning in bytes is remembered."""
_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes that begin no character in UTF-8."""


def characters_at(text: str) -> Callable[[int], int]:
    """Returns what leads from offsets in bytes of UTF-8 to offsets in characters."""
    if text.isascii():
        return int
    data = text.encode("utf-8", "surrogatepass")
    starts = [0]
    for at in range(0, len(text) - _BLOCK, _BLOCK):
        starts.append(starts[-1] + len(text[at : at + _BLOCK].encode("utf-8", "surrogatepass")))

    def offset(byte: int) -> int:
        block = bisect_right(starts, byte) - 1
        return block * _BLOCK + len(data[starts[block] : byte].translate(None, _CONTINUATION))

    return offset


def bytes_at(text: str, offsets: Iterable[int]) -> list[int]:
    """Returns the offsets in bytes of UTF-8 of offsets in characters, which are in order."""
    if text.isascii():
        return list(offsets)
    found, at, size = [], 0, 0
    for offset in offsets:
        size += len(text[at:offset].encode("utf-8", "surrogatepass"))
        at = offset
        found.append(size)
    return found
