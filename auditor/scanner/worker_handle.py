"""Starts one worker process, hands it batches, and says how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import BinaryIO, Self, cast

from msgspec import Struct

from auditor.model.blob_source import BlobRef
from auditor.scanner.worker_process import READY, Answer, Examine, pack, receive, send, serve

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from auditor.scanner.worker_process import main; main()"
)
_CRASHES = ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT", "SIGSYS")


class Death(Struct, frozen=True):
    """The end of a worker before its answer."""

    crash: str = ""
    """The signal of a crash; empty where it was killed, most likely for its memory."""


class Handle:
    """A worker process. It is asked by one thread at a time."""

    def __init__(self, pid: int, batches: BinaryIO, answers: BinaryIO, process: subprocess.Popen[bytes] | None) -> None:
        self._pid = pid
        self._batches = batches
        self._answers = answers
        self._process = process
        """None for a forked one."""
        self._ending: int | None = None

    @classmethod
    def fork(cls, examine: Examine, others: Collection[Handle]) -> Self:
        """Starts a worker as a copy of this process, with everything that is loaded; no other thread may run.

        `others` are the workers forked before, whose pipes the new one must not keep open.

        Raises:
            OSError: the system refuses another process or more open files.
        """
        given_read, given_write, told_read, told_write = _two_pipes()
        try:
            pid = os.fork()
        except OSError:
            for handle in (given_read, given_write, told_read, told_write):
                os.close(handle)
            raise
        if pid == 0:
            try:
                for handle in (given_write, told_read, *(each for other in others for each in other.handles)):
                    os.close(handle)
                with os.fdopen(given_read, "rb") as batches, os.fdopen(told_write, "wb") as answers:
                    serve(examine, batches, answers)
            finally:
                os._exit(1)
        os.close(given_read)
        os.close(told_write)
        return cls(pid, os.fdopen(given_write, "wb"), os.fdopen(told_read, "rb"), None)

    @classmethod
    def start(cls, examine: Examine) -> Self | Death | None:
        """Starts a worker as a new interpreter, and sends it the task; None if it does not know that.

        The script that this process runs is not imported there, so it needs no `if __name__ == "__main__":`.

        Raises:
            OSError: the system refuses another process or more open files.
            PicklingError: the task cannot be sent. So does AttributeError or TypeError.
        """
        task = pack(examine)
        # -I: nothing of the current folder, which may be the audited one, is imported before the path is set.
        command = [sys.executable, "-I", f"-Xutf8={sys.flags.utf8_mode}", "-c", _START]
        # A session of its own: Ctrl-C in a terminal reaches this process alone, which ends its workers.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        worker = cls(process.pid, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout), process)
        if worker._takes(task):
            return worker
        worker.stop()
        return Death(_crash(worker._wait())) if worker._wait() < 0 else None

    def _takes(self, task: bytes) -> bool:
        try:
            self._batches.write(json.dumps(sys.path).encode("ascii") + b"\n" + task)
            self._batches.flush()
            return bool(receive(self._answers) == READY)
        except (OSError, EOFError):
            return False

    @property
    def handles(self) -> tuple[int, ...]:
        """The open files of this process that lead to the worker."""
        return tuple(each.fileno() for each in (self._batches, self._answers) if not each.closed)

    def ask(self, items: Sequence[BlobRef]) -> Answer | Death:
        """Hands out one batch and waits for the answer."""
        try:
            send([tuple(item) for item in items], self._batches)
            return cast("Answer", receive(self._answers))
        except (OSError, EOFError):
            return Death(_crash(self._wait()))

    def kill(self) -> None:
        """Ends the worker at once, whatever it is doing."""
        if self._ending is None:
            with suppress(OSError):
                os.kill(self._pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def stop(self) -> None:
        """Lets the worker end, which it does when it has no more batches, and forgets it."""
        with suppress(OSError):
            self._batches.close()
        self._answers.close()
        self._wait()

    def _wait(self) -> int:
        """Returns how the worker ended: the negative number of the signal, or the exit code."""
        if self._ending is None:
            if self._process is not None:
                self._ending = self._process.wait()
            else:
                try:
                    self._ending = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
                except ChildProcessError:  # The host process does not keep the ends of its children.
                    self._ending = 0
        return self._ending


def _two_pipes() -> tuple[int, int, int, int]:
    first = os.pipe()
    try:
        return (*first, *os.pipe())
    except OSError:
        for handle in first:
            os.close(handle)
        raise


def _crash(ending: int) -> str:
    """Returns the signal of a crash that ended a worker; empty for another end."""
    with suppress(ValueError):
        name = signal.Signals(-ending).name
        if name in _CRASHES:
            return name
    return ""
