"""Tells what runs units: any `concurrent.futures.Executor`, and what is done when a worker dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from time import monotonic
from typing import Protocol

from auditor.errors import AuditError
from auditor.fleet.fleet_unit import Unit
from auditor.fleet.run_unit import Outcome, Task, run_task
from auditor.fleet.undecodable_text import packed, unpacked

_AHEAD = 2
"""Units for each worker that are handed out at once: enough that none waits, few enough to suspect when one dies."""
_DIED = "a worker ended while it read this, even alone: most likely it ran out of memory"
_TOO_LONG = "it took longer than allowed, so its worker was stopped"


class EngineLostError(AuditError):
    """What ran the units went away as a whole: the scheduler of a cluster, with all that was handed to it."""

    def __init__(self) -> None:
        super().__init__(
            "the scheduler went away while units ran: what was recorded stays; run it again, and only the rest is read"
        )


class Engine(Protocol):
    """Workers, as an executor that can be had again."""

    @property
    def workers(self) -> int:
        """How many units run at once."""
        ...

    may_die: bool
    """Whether a worker is a process of its own that may end itself."""
    lost: tuple[type[BaseException], ...]
    """Exceptions that say of one unit that its workers died, while all others go on."""

    def executor(self) -> Executor:
        """Returns the executor in use; starts it where there is none."""
        ...

    def rebuild(self) -> None:
        """Ends what is left of a broken executor; the next one is a new one."""
        ...

    def stop(self) -> None:
        """Ends all workers at once."""
        ...

    def close(self) -> None:
        """Lets the workers end."""
        ...


MakeTask = Callable[[Unit], Task]


def run_units(units: Iterable[Unit], engine: Engine, make_task: MakeTask) -> Iterator[Outcome]:
    """Yields what became of each unit, as they end.

    A worker that dies takes nothing with it: the units that were under way then run alone, one after the other, and only
    the one on which a worker dies again is given up.

    Args:
        units: What to run; taken as workers become free.
        engine: What runs them.
        make_task: Makes the task of a unit.

    Raises:
        EngineLostError: the scheduler of a cluster went away.
    """
    run = _Run(engine, make_task)
    is_over = False
    try:
        yield from run.outcomes(iter(units))
        is_over = True
    finally:
        if not is_over:
            engine.stop()


class _Run:
    def __init__(self, engine: Engine, make_task: MakeTask) -> None:
        self._engine = engine
        self._make_task = make_task
        self._running: dict[Future[bytes], Unit] = {}
        self._suspects: deque[Unit] = deque()

    def outcomes(self, waiting: Iterator[Unit]) -> Iterator[Outcome]:
        """Yields what became of each unit."""
        is_over = False
        while not is_over or self._running or self._suspects:
            while not is_over and not self._suspects and len(self._running) < _AHEAD * self._engine.workers:
                unit = next(waiting, None)
                if unit is None:
                    is_over = True
                else:
                    self._submit(unit)
            if self._running:
                yield from self._ended()
            elif self._suspects:
                yield self._alone(self._suspects.popleft())

    def _submit(self, unit: Unit) -> None:
        try:
            self._running[self._future(unit)] = unit
        except BrokenExecutor:
            self._suspects.append(unit)
            self._break()

    def _future(self, unit: Unit) -> Future[bytes]:
        return self._engine.executor().submit(run_task, packed(self._make_task(unit)))

    def _ended(self) -> Iterator[Outcome]:
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        is_broken = False
        for future in done:
            unit = self._running.pop(future)
            try:
                yield unpacked(future.result(), Outcome)
            except CancelledError:
                raise EngineLostError from None
            except self._engine.lost:
                # It may have shared them with another unit that killed them: alone it shows.
                self._suspects.append(unit)
            except BrokenExecutor:
                self._suspects.append(unit)
                is_broken = True
        if is_broken:
            self._break()

    def _break(self) -> None:
        """Takes what was under way from an executor that is broken."""
        for future, unit in self._running.items():
            future.cancel()
            self._suspects.append(unit)
        self._running.clear()
        self._engine.rebuild()

    def _alone(self, unit: Unit) -> Outcome:
        task = self._make_task(unit)
        started = monotonic()
        try:
            return unpacked(self._future(unit).result(), Outcome)
        except CancelledError:
            raise EngineLostError from None
        except self._engine.lost:
            return _failed(unit, _DIED)
        except BrokenExecutor:
            self._engine.rebuild()
            limit = task.options.seconds
            return _failed(unit, _TOO_LONG if limit and monotonic() - started > limit else _DIED)


def _failed(unit: Unit, reason: str) -> Outcome:
    return Outcome(unit=unit.id, target=unit.target, state="failed", reason=reason)
