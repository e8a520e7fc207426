"""Files in memory as a source: what rule examples and programs audit without touching a disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.model.blob_source import BlobRef, Content, Known
from auditor.model.location import Exposure, Provenance
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes

_COMMIT = "0" * 40
_DATE = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class MemoryReader:
    """Hands out the bytes."""

    files: Mapping[str, bytes] = field(repr=False)

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its bytes, in order."""
        for item in items:
            yield item, PlainBytes(self.files[item.key])


@dataclass(frozen=True, slots=True)
class MemorySource:
    """Some files, all with one exposure. In history they are in one commit, and no longer in the tree."""

    files: Mapping[str, bytes] = field(repr=False)
    """Paths with `/`, and contents."""
    exposure: Exposure = Exposure.UNVERSIONED
    mode: int | None = None
    """Permission bits of all of them, where they should have some."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The paths."""
        return tuple(self.files)

    @property
    def commits(self) -> int:
        """One in history, else none."""
        return int(self.exposure is Exposure.HISTORY)

    @property
    def known(self) -> Known:
        """Nothing: nothing is remembered."""
        return Known()

    @property
    def notes(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def shareable(self) -> bool:
        """The bytes would have to travel: they stay in this process."""
        return False

    @property
    def remembers(self) -> bool:
        """Nothing is remembered."""
        return False

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers nothing."""

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields every file, sorted by path."""
        for path in sorted(self.files):
            yield BlobRef(key=path, name=path, size=len(self.files[path]))

    def blob_reader(self) -> MemoryReader:
        """Returns what hands out the bytes."""
        return MemoryReader(self.files)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns each file at its own path."""
        return {key: (self._provenance(key),) for key in keys}

    def _provenance(self, path: str) -> Provenance:
        if self.exposure is Exposure.HISTORY:
            return Provenance(path, self.exposure, commit=_COMMIT, author_date=_DATE, in_tree=False)
        return Provenance(path, self.exposure, mode=self.mode)
