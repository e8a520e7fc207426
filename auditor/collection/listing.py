"""Counts what a source lists and what workers bring back, with the time it takes; warms up while git lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from threading import Event, Thread
from time import perf_counter

from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef, Source
from auditor.model.report import Skipped
from auditor.sources.manifests import manifest_folder

_PATIENCE = 0.015
"""Seconds of waiting after which it is going to be long: git has listed a small work tree by then."""


@contextmanager
def meanwhile(steps: Iterable[Callable[[], object]], *, after: float = _PATIENCE) -> Iterator[None]:
    """Takes the steps, one after the other in a thread, once the block has lasted `after` seconds and until it ends.

    A step that has begun is awaited: no thread is left behind when workers are forked. What a step raises is lost, so
    a step is something that is done again where it is needed, such as an import. The steps are asked for in the thread.
    """
    if not steps:
        yield
        return
    over = Event()

    def take() -> None:
        over.wait(after)
        left = iter(steps)
        while not over.is_set():
            with suppress(Exception):  # Where asking for a step raises, there is none after it.
                if (step := next(left, None)) is None:
                    return
                step()

    thread = Thread(target=take, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


Progress = Callable[[int, int, int], None]
"""Called after each batch with the number of blobs scanned, the number of bytes scanned, and the number of blobs listed so far."""


class Listing:
    """The items of a source, taken once; it counts them and keeps what could not be listed."""

    def __init__(self, source: Source, steps: Iterable[Callable[[], object]]) -> None:
        """Takes `steps` while the source has not yielded its first item."""
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
