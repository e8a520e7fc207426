from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from auditor.model.blob_source import BlobRef
from auditor.model.scan_result import BatchResult
from auditor.scanner.worker_pool import examine_all


def examine(items: list[BlobRef]) -> BatchResult:
    return BatchResult(empty=tuple(item.key for item in items), blobs=os.getpid())


@pytest.mark.parametrize("jobs", [0, 1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7, 600])
def test_answers_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    items = [BlobRef(str(number), str(number)) for number in range(count)]
    batches = list(examine_all(items, examine, jobs))  # type: ignore[arg-type]
    assert [key for batch in batches for key in batch.empty] == [item.key for item in items]


def test_few_items_stay_in_this_process_and_two_jobs_do_not() -> None:
    items = [BlobRef(str(number), str(number)) for number in range(600)]
    assert {batch.blobs for batch in examine_all(items, examine, 0)} == {os.getpid()}  # type: ignore[arg-type]
    assert os.getpid() not in {batch.blobs for batch in examine_all(items, examine, 2)}  # type: ignore[arg-type]


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
