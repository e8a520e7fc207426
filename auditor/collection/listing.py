"""Counts what a source lists and what workers bring back, with the time it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from time import perf_counter

from auditor.collection.warm_up import WarmUp
from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef, Source
from auditor.model.report import Skipped
from auditor.sources.manifests import manifest_folder

Progress = Callable[[int, int, int], None]
"""Called after each batch with the number of blobs scanned, the number of bytes scanned, and the number of blobs listed so far."""


class Listing:
    """The items of a source, taken once; it counts them and keeps what could not be listed."""

    def __init__(self, source: Source, warm_up: WarmUp) -> None:
        """Prepares the listing; `warm_up` lasts until the source has yielded its first item, or has none."""
        self._source = source
        self._warm_up = warm_up
        self.count = 0
        self.skipped: list[Skipped] = []
        self.projects: set[str] = set()
        """The folders that hold a project's manifest."""

    def __iter__(self) -> Iterator[BlobRef]:
        items = iter(self._source.items())
        with self._warm_up as warm_up:
            warm_up.start()
            first = list(islice(items, 1))
        before = ""
        for item in chain(first, items):
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            self.count += 1
            if item.name is not before:  # All messages of commits have one name.
                before = item.name
                if (folder := manifest_folder(before)) is not None:
                    self.projects.add(folder)
            yield item


def reported_progress(batches: Iterable[BatchResult], listing: Listing, progress: Progress) -> Iterator[BatchResult]:
    """Yields the batches, and reports progress after each."""
    blobs = size = 0
    for batch in batches:
        blobs, size = blobs + batch.blobs, size + batch.bytes
        progress(blobs, size, listing.count)
        yield batch


class Stopwatch:
    """Wall-clock seconds of each step."""

    def __init__(self) -> None:
        self._started = self._last = perf_counter()
        self.laps: tuple[tuple[str, float], ...] = ()

    def lap(self, step: str) -> None:
        """Ends a step: everything since the one before it."""
        now = perf_counter()
        self.laps = (*self.laps, (step, now - self._last))
        self._last = now

    @property
    def total(self) -> float:
        """Seconds until the end of the last step."""
        return self._last - self._started
