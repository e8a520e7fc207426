"""The members of zip archives, in spite of damage as far as it goes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.archives.archive_errors import (
    CUT,
    DAMAGED,
    ENCRYPTED,
    OUTSIDE,
    UNKNOWN_METHOD,
    WRONG_CHECKSUM,
    UnreadableError,
    broken,
)
from auditor.archives.formats.zip_salvage import member_at, salvaged
from auditor.archives.member import Member, Opening
from auditor.archives.member_names import Name, Names
from auditor.model.report import Skipped

if TYPE_CHECKING:
    import zipfile


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
            raise OSError("a directory beyond measure")
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
    """A member whose checksum, size or local header is not what the directory says."""
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
