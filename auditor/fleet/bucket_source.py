"""Objects of a store as a source: read through the same containers and readers as files, large ones in constant memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from msgspec import Struct

from auditor.fleet.fleet_unit import ObjectRef, Unit
from auditor.fleet.object_store import Objects, open_objects
from auditor.fleet.packed_logs import DAMAGES, GZIP, PACKED, windows
from auditor.model.blob_source import BlobReader, BlobRef, Content, Known
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.wording.skip_words import SKIP_WORDS, skip


class ObjectsSource:
    """The objects of a store that a unit names."""

    commits = 0
    known = Known()
    notes: tuple[str, ...] = ()
    shareable = True
    remembers = False

    def __init__(self, unit: Unit) -> None:
        self.targets = (unit.target,)
        self._location = unit.location
        self._objects = unit.objects

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Returns the objects in the order of the unit."""
        return (BlobRef(one.name, one.name, one.size) for one in self._objects)

    def blob_reader(self) -> BlobReader:
        """Reads objects from the store."""
        return StoreReader(self._location, self._objects)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns the one place of each object. Who else can read a bucket, no object says."""
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
            except (OSError, *DAMAGES) as error:
                yield item, skip(item.name, SkipReason.UNREADABLE, reason=_why(error))

    def _contents(self, item: BlobRef) -> Iterator[Content]:
        pieces = self._store.pieces(item.key, self._tags[item.key])
        start: list[bytes] = []
        size = 0
        for piece in pieces:
            start.append(piece)
            size += len(piece)
            if size > chunks.WHOLE or (size > PACKED and start[0].startswith(GZIP)):
                yield from windows(chain(start, pieces))
                return
        yield PlainBytes(b"".join(start))


def _why(error: Exception) -> str:
    if isinstance(error, DAMAGES):
        return SKIP_WORDS[SkipReason.DAMAGED_LOG]
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
