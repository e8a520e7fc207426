"""Tells what a compressed file holds: one file, or the files of the tar archive in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Protocol, cast

from auditor.archives.archive_registry import BZIP2, GZIP, ZSTANDARD
from auditor.archives.formats import tar
from auditor.archives.gzip_headers import header_texts
from auditor.archives.member import OUTSIDE_MEMBERS, Member, Opening
from auditor.archives.stream import Packed, Stream, is_header
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

_PIECE = 1 << 13
"""Packed bytes that are unpacked at once; what is left of them at the end of a stream is copied."""
_TAR_SUFFIXES = dict.fromkeys((".tgz", ".taz", ".tbz", ".tbz2", ".tb2", ".txz", ".tlz", ".tzst", ".tzs"), ".tar")
_SUFFIXES = {**dict.fromkeys((".gz", ".bz2", ".xz", ".lzma", ".zst", ".z"), ""), **_TAR_SUFFIXES}


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the files of the archive in it, or the one file that it is."""
    packed = _opened(opening.data)
    if packed is None:
        yield skip("", SkipReason.NO_ZSTANDARD)
        return
    stream = Stream(packed, opening.budget)
    name = _inner_name(opening.name)
    # Python's reader passes over what the headers of a gzip file say.
    headers = header_texts(opening.data) if opening.data.startswith(GZIP) else b""
    if headers and opening.deserves(headers):
        yield Member(OUTSIDE_MEMBERS, PlainBytes(headers), leftover=True)
    if is_header(stream.peek(tar.BLOCK)) or name.endswith(".tar"):
        yield from tar.unpacked(stream, opening)
        return
    limit = opening.budget.limits.member_bytes
    data = stream.pull(limit)
    if data:
        yield Member(name, PlainBytes(data))
    if stream.broken:
        yield skip("", SkipReason.DAMAGED_ARCHIVE)
    elif stream.pull(1):
        yield skip(name, SkipReason.LARGE_MEMBER)


def _opened(data: bytes) -> Packed | None:
    file = io.BytesIO(data)
    if data.startswith(GZIP):
        import gzip  # where there is one

        return gzip.GzipFile(fileobj=file)
    if data.startswith(BZIP2):
        import bz2

        return _Streams(file, bz2.BZ2Decompressor)
    if data.startswith(ZSTANDARD):
        try:
            return cast("Packed", import_module("compression.zstd").ZstdFile(file))
        except ImportError:
            return None
    import lzma

    return _Streams(file, lzma.LZMADecompressor)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Streams:
    """Compressed streams, one after the other. Python's own files pass over what follows the last without a word."""

    def __init__(self, file: io.BytesIO, unpacker: Callable[[], _Unpacker]) -> None:
        self._file = file
        self._new = unpacker
        self._unpacker = unpacker()

    def read1(self, size: int, /) -> bytes:
        """Returns the next bytes, at most `size`; none at the end.

        Raises:
            EOFError: the last stream is cut off.
            OSError, LZMAError: it is damaged, or what follows is no stream.
        """
        while True:
            packed = b""
            if self._unpacker.eof:
                packed = self._following()
                if not packed:
                    return b""
                self._unpacker = self._new()
            elif self._unpacker.needs_input:
                packed = self._file.read(_PIECE)
                if not packed:
                    raise EOFError
            if piece := self._unpacker.decompress(packed, size):
                return piece

    def _following(self) -> bytes:
        """Returns what follows the end of a stream, without padding."""
        packed = self._unpacker.unused_data.lstrip(b"\0")
        while not packed and (more := self._file.read(_PIECE)):
            packed = more.lstrip(b"\0")
        return packed


def _inner_name(name: str) -> str:
    """Returns the name of the file that was compressed: `log.txt` for `log.txt.gz`, `bot.tar` for `bot.tgz`."""
    base = name.rpartition("/")[2]
    stem, dot, suffix = base.rpartition(".")
    ending = _SUFFIXES.get(f"{dot}{suffix}".lower())
    return base if ending is None or not stem else stem + ending
