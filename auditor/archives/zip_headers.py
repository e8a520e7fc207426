"""Members of zip archives by their own headers: where the directory is damaged, hides some or says too little."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.archives.limits import Budget
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason

_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_UTF8, _SIZE_FOLLOWS, _ENCRYPTED = 0x800, 0x8, 0x1
_IN_64_BITS = 0xFFFFFFFF
_RECORD = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x07\x08)")
_PIECE = 1 << 8
"""Packed bytes that are lost with the piece in which the damage is."""


class Salvaged(NamedTuple):
    """A member as its own header describes it."""

    name: str
    data: PlainBytes
    end: int
    """The offset past what was read."""
    unread: SkipReason | None = None
    """Why its content was not read."""


def salvaged(data: bytes, budget: Budget) -> Iterator[Salvaged]:
    """Yields every member whose header can be found, in order."""
    at = data.find(_SIGNATURE)
    while at >= 0:
        member = member_at(data, at, budget)
        if member is not None and not member.name.endswith("/"):
            yield member
        at = data.find(_SIGNATURE, member.end if member else at + 1)


def member_at(data: bytes, at: int, budget: Budget) -> Salvaged | None:
    """Returns the member whose header is at an offset, with as much of its content as can be made out."""
    if data[at : at + 4] != _SIGNATURE or at + _HEADER.size > len(data):
        return None
    _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _HEADER.unpack_from(data, at)
    name_at = at + _HEADER.size
    start = name_at + name_size + extra_size
    name = data[name_at : name_at + name_size].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    if flags & _ENCRYPTED or method not in {_STORED, _DEFLATED}:
        return Salvaged(
            name, PlainBytes(b""), start, SkipReason.ENCRYPTED if flags & _ENCRYPTED else SkipReason.UNKNOWN_METHOD
        )
    if method == _DEFLATED:
        content, end = _inflated(data, start, budget)
    else:
        end = _end_of_stored(data, start, packed, size_follows=bool(flags & _SIZE_FOLLOWS))
        content = data[start : min(end, start + budget.limits.member_bytes)]
        budget.take(len(content))
    return Salvaged(name, PlainBytes(content), max(end, at + 1))


class _Inflater:
    """Unpacks what is at an offset, as far as it goes."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self._pending = b""
        self._at = start
        self._over = False

    def read(self, size: int) -> bytes:
        """Returns the next bytes, at most `size`; none at the end and at the first damage."""
        while not self._over:
            if not self._pending:
                self._pending = self._data[self._at : self._at + _PIECE]
                self._at += len(self._pending)
            self._over = not self._pending
            try:
                piece = self._zlib.decompress(self._pending, size)
            except zlib.error:
                self._over = True
                return b""
            self._pending = self._zlib.unconsumed_tail
            self._over = self._over or self._zlib.eof
            if piece:
                return piece
        return b""

    @property
    def end(self) -> int:
        """The offset past what was used."""
        return self._at - len(self._zlib.unused_data) - len(self._pending)


def _inflated(data: bytes, start: int, budget: Budget) -> tuple[bytes, int]:
    inflater = _Inflater(data, start)
    content, _ = budget.read(inflater.read)
    return content, inflater.end


def _end_of_stored(data: bytes, start: int, size: int, *, size_follows: bool) -> int:
    """Returns the end of the stored content; where its size only follows it, or is not in 32 bits, the next record."""
    if not (size_follows and size == 0) and size != _IN_64_BITS:
        return min(start + size, len(data))
    following = _RECORD.search(data, start)
    return following.start() if following else len(data)


_DESCRIPTOR = 24
"""Bytes that may follow a member: its sizes and checksum, if they were not known before."""


class Gap(NamedTuple):
    """Bytes that no member of the directory accounts for."""

    start: int
    end: int
    before: int
    """The index of the member that ends here; -1 if there is none."""


def gaps(data: bytes, members: Iterable[tuple[int, int]], end: int) -> Iterator[Gap]:
    """Yields what lies between members, by the offsets of their headers and their packed sizes, up to `end`."""
    at, before = 0, -1
    for start, index, size in sorted((start, index, size) for index, (start, size) in enumerate(members)):
        if start - at > _DESCRIPTOR:
            yield Gap(at, start, before)
        past = start + _header_size(data, start) + size
        if past >= at:
            at, before = past, index
    if end - at > _DESCRIPTOR:
        yield Gap(at, end, before)


def _header_size(data: bytes, at: int) -> int:
    if data[at : at + 4] != _SIGNATURE or at + _HEADER.size > len(data):
        return 0
    *_, name_size, extra_size = _HEADER.unpack_from(data, at)
    return _HEADER.size + int(name_size) + int(extra_size)
