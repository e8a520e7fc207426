from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef
from auditor.model.skip_reason import SkipReason
from auditor.scanner.dispatch_batches import in_order
from auditor.scanner.plan_batches import examine_all


def examine(items: Sequence[BlobRef]) -> BatchResult:
    return BatchResult(empty=tuple(item.key for item in items), blobs=os.getpid())


@pytest.mark.parametrize("jobs", [0, 1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7, 600])
def test_answers_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    items = [BlobRef(str(number), str(number)) for number in range(count)]
    batches = list(examine_all(items, examine, jobs))
    assert [key for batch in batches for key in batch.empty] == [item.key for item in items]


def test_few_items_stay_in_this_process_and_two_jobs_do_not() -> None:
    items = [BlobRef(str(number), str(number)) for number in range(600)]
    assert {batch.blobs for batch in examine_all(items, examine, 0)} == {os.getpid()}
    assert os.getpid() not in {batch.blobs for batch in examine_all(items, examine, 2)}


class Task:
    """Counts how often it is sent to another process."""

    sent = 0

    def __call__(self, items: Sequence[BlobRef]) -> BatchResult:
        return BatchResult(blobs=len(items))

    def __reduce__(self) -> tuple[type[Task], tuple[()]]:
        Task.sent += 1
        return Task, ()


def test_a_worker_is_given_its_task_once() -> None:
    items = [BlobRef(str(number), str(number)) for number in range(5000)]
    assert sum(batch.blobs for batch in examine_all(items, Task(), 2)) == len(items)
    assert Task.sent <= 2


def test_only_a_few_batches_are_listed_ahead_of_the_answers() -> None:
    """A million blobs of a history must not wait in memory."""
    listed = 0

    def listing() -> Iterator[BlobRef]:
        nonlocal listed
        for number in range(100_000):
            listed += 1
            yield BlobRef(str(number), "")

    most, answered = 0, 0
    for batch in examine_all(listing(), examine, 2):
        answered += len(batch.empty)
        most = max(most, listed - answered)
    assert answered == 100_000
    assert most <= 1024 + 2 * 4 * 256


def test_what_cannot_be_sent_is_examined_here() -> None:
    def here(some: Sequence[BlobRef]) -> BatchResult:
        return examine(some)

    items = [BlobRef(str(number), str(number)) for number in range(10)]
    batches = list(in_order([items[:5], items[5:]], here, 2))
    assert [key for batch in batches for key in batch.empty] == [item.key for item in items]


def examine_the_small(items: Sequence[BlobRef]) -> BatchResult:
    if any(item.name == "large" for item in items):
        raise MemoryError
    return examine(items)


def test_without_workers_only_what_is_too_much_for_the_memory_is_left_out_and_said() -> None:
    items = [BlobRef(str(number), "large" if number in {3, 40} else "small") for number in range(50)]
    batches = list(examine_all(items, examine_the_small, 1))
    assert [key for batch in batches for key in batch.empty] == [item.key for item in items if item.name == "small"]
    skipped = [note for batch in batches for note in batch.skipped]
    assert [(note.path, note.kind, note.incomplete) for note in skipped] == [
        ("large", SkipReason.OUT_OF_MEMORY, True)
    ] * 2
    assert sum(batch.unread for batch in batches) == 2
