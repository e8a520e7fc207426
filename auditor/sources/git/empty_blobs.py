"""Which objects were found empty by an earlier run: object ids only, by the digest of all that decides emptiness."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import sha256
from itertools import chain
from sys import byteorder

from auditor.storage import cache

_KIND = "seen"
_FAN = 1 << 16
"""Entries of the table that says how many ids come before each beginning of two bytes."""
_MOST = 4_000_000
"""Ids that are kept: beyond them (80 MB) an entry starts again."""


class EmptyBlobs:
    """The ids of empty objects, sorted, with a fan-out table: 20 bytes each in memory and on disk, no Python objects.

    An entry is `auditor.storage.cache`'s: written whole or not at all, ignored when damaged or not ours. Of two runs that
    write at once one wins, and the ids of the other are scanned again.
    """

    def __init__(self, digest: str, width: int) -> None:
        self._width = width
        self._digest = sha256(f"{digest} {width} {byteorder}".encode()).hexdigest()
        self._fan, self._ids = self._load()

    def __len__(self) -> int:
        return len(self._ids) // self._width

    def __contains__(self, key: str) -> bool:
        if not self._ids:
            return False
        sought = bytes.fromhex(key)
        first = int.from_bytes(sought[:2], "big")
        at, end = self._fan[first] * self._width, self._fan[first + 1] * self._width
        at = self._ids.find(sought, at, end)
        while at >= 0 and at % self._width:
            at = self._ids.find(sought, at + 1, end)
        return at >= 0

    def add(self, keys: Iterable[str]) -> None:
        """Remembers more ids, with those that another run has remembered since."""
        _, stored = self._load()
        old = (stored[at : at + self._width] for at in range(0, len(stored), self._width))
        new = [bytes.fromhex(key) for key in keys]
        is_full = len(stored) // self._width + len(new) > _MOST
        merged = sorted(set(new) if is_full else set(chain(old, new)))
        fan = array("I", bytes(4 * (_FAN + 1)))
        for count, key in enumerate(merged, 1):
            fan[int.from_bytes(key[:2], "big") + 1] = count
        for location in range(1, _FAN + 1):
            fan[location] = max(fan[location], fan[location - 1])
        cache.store(_KIND, self._digest, fan.tobytes() + b"".join(merged))

    def _load(self) -> tuple[array[int], bytes]:
        fan = array("I")
        body = cache.load(_KIND, self._digest)
        size = (_FAN + 1) * fan.itemsize
        if body is None or len(body) < size or (len(body) - size) % self._width:
            return fan, b""
        fan.frombytes(body[:size])
        return fan, body[size:]
