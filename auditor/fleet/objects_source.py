"""Objects of a store as a source: read through the same containers and readers as files, large ones in constant memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import cast

from msgspec import Struct

from auditor.fleet.fleet_unit import ObjectRef, Unit
from auditor.fleet.object_store import Objects, PieceStream, open_objects
from auditor.model.blob_source import BlobReader, BlobRef, Content
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.report import Skipped
from auditor.sources import chunks

_GZIP = b"\x1f\x8b"
_PACKED = 8 << 20
"""Bytes of a compressed log from which it is unpacked as it comes: smaller ones open as any archive does."""


class ObjectsSource:
    """The objects of a store that a unit names."""

    commits = 0
    known = 0
    notes: tuple[str, ...] = ()
    shareable = True
    remembers = False

    def __init__(self, unit: Unit) -> None:
        self.targets = (unit.target,)
        self._location = unit.location
        self._objects = unit.objects

    def items(self) -> Iterator[BlobRef | Skipped]:
        """The objects in the order of the unit."""
        return (BlobRef(one.name, one.name, one.size) for one in self._objects)

    def blob_reader(self) -> BlobReader:
        """Reads objects from the store."""
        return StoreReader(self._location, self._objects)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """The one place of each object. Who else can read a bucket, no object says."""
        return {key: (Provenance(key, Exposure.UNVERSIONED, traced_reach=Reach.UNKNOWN),) for key in keys}

    def remember(self, empty: Iterable[str]) -> None:
        """Records remember what was read."""


class StoreReader(Struct, frozen=True, dict=True):
    """Reads objects by their names."""

    location: str
    objects: tuple[ObjectRef, ...]

    @cached_property
    def _store(self) -> Objects:
        return open_objects(self.location)

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        return {one.name: one.etag for one in self.objects}

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every object with its bytes, in windows where it is large, or with the reason why there are none."""
        for item in items:
            try:
                yield from ((item, content) for content in self._contents(item))
            except (OSError, EOFError, zlib.error) as error:
                yield item, Skipped(item.name, f"cannot be read: {_why(error)}")

    def _contents(self, item: BlobRef) -> Iterator[Content]:
        pieces = self._store.pieces(item.key, self._tags[item.key])
        start = b""
        for piece in pieces:
            start += piece
            if len(start) > chunks.WHOLE or (len(start) > _PACKED and start.startswith(_GZIP)):
                whole = chain([start], pieces)
                yield from chunks.read_chunks(_reading(whole, packed=start.startswith(_GZIP)))
                return
        yield start


def _reading(pieces: Iterator[bytes], *, packed: bool) -> Callable[[memoryview], int]:
    """Returns what fills a buffer with the next bytes, unpacked where they are packed."""
    raw: io.RawIOBase = PieceStream(pieces)
    if packed:
        buffered = io.BufferedReader(raw, 1 << 20)
        raw = cast("io.RawIOBase", gzip.GzipFile(fileobj=buffered))
    return lambda view: raw.readinto(view) or 0


def _why(error: Exception) -> str:
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
        return "its compressed data is damaged or cut off"
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
