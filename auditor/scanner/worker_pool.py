"""How many processes examine the items, and the handing out of batches to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from auditor.model.blob_source import BlobRef
from auditor.model.scan_result import BatchResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_BATCH = 256
"""Items of a batch: enough to hide the cost of handing it over, few enough to keep all workers busy to the end."""
_WORTH_A_WORKER = 1024
"""Items below which a second process costs more than it saves (measured in benchmarks/README.md)."""
_MAX_JOBS = 16

Examine = Callable[[Sequence[BlobRef]], BatchResult]
T = TypeVar("T")
_TASK: list[Examine] = []
"""What this process does with a batch, if it is a worker."""


def examine_all(items: Iterable[BlobRef], examine: Examine, jobs: int) -> Iterator[BatchResult]:
    """The answers to all items in batches, in the order of the items whatever the number of workers.

    `jobs` is the number of worker processes; 0 chooses by the machine and the amount of work. A worker that reads
    through git has a git beside it, and the two together keep one processor busy. Items are taken while workers are
    busy with those before. `examine` must be picklable where the system starts workers afresh (Windows, macOS).
    """
    iterator = iter(items)
    first = list(islice(iterator, _WORTH_A_WORKER))
    workers = min(jobs or _chosen(len(first)), max(1, len(first)))
    batches = _batched(chain(first, iterator), max(1, min(_BATCH, -(-len(first) // workers))))
    if workers == 1:
        yield from map(examine, batches)
        return
    from multiprocessing import get_context  # 4 ms that only large scopes need

    # A forked worker shares the compiled database and the imported modules with its parent. No thread runs before.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with import_pool()(workers, mp_context=context, initializer=_employ, initargs=(examine,)) as pool:
        # To pickle plain tuples takes a seventh of the time.
        yield from pool.map(_examine, ([tuple(item) for item in batch] for batch in batches))


def import_pool() -> type[ProcessPoolExecutor]:
    """The pool of processes: imported late, because only large scopes need it."""
    from concurrent.futures import ProcessPoolExecutor  # 10 ms

    return ProcessPoolExecutor


def _employ(examine: Examine) -> None:
    """Gives a worker its task once: it would come with every batch otherwise, and be compared for every blob."""
    _TASK.append(examine)


def _examine(items: Sequence[tuple[str, str, int]]) -> BatchResult:
    return _TASK[0]([BlobRef(*item) for item in items])


def _chosen(count: int) -> int:
    if count < _WORTH_A_WORKER:
        return 1
    return min(_available(), _MAX_JOBS)


def _available() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
