"""The members of zip archives, in spite of damage as far as it goes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.archives.limits import (
    UnreadableError,
    broken,
)
from auditor.archives.member import OUTSIDE_MEMBERS, Member, Name, Names, Opening
from auditor.archives.zip_headers import Salvaged, gaps, member_at, salvaged
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

if TYPE_CHECKING:
    import zipfile


_LARGEST_READ = 16 << 20
"""Bytes of the largest directory that is read: 150 000 members with names of common length. Python's objects for it
take ten times as much."""
_ENCRYPTED = 0x1
_EMPTY = 2
"""Packed bytes of a folder: none, or an empty deflated stream."""
_END, _END_SIZE = b"PK\x05\x06", 22


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
        if not info.is_dir() or info.compress_size > _EMPTY:
            yield from _file(archive, info, names, opening)
    yield from _unlisted(archive, names, opening)


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
        yield skip(name.path, SkipReason.OUTSIDE, incomplete=False)
    if info.flag_bits & _ENCRYPTED:
        yield skip(name.path, SkipReason.ENCRYPTED)
        return
    # What is packed counts, not what the directory says of its size: zipfile would stop there.
    size, info.file_size = info.file_size, max(info.file_size, opening.budget.limits.member_bytes + 1)
    try:
        with archive.open(info) as file:
            data, more = opening.budget.read(file.read)
    except NotImplementedError:
        yield skip(name.path, SkipReason.UNKNOWN_METHOD)
        return
    except broken():
        yield from _in_spite_of_damage(info, size, name, opening)
        return
    yield Member(name.path, PlainBytes(data), name.reader_name)
    if more:
        yield skip(name.path, SkipReason.LARGE_MEMBER)
    elif len(data) > size:
        yield skip(name.path, SkipReason.WRONG_SIZE, incomplete=False)


def _in_spite_of_damage(info: zipfile.ZipInfo, size: int, name: Name, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields a member whose checksum, size or local header is not what the directory says."""
    found = member_at(opening.data, info.header_offset, opening.budget)
    if found is None or found.unread:
        yield skip(name.path, found.unread if found and found.unread else SkipReason.DAMAGED_ARCHIVE)
        return
    yield Member(name.path, found.data, name.reader_name)
    if len(found.data) == size:
        yield skip(name.path, SkipReason.WRONG_CHECKSUM, incomplete=False)
    else:
        yield skip(name.path, SkipReason.DAMAGED_ARCHIVE)


def _without_directory(opening: Opening) -> Iterator[Member | Skipped]:
    names = Names()
    for found in salvaged(opening.data, opening.budget):
        yield from _salvaged(found, names)
    raise UnreadableError


def _salvaged(found: Salvaged, names: Names) -> Iterator[Member | Skipped]:
    name = names.harmless(found.name)
    if name.leaves:
        yield skip(name.path, SkipReason.OUTSIDE, incomplete=False)
    if found.unread:
        yield skip(name.path, found.unread)
    else:
        yield Member(name.path, found.data, name.reader_name)


def _unlisted(archive: zipfile.ZipFile, names: Names, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields what the directory does not account for: hidden members, ends of members, comments, what is around it."""
    data, infos = opening.data, archive.infolist()
    again = len(data)
    rest = [info.comment for info in infos if info.comment]
    for gap in gaps(data, [(info.header_offset, info.compress_size) for info in infos], archive.start_dir):
        rest.append(data[gap.start : gap.end])
        at = infos[gap.before].header_offset if gap.before >= 0 else gap.end
        again -= gap.end - at
        if again < 0:  # only members that overlap are so long together
            yield skip("", SkipReason.DAMAGED_ARCHIVE)
            break
        found = member_at(data[at : gap.end], 0, opening.budget)
        if found is not None and at + found.end > gap.start:
            yield Member(OUTSIDE_MEMBERS, found.data, found.name, leftover=True)
        for found in salvaged(rest[-1], opening.budget):
            yield from _salvaged(found, names)
            yield skip("", SkipReason.UNLISTED_MEMBERS, incomplete=False)
    rest.append(data[data.rfind(_END) + _END_SIZE :])
    # Behind a line break nothing looks like an archive.
    text = b"\n".join((b"", *rest))
    if text.strip() and opening.deserves(text):
        yield Member(OUTSIDE_MEMBERS, PlainBytes(text), leftover=True)
