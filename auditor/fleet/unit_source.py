"""Opens what one unit reads, as a source: a repository or a range of it, files of a folder, objects of a store."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic

from msgspec import Struct

from auditor.fleet.fleet_unit import Unit
from auditor.fleet.packed_logs import LogReader
from auditor.fleet.repository_state import RepositoryState
from auditor.fleet.scan_options import Settings
from auditor.model.blob_source import BlobReader, BlobRef, Content, Known, Source
from auditor.model.location import Exposure, Provenance
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.file_reader import FileReader
from auditor.sources.git.history import HistorySource
from auditor.sources.git.history_with_worktree import HistoryWithFiles
from auditor.sources.git.refs import existing
from auditor.sources.path_matchers import store_matcher, unversioned_reach
from auditor.wording.skip_words import skip


class LimitedSource:
    """A part of another source: a range of its items, and no more than fit into the time."""

    shareable = False
    remembers = False
    known = Known()

    def __init__(self, source: Source, unit: Unit, *, seconds: float = 0, commits: int | None = None) -> None:
        self._source = source
        self._unit = unit
        self._seconds = seconds
        self._commits = commits
        self.unread: dict[str, str] = {}
        """The keys of items that could not be read, each with the reason; known once they were tried."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The name of the target."""
        return (self._unit.target,)

    @property
    def commits(self) -> int:
        """Of the whole repository; of later ranges none, so that a sum counts each once."""
        if self._unit.start:
            return 0
        return self._source.commits if self._commits is None else self._commits

    @property
    def notes(self) -> tuple[str, ...]:
        """Those of the source."""
        return self._source.notes

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields the items of the range, until time runs out."""
        end = monotonic() + self._seconds if self._seconds else None
        items = islice(self._source.items(), self._unit.start, self._unit.stop)
        for item in items:
            if end is not None and monotonic() > end:
                note = skip(".", SkipReason.OUT_OF_TIME, seconds=f"{self._seconds:g}")
                rest = (item, *items) if self._unit.objects else ()
                self.unread |= {one.key: note.reason for one in rest if isinstance(one, BlobRef)}
                yield note
                return
            yield item

    def blob_reader(self) -> BlobReader:
        """Returns that of the source; what it cannot read is recorded."""
        return _Watched(self._source.blob_reader(), self.unread)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns those of the source."""
        return self._source.provenances(keys)

    def remember(self, empty: Iterable[str]) -> None:
        """Records remember what was read."""


class _Watched(Struct, frozen=True):
    """A reader that records what could not be read; it stays in this process."""

    reader: BlobReader
    unread: dict[str, str]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields what the reader does."""
        for item, content in self.reader.stream(items):
            if isinstance(content, Skipped) and content.incomplete:
                self.unread[item.key] = content.reason
            yield item, content


def repository_source(unit: Unit, state: RepositoryState, settings: Settings) -> Source:
    """Returns the history of a repository, without what earlier units have read, and its work tree."""
    history = HistorySource(
        state.git,
        state.revisions,
        excluded=settings.exclude,
        targets=(unit.target,),
        read=existing(state.git, unit.known),
    )
    return HistoryWithFiles(history, state.files) if state.files else history


class FilesSource:
    """Files of a folder outside git that a unit names."""

    commits = 0
    known = Known()
    notes: tuple[str, ...] = ()
    shareable = True
    remembers = False

    def __init__(self, unit: Unit, stores: Sequence[str]) -> None:
        self.targets = (unit.target,)
        self._root = unit.location
        self._objects = unit.objects
        self._is_store = store_matcher(stores)

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Returns the files in the order of the unit."""
        return (BlobRef(one.name, one.name, one.size) for one in self._objects)

    def blob_reader(self) -> BlobReader:
        """Reads files from disk."""
        return LogReader(FileReader(self._root), self._root)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns the one place of each file."""
        return {key: (self._place(key),) for key in keys}

    def remember(self, empty: Iterable[str]) -> None:
        """Records remember what was read."""

    def _place(self, name: str) -> Provenance:
        file = Path(self._root, name)
        try:
            mode = file.stat().st_mode & 0o777 if os.name == "posix" else None
        except OSError:
            mode = None
        reach = unversioned_reach(file, mode, is_store=self._is_store)
        return Provenance(name, Exposure.UNVERSIONED, mode=mode, traced_reach=reach)
