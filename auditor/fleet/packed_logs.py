"""Unpacks large compressed logs while they are read, in constant memory; small ones open as any archive does."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from typing import Any, cast

from msgspec import Struct

from auditor.model.blob_source import BlobReader, BlobRef, Content
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.wording.skip_words import skip


class PieceStream(io.RawIOBase):
    """An object as a file that is read forward."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._ahead = b""

    def readable(self) -> bool:
        """Returns true: it is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills some of a buffer, and returns how much; 0 at the end."""
        while not self._ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ahead = piece
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._ahead))
        view[:count] = self._ahead[:count]
        self._ahead = self._ahead[count:]
        return count


GZIP = b"\x1f\x8b"
PACKED = 8 << 20
"""Bytes of a compressed file from which it is unpacked as it comes: what it holds may be more than an archive may."""
DAMAGES = (EOFError, zlib.error, gzip.BadGzipFile)
"""What the standard library raises for compressed data that is damaged."""
_PIECE = 1 << 20


def windows(pieces: Iterator[bytes]) -> Iterator[Content]:
    """Yields the content of a large object in windows, unpacked where it is compressed.

    Args:
        pieces: The object, in order.

    Raises:
        OSError: it cannot be read. For damaged data, one of `DAMAGES`.
    """
    first = next(pieces, b"")
    raw: io.RawIOBase = PieceStream(chain([first], pieces))
    if first.startswith(GZIP):
        raw = cast("io.RawIOBase", gzip.GzipFile(fileobj=io.BufferedReader(raw, _PIECE)))
    yield from chunks.read_chunks(_fills(raw))


def _fills(raw: io.RawIOBase) -> Callable[[memoryview], int]:
    return lambda view: raw.readinto(view) or 0


def _is_packed(item: BlobRef) -> bool:
    return item.size > PACKED and item.name.lower().endswith(".gz")


class LogReader(Struct, frozen=True):
    """Reads files as another reader does, but for large compressed ones."""

    reader: BlobReader
    root: str

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its bytes, or with the reason why there are none."""
        for is_packed, run in groupby(items, key=_is_packed):
            if is_packed:
                yield from chain.from_iterable(map(self._packed, run))
            else:
                yield from self.reader.stream(run)

    def _packed(self, item: BlobRef) -> Iterator[tuple[BlobRef, Content]]:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with os.fdopen(os.open(os.path.join(self.root, item.key), flags), "rb") as file:
                pieces = iter(lambda: file.read(_PIECE), b"")
                yield from ((item, content) for content in windows(pieces))
        except DAMAGES:
            yield item, skip(item.name, SkipReason.DAMAGED_LOG)
        except OSError as error:
            yield item, skip(item.name, SkipReason.UNREADABLE, reason=error.strerror)
