"""Tells what a compressed file holds: one file, or the files of the tar archive in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from typing import cast

from auditor.archives.archive_registry import BZIP2, GZIP, ZSTANDARD
from auditor.archives.formats import tar
from auditor.archives.limits import CUT, DAMAGED, UNKNOWN_METHOD
from auditor.archives.member import Member, Opening
from auditor.archives.stream import Packed, Stream
from auditor.model.report import Skipped

_TAR_SUFFIXES = dict.fromkeys((".tgz", ".taz", ".tbz", ".tbz2", ".tb2", ".txz", ".tlz", ".tzst", ".tzs"), ".tar")
_SUFFIXES = {**dict.fromkeys((".gz", ".bz2", ".xz", ".lzma", ".zst", ".z"), ""), **_TAR_SUFFIXES}


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the files of the archive in it, or the one file that it is."""
    packed = _opened(opening.data)
    if packed is None:
        yield Skipped("", f"{UNKNOWN_METHOD} (Zstandard needs Python 3.14)")
        return
    stream = Stream(packed, opening.budget)
    name = _inner_name(opening.name)
    if tar.is_tar(stream.peek(tar.BLOCK)) or name.endswith(".tar"):
        yield from tar.unpacked(stream, opening.budget.limits)
        return
    limit = opening.budget.limits.member_bytes
    data = stream.pull(limit)
    if data:
        yield Member(name, data)
    if stream.broken:
        yield Skipped("", DAMAGED)
    elif stream.pull(1):
        yield Skipped(name, CUT)


def _opened(data: bytes) -> Packed | None:
    file = io.BytesIO(data)
    if data.startswith(GZIP):
        import gzip  # where there is one

        return gzip.GzipFile(fileobj=file)
    if data.startswith(BZIP2):
        import bz2

        return bz2.BZ2File(file)
    if data.startswith(ZSTANDARD):
        try:
            return cast("Packed", import_module("compression.zstd").ZstdFile(file))
        except ImportError:
            return None
    import lzma

    return lzma.LZMAFile(file)


def _inner_name(name: str) -> str:
    """Returns the name of the file that was compressed: `log.txt` for `log.txt.gz`, `bot.tar` for `bot.tgz`."""
    base = name.rpartition("/")[2]
    stem, dot, suffix = base.rpartition(".")
    ending = _SUFFIXES.get(f"{dot}{suffix}".lower())
    return base if ending is None or not stem else stem + ending
