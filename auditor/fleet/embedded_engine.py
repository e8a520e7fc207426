"""The embedded engine: worker processes on this machine, rebuilt after one has died."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.process import BaseProcess

from auditor.scanner.dispatch_batches import may_fork

_THREADED = frozenset({"obstore", "fsspec"})
"""Packages with threads of their own, of which a fork has none: it would wait forever for them."""


class EmbeddedEngine:
    """A process pool. Workers are copies of this process where no other thread runs, else new interpreters."""

    may_die = True
    lost: tuple[type[BaseException], ...] = ()

    def __init__(self, workers: int = 0, *, memory: int = 0) -> None:
        """Prepares the pool, and starts nothing yet.

        Args:
            workers: The number of processes; 0 for one for each processor.
            memory: Bytes that one may use; 0 for all there are.
        """
        self.workers = workers or available_processors()
        self._memory = memory
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[BaseProcess] = set()

    def executor(self) -> Executor:
        """Returns the pool; starts it where there is none."""
        if self._pool is None:
            self._others = set(multiprocessing.active_children())
            method = "fork" if may_fork() and _THREADED.isdisjoint(sys.modules) else "spawn"
            self._pool = ProcessPoolExecutor(
                self.workers,
                mp_context=multiprocessing.get_context(method),
                initializer=prepare_worker,
                initargs=(self._memory,),
            )
        return self._pool

    def rebuild(self) -> None:
        """Ends the pool, and waits for its processes."""
        if self._pool is not None:
            self._kill()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def stop(self) -> None:
        """Ends all workers at once: they have nothing to tidy up, and a record is kept whole or not at all."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._kill()
            self._pool = None

    def close(self) -> None:
        """Lets the workers end."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _kill(self) -> None:
        for process in multiprocessing.active_children():
            if process not in self._others:
                process.kill()


def available_processors() -> int:
    """Returns how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def prepare_worker(memory: int) -> None:
    """Drops what the parent does at signals, which decides for all, and limits the memory."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
