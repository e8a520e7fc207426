"""Decides how many processes scan, and cuts what they scan into batches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import TypeVar

from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

_BATCH = 256
"""Items of a batch: enough to hide the cost of handing it over, few enough to keep all workers busy to the end."""
_WORTH_A_WORKER = 1024
"""Items below which a second process costs more than it saves (measured in benchmarks/README.md)."""
_MAX_JOBS = 16

Examine = Callable[[Sequence[BlobRef]], BatchResult]
T = TypeVar("T")


def examine_all(items: Iterable[BlobRef], examine: Examine, jobs: int) -> Iterator[BatchResult]:
    """Yields the answers to all items in batches, in the order of the items whatever the number of workers.

    Items are taken while workers are busy with those before, at most a few batches ahead.

    Args:
        items: What to scan.
        examine: What to do with a batch. It must be picklable unless workers are forked (`worker_crew.may_fork`).
        jobs: The number of worker processes; 0 chooses by the machine and the amount of work. A worker that reads
            through git has a git next to it, and the two together keep one processor busy.

    Raises:
        AuditError: a worker met what makes the whole run impossible.
        WorkerError: a worker met a defect.
    """
    iterator = iter(items)
    first = list(islice(iterator, _WORTH_A_WORKER))
    workers = min(jobs or _chosen(len(first)), max(1, len(first)))
    batches = _batched(chain(first, iterator), max(1, min(_BATCH, -(-len(first) // workers))))
    if workers == 1:
        for batch in batches:
            yield from _in_this_process(batch, examine)
        return
    from auditor.scanner.dispatch_batches import in_order  # 5 ms that only large scopes need

    yield from in_order(batches, examine, workers)


def _in_this_process(items: Sequence[BlobRef], examine: Examine) -> Iterator[BatchResult]:
    """Yields the answers to a batch; where memory does not suffice for it, item by item, without those that are too much."""
    with suppress(MemoryError):
        yield examine(items)
        return
    if len(items) > 1:
        for item in items:
            yield from _in_this_process([item], examine)
        return
    yield BatchResult(skipped=tuple(skip(item.name, SkipReason.OUT_OF_MEMORY) for item in items), unread=len(items))


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
