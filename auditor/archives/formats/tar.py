"""The files of tar archives, whether they come as bytes or as a stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from auditor.archives.archive_registry import format_of
from auditor.archives.limits import Limits, broken
from auditor.archives.member import OUTSIDE_MEMBERS, Member, Names, Opening
from auditor.archives.stream import Stream, is_header
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

if TYPE_CHECKING:
    import tarfile


_PIECE = 1 << 16
BLOCK = 512
"""Bytes of a header, and what is needed to know an archive by."""


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Its files; links and devices hold nothing."""
    yield from unpacked(Stream(io.BytesIO(opening.data), opening.budget), opening)


def unpacked(stream: Stream, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the files of an archive that comes as a stream, then what of it belongs to none of them.

    Args:
        stream: The archive, unpacked.
        opening: The blob that it is in.
    """
    try:
        yield from _files(stream, opening.budget.limits)
    except broken():
        yield from _rest(stream, opening)
        raise
    yield from _rest(stream, opening)


def _files(stream: Stream, limits: Limits) -> Iterator[Member | Skipped]:
    import tarfile  # where there is one

    names = Names()
    while True:
        archive = tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:")  # noqa: SIM115 - it has nothing to close
        while (info := archive.next()) is not None:
            # Of a kind that nobody knows, tar makes a file.
            if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:
                yield from _file(info, stream, names, limits)
            elif info.linkname:
                stream.set_aside(info.linkname.encode("utf-8", "surrogateescape"))
            stream.allow_header()
        if stream.broken or stream.last.strip(b"\0"):
            yield skip("", SkipReason.DAMAGED_ARCHIVE)
            return
        # `cat a.tar b.tar`, which `tar --ignore-zeros` unpacks: only the first has been read.
        following = _behind_zeros(stream)
        if not is_header(following):
            break
        stream.allow_header()
    if format_of(following, ""):
        yield skip("", SkipReason.BEHIND_END)
    while following:
        following = stream.pull(_PIECE)
        stream.set_aside(following)


def _behind_zeros(stream: Stream) -> bytes:
    """Returns the next block that is not all zeros, which stays to be read; empty at the end."""
    while block := stream.peek(BLOCK):
        if block.strip(b"\0"):
            return block
        stream.pull(BLOCK)
    return b""


def _file(info: tarfile.TarInfo, stream: Stream, names: Names, limits: Limits) -> Iterator[Member | Skipped]:
    name = names.harmless(info.name)
    if name.leaves:
        yield skip(name.path, SkipReason.OUTSIDE, incomplete=False)
    # Of a sparse file only the stretches that are no holes are stored, one after the other.
    stretches = cast("list[tuple[int, int]]", info.sparse or [])
    size = sum(stretch for _, stretch in stretches) if stretches else info.size
    stream.seek(info.offset_data)
    data = stream.pull(min(size, limits.member_bytes))
    yield Member(name.path, PlainBytes(data), name.reader_name)
    if len(data) < size:
        is_cut = len(data) == limits.member_bytes
        stream.drop(size - len(data))
        yield skip(name.path, SkipReason.LARGE_MEMBER if is_cut else SkipReason.DAMAGED_ARCHIVE)


def _rest(stream: Stream, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields comments of headers, targets of links, what is behind a file in its last block and behind the archive."""
    rest = stream.aside
    if rest and opening.deserves(rest):
        yield Member(OUTSIDE_MEMBERS, PlainBytes(rest), leftover=True)
    if stream.is_aside_cut:
        yield skip(OUTSIDE_MEMBERS, SkipReason.LARGE_MEMBER)
