"""Hands batches out to worker processes, and brings the answers into the order of the batches.

A worker that dies takes nothing with it but its batch: that is tried once more while no other worker has work, then its
items one by one, and only those on which a worker died again are reported as not scanned.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Event, Thread, active_count
from types import TracebackType
from typing import Self

from auditor.errors import AuditError, WorkerError
from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.scanner.worker_handle import Death, Handle
from auditor.scanner.worker_process import Answer, Examine
from auditor.wording.skip_words import skip

_AHEAD = 4
"""Batches for each worker that are listed and not yet passed on: so many items wait in memory, however many there are."""
_MOST_DEATHS = 16
"""Workers that may die in one run before what they died of is no longer tried again."""
_TURN = 1.0
"""Seconds after which the wait for an answer is interrupted, where the system does not do that for Ctrl-C by itself."""
_LAST_WAIT = 0.5
"""Seconds that an interrupted run waits for its threads; a worker that is just starting ends by itself."""


def in_order(batches: Iterable[Sequence[BlobRef]], examine: Examine, workers: int) -> Iterator[BatchResult]:
    """Yields the answers to all batches, in their order.

    Args:
        batches: What to scan. Only a few are taken before the answers to those in front of them are passed on.
        examine: What a worker does with a batch. It must be picklable unless workers are forked.
        workers: The number of worker processes.

    Raises:
        AuditError: a worker met what makes the whole run impossible.
        WorkerError: a worker met a defect.
    """
    with _Crew(examine, workers) as crew:
        yield from _in_order(batches, crew)


def _in_order(batches: Iterable[Sequence[BlobRef]], crew: _Crew) -> Iterator[BatchResult]:
    numbered = enumerate(batches)
    given: dict[int, Sequence[BlobRef]] = {}
    answered: dict[int, Answer | Death] = {}
    first = 0
    while True:
        for number, batch in islice(numbered, _AHEAD * crew.size - len(given)):
            given[number] = batch
            crew.submit(number, batch)
        if not given:
            return
        # What a worker died of is tried again when all others are idle.
        while first not in answered or (isinstance(answered[first], Death) and len(answered) < len(given)):
            number, answer = crew.next_answer()
            answered[number] = crew.examine(given[number]) if answer is None else answer
        batch, own = given.pop(first), answered.pop(first)
        first += 1
        if isinstance(own, Death):
            yield from crew.again(batch, own)
        else:
            yield _result(own)


def _unscanned(name: str, death: Death) -> Skipped:
    """Returns the note on an item of which workers died."""
    if death.crash:
        return skip(name, SkipReason.WORKER_CRASHED, signal=death.crash)
    return skip(name, SkipReason.WORKER_KILLED)


def _result(answer: Answer) -> BatchResult:
    if isinstance(answer, (AuditError, WorkerError)):
        raise answer
    return answer


class _Crew:
    """The workers of a run, each with a thread of this process that waits for its answers."""

    def __init__(self, examine: Examine, size: int) -> None:
        self.examine = examine
        self.size = size
        self._over = Event()
        self._deaths = 0
        self._batches: SimpleQueue[tuple[int, Sequence[BlobRef]] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Answer | Death | None]] = SimpleQueue()
        self._workers: list[Handle | None] = [None] * size
        if may_fork():
            self._fork()
        self._threads = [Thread(target=self._work, args=(number,), daemon=True) for number in range(size)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends all workers: at once where the run is interrupted, for they have nothing to tidy up."""
        if kind is not None:
            self._over.set()
        for worker in self._workers:
            if worker and self._over.is_set():
                worker.kill()
        for _ in self._threads:
            self._batches.put(None)
        for thread in self._threads:
            thread.join(_LAST_WAIT / self.size if self._over.is_set() else None)

    def submit(self, number: int, items: Sequence[BlobRef]) -> None:
        """Hands out one batch to the next worker that has nothing to do."""
        self._batches.put((number, items))

    def next_answer(self) -> tuple[int, Answer | Death | None]:
        """Waits for any worker; None is the answer where no worker could be started."""
        while True:
            with suppress(Empty):
                number, answer = self._answers.get(timeout=_TURN)
                self._deaths += isinstance(answer, Death)
                return number, answer
            if not all(thread.is_alive() for thread in self._threads):
                raise WorkerError(["the thread that waits for a worker has ended"])

    def again(self, items: Sequence[BlobRef], death: Death) -> Iterator[BatchResult]:
        """Yields the answers to items of which a worker died, asked for once more while no other worker has work."""
        if self._deaths < _MOST_DEATHS:
            self.submit(0, items)
            _, answer = self.next_answer()
            if answer is not None and not isinstance(answer, Death):
                yield _result(answer)
                return
            if len(items) > 1:
                for item in items:
                    yield from self.again([item], death)
                return
        yield BatchResult(
            skipped=tuple(_unscanned(item.name, death) for item in items),
            unread=len(items),
        )

    def _fork(self) -> None:
        """Forks all workers, before any thread is started; without those that the system refuses."""
        with suppress(OSError):
            for number in range(self.size):
                self._workers[number] = Handle.fork(self.examine, [each for each in self._workers if each])

    def _work(self, number: int) -> None:
        """Takes one batch after the other to the worker of this number."""
        while (given := self._batches.get()) is not None and not self._over.is_set():
            index, items = given
            answer = self._ask(number, items)
            if isinstance(answer, Death) and (worker := self._workers[number]):
                worker.stop()
                self._workers[number] = None
            self._answers.put((index, answer))
        if worker := self._workers[number]:
            worker.stop()

    def _ask(self, number: int, items: Sequence[BlobRef]) -> Answer | Death | None:
        if self._workers[number] is None:
            started = self._started()
            if not isinstance(started, Handle):
                return started
            self._workers[number] = started
        worker = self._workers[number]
        # Asked after the worker can be seen: either this thread or the one that ends the run stops it.
        return worker.ask(items) if worker and not self._over.is_set() else None

    def _started(self) -> Handle | Death | None:
        """Returns a new worker; None if the system refuses one or it does not know the task."""
        if not sys.executable or getattr(sys, "frozen", False):
            return None
        # What cannot be pickled raises any of the last three.
        with suppress(OSError, pickle.PicklingError, AttributeError, TypeError):
            return Handle.start(self.examine)
        return None


def may_fork() -> bool:
    """Returns whether workers are copies of this process, which then share the compiled database and the imported modules.

    Not where another thread may hold a lock, nor where the host program chose another start method.
    """
    if sys.platform != "linux" or active_count() > 1:
        return False
    multiprocessing = sys.modules.get("multiprocessing")
    chosen = multiprocessing.get_start_method(allow_none=True) if multiprocessing else None
    return chosen in (None, "fork")
