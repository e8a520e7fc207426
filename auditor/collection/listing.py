"""Takes the blobs of a source once, counts them, and reports progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from auditor.model.blob_source import BlobRef, Source
from auditor.model.report import Skipped
from auditor.model.scan_result import BatchResult
from auditor.scanner.warm_up import meanwhile
from auditor.sources.manifests import manifest_folder

Progress = Callable[[int, int, int], None]
"""Called after each batch with the number of blobs scanned, the number of bytes scanned, and the number of blobs listed so far."""


class Listing:
    """The items of a source, taken once; it counts them and keeps what could not be listed."""

    def __init__(self, source: Source, steps: Sequence[Callable[[], object]]) -> None:
        """`steps` are taken while the source lets its first item wait."""
        self._source = source
        self._steps = steps
        self.count = 0
        self.skipped: list[Skipped] = []
        self.projects: set[str] = set()
        """The folders that hold a project's manifest."""

    def __iter__(self) -> Iterator[BlobRef]:
        items = iter(self._source.items())
        with meanwhile(self._steps):
            first = list(islice(items, 1))
        for item in chain(first, items):
            if isinstance(item, Skipped):
                self.skipped.append(item)
            else:
                self.count += 1
                if (folder := manifest_folder(item.name)) is not None:
                    self.projects.add(folder)
                yield item


def reported_progress(batches: Iterable[BatchResult], listing: Listing, progress: Progress) -> Iterator[BatchResult]:
    """Yields the batches, and reports progress after each."""
    blobs = size = 0
    for batch in batches:
        blobs, size = blobs + batch.blobs, size + batch.bytes
        progress(blobs, size, listing.count)
        yield batch
