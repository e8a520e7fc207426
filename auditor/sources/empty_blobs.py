"""Remembers which blobs of a repository a run has read to their end without finding anything.

What a blob gives depends on its bytes and on the path by which it is read, which chooses the reader and gives context. So
an entry has a digest of both for each blob, and a number for what the blob says of others: how it calls the exchange. All
else that decides what a blob gives is in the name of the entry. Neither a path nor anything of a text is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate, chain
from sys import byteorder
from typing import NamedTuple

from auditor.model.blob_source import COMMIT_MESSAGE
from auditor.storage import cache
from auditor.storage.cache import sha256

MOST_KINDS = 255
"""The largest number that a record has room for."""

_ENTRY = "seen"
_DIGEST_BYTES = 20
_DIGITS = 2 * _DIGEST_BYTES
_RECORD = _DIGEST_BYTES + 1
_KINDS = [f"{kind:02x}" for kind in range(MOST_KINDS + 1)]
_FAN = 1 << 16
"""Entries of the table that says how many records come before each beginning of two bytes."""
_MOST = 4_000_000
"""Records that are kept: beyond them (84 MB) an entry starts again."""


class Memory(NamedTuple):
    """What decides what the blobs of a repository give, next to their bytes and their paths in it."""

    digest: str
    """Of the program, the vocabulary and the settings."""
    folder: str = ""
    """What comes before the paths where they are read, with a `/` at its end."""


def blob_digest(key: str, name: str) -> str:
    """Returns the digest of a blob as it is read, in hex: the same bytes at another path may hold something.

    That of a commit's message is the beginning of its id: all are read by the same name.

    Args:
        key: Its object id, with or without the numbers that `CombinedSource` puts before it.
        name: The path by which it is read.
    """
    return _digest(key.rpartition(":")[2], name)


def record_of(key: str, name: str, kind: int) -> str:
    """Returns what `EmptyBlobs.add` takes for a blob, behind the numbers of the parts of a source that are before its key.

    Args:
        key: As for `blob_digest`.
        name: As for `blob_digest`.
        kind: What the blob says of others, as a number up to `MOST_KINDS`.
    """
    part, colon, own = key.rpartition(":")
    return f"{part}{colon}{_digest(own, name)}{_KINDS[kind]}"


def _digest(own: str, name: str) -> str:
    """Returns the digest of an id and a path; it is asked for once an object, so its microsecond counts."""
    if name == COMMIT_MESSAGE:
        return own[:_DIGITS]
    return sha256(f"{own} {name}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


class EmptyBlobs:
    """The records of empty blobs, sorted, with a fan-out table: 21 bytes each in memory and on disk, no Python objects.

    An entry is `auditor.storage.cache`'s: written whole or not at all, ignored when damaged or not ours. Of two runs that
    write at once one wins, and what the other has read is read again.
    """

    def __init__(self, digest: str) -> None:
        """Loads the entry of a digest of all that decides what a blob gives, but for its bytes and its path."""
        self._digest = sha256(f"{digest} {_RECORD} {byteorder}".encode()).hexdigest()
        self._fan, self._records = self._load()

    def __len__(self) -> int:
        return len(self._records) // _RECORD

    def kind_of(self, blob: str) -> int | None:
        """Returns what an empty blob says of others; None for a blob that is not known to be empty.

        Args:
            blob: Its `blob_digest`.
        """
        if not self._records:
            return None
        sought = bytes.fromhex(blob)
        first = int.from_bytes(sought[:2], "big")
        at, end = self._fan[first] * _RECORD, self._fan[first + 1] * _RECORD
        at = self._records.find(sought, at, end)
        while at >= 0 and at % _RECORD:
            at = self._records.find(sought, at + 1, end)
        return self._records[at + _DIGEST_BYTES] if at >= 0 else None

    def add(self, records: Iterable[str]) -> None:
        """Remembers more blobs, with those that another run has remembered since."""
        new = {bytes.fromhex(record) for record in records}
        if not new:
            return
        _, stored = self._load()
        old = (stored[at : at + _RECORD] for at in range(0, len(stored), _RECORD))
        is_full = len(stored) // _RECORD + len(new) > _MOST
        merged = sorted(new if is_full else set(chain(old, new)))
        counts = array("I", bytes(4 * (_FAN + 1)))
        for record in merged:
            counts[int.from_bytes(record[:2], "big") + 1] += 1
        cache.store(_ENTRY, self._digest, array("I", accumulate(counts)).tobytes() + b"".join(merged))

    def _load(self) -> tuple[array[int], bytes]:
        fan = array("I")
        body = cache.load(_ENTRY, self._digest)
        size = (_FAN + 1) * fan.itemsize
        if body is None or len(body) < size or (len(body) - size) % _RECORD:
            return fan, b""
        fan.frombytes(body[:size])
        return fan, body[size:]
