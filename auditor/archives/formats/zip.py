"""The members of zip archives, in spite of damage as far as it goes."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from auditor.archives.limits import (
    CUT,
    DAMAGED,
    ENCRYPTED,
    OUTSIDE,
    UNKNOWN_METHOD,
    WRONG_CHECKSUM,
    Budget,
    UnreadableError,
    broken,
)
from auditor.archives.member import Member, Name, Names, Opening
from auditor.model.report import Skipped

if TYPE_CHECKING:
    import zipfile


_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_UTF8, _SIZE_FOLLOWS = 0x800, 0x8
_IN_64_BITS = 0xFFFFFFFF
_RECORD = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x07\x08)")
_PIECE = 1 << 8
"""Packed bytes that are lost with the piece in which the damage is."""


class Salvaged(NamedTuple):
    """A member as its own header describes it."""

    name: str
    data: bytes
    end: int
    """The offset past what was read."""
    unread: str = ""
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
        return Salvaged(name, b"", start, ENCRYPTED if flags & _ENCRYPTED else UNKNOWN_METHOD)
    if method == _DEFLATED:
        content, end = _inflated(data, start, budget)
    else:
        end = _end_of_stored(data, start, packed, size_follows=bool(flags & _SIZE_FOLLOWS))
        content = data[start : min(end, start + budget.limits.member_bytes)]
        budget.take(len(content))
    return Salvaged(name, content, max(end, at + 1))


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
    """Past the stored content; where its size only follows it, or is not in 32 bits, up to the next record."""
    if not (size_follows and size == 0) and size != _IN_64_BITS:
        return min(start + size, len(data))
    following = _RECORD.search(data, start)
    return following.start() if following else len(data)


_LARGEST_READ = 16 << 20
"""Bytes of the largest directory that is read: 150 000 members with names of common length. Python's objects for it
take ten times as much."""
_ENCRYPTED = 0x1


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Its files by its directory; by their own headers where that is damaged or beyond measure."""
    import zipfile  # where there is one

    try:
        archive = zipfile.ZipFile(_File(opening.data))
    except broken():
        yield from _without_directory(opening)
        return
    names = Names()
    for info in archive.infolist():
        if not info.is_dir():
            yield from _file(archive, info, names, opening)


class _File(io.BytesIO):
    """The archive as a file from which nothing is read that is too large."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LARGEST_READ:
            raise OSError("a directory that is too large")
        return super().read(size)


def _file(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, names: Names, opening: Opening
) -> Iterator[Member | Skipped]:
    name = names.harmless(info.filename)
    if name.leaves:
        yield Skipped(name.path, OUTSIDE, incomplete=False)
    if info.flag_bits & _ENCRYPTED:
        yield Skipped(name.path, ENCRYPTED)
        return
    try:
        with archive.open(info) as file:
            data, more = opening.budget.read(file.read)
    except NotImplementedError:
        yield Skipped(name.path, UNKNOWN_METHOD)
        return
    except broken():
        yield from _in_spite_of_damage(info, name, opening)
        return
    yield Member(name.path, data, name.reader_name)
    if more:
        yield Skipped(name.path, CUT)


def _in_spite_of_damage(info: zipfile.ZipInfo, name: Name, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields a member whose checksum, size or local header is not what the directory says."""
    found = member_at(opening.data, info.header_offset, opening.budget)
    if found is None or found.unread:
        yield Skipped(name.path, found.unread if found else DAMAGED)
        return
    yield Member(name.path, found.data, name.reader_name)
    if len(found.data) == info.file_size:
        yield Skipped(name.path, WRONG_CHECKSUM, incomplete=False)
    else:
        yield Skipped(name.path, DAMAGED)


def _without_directory(opening: Opening) -> Iterator[Member | Skipped]:
    names = Names()
    for found in salvaged(opening.data, opening.budget):
        name = names.harmless(found.name)
        if name.leaves:
            yield Skipped(name.path, OUTSIDE, incomplete=False)
        if found.unread:
            yield Skipped(name.path, found.unread)
        else:
            yield Member(name.path, found.data, name.reader_name)
    raise UnreadableError
