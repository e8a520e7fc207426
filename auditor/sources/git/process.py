"""A running git whose output is read as it comes, which can neither hang this process nor outlive it."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self, cast

from auditor.errors import RepositoryError

if sys.platform != "win32":
    import fcntl

PATIENCE = 120.0
"""Seconds without an answer after which git counts as stuck: its configuration or a `.gitignore` may be a FIFO."""
_GLANCE = 2.0
"""Seconds without an answer after which it is seen whether git waits at a FIFO."""
_CHUNK = 1 << 17
_AHEAD = 1 << 20
"""Bytes of output by which git may be ahead of its reader; usually it is 64 kB, and each waits for the other: a quarter
of the time of reading a history."""
_MOST_MESSAGES = 1 << 16
"""Bytes of messages that are scanned; about a damaged repository git can say millions."""


class Running:
    """One git process. Its messages go to a file, so that it never waits for somebody to read them."""

    def __init__(
        self, command: Sequence[str], folder: str, environment: Mapping[str, str], *, stdin: int | BinaryIO
    ) -> None:
        import subprocess  # 5 ms, which an event of a coding agent can do without

        self._folder = folder
        self._messages = anonymous_file()
        try:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=self._messages,
                bufsize=0,
            )
        except OSError as error:
            self._messages.close()
            raise RepositoryError(f"{folder}: git cannot be started ({error.strerror})") from None
        self.output = cast("BinaryIO", self._process.stdout)
        self._input = cast("BinaryIO", self._process.stdin)
        _widen(self.output)
        self._is_readable = _waiter(self.output.fileno(), self._waits_for_a_named_pipe)

    def write(self, data: bytes) -> None:
        """Writes all of `data` to git's input.

        Raises:
            BrokenPipeError: git has ended.
        """
        view = memoryview(data)
        while view:
            view = view[self._input.write(view) :]

    def end_input(self) -> None:
        """Closes git's input: it has everything."""
        self._input.close()

    def read_into(self, buffer: memoryview) -> int:
        """Reads what is there, at least one byte; 0 when git has ended its output.

        Raises:
            RepositoryError: git is stuck; it has been stopped.
        """
        if not self._is_readable():
            is_at_pipe = self._waits_for_a_named_pipe()
            self.stop()
            if is_at_pipe:
                raise RepositoryError(
                    f"{self._folder}: git waits for a named pipe in the place of a file (a `.gitignore`, what "
                    "core.excludesFile or include.path names) and was stopped: remove the pipe"
                )
            raise RepositoryError(f"{self._folder}: git gave no answer for {PATIENCE:.0f} seconds and was stopped")
        return cast("int", self.output.readinto(buffer))  # type: ignore[attr-defined]

    def _waits_for_a_named_pipe(self) -> bool:
        """Returns whether Linux says that git has opened a named pipe and waits for somebody at its other end."""
        with suppress(OSError), open(f"/proc/{self._process.pid}/wchan", encoding="ascii") as file:
            return file.read() == "wait_for_partner"
        return False

    def chunks(self) -> Iterator[bytes]:
        """Yields the output in pieces as they come."""
        buffer = memoryview(bytearray(_CHUNK))
        while count := self.read_into(buffer):
            yield bytes(buffer[:count])

    def records(self, end: bytes) -> Iterator[bytes]:
        """Yields the output cut at `end`; a last record without its end counts too."""
        return records_of(self.chunks(), end)

    def finish(self) -> int:
        """Waits for the end of a process whose output was read to its end, and says how it ended."""
        from subprocess import TimeoutExpired  # imported by now

        self._close_pipes()
        self._await_end()
        try:
            return self._process.wait(PATIENCE)
        except TimeoutExpired:
            self.stop()
            return self._process.returncode

    def _await_end(self) -> None:
        """Waits without looking again and again, where the system can: `Popen.wait` sleeps a millisecond or more between."""
        if not hasattr(os, "pidfd_open"):
            return
        with suppress(OSError):
            handle = os.pidfd_open(self._process.pid)
            try:
                _waiter(handle)()
            finally:
                os.close(handle)

    def messages(self) -> str:
        """Returns what git wrote to its standard error, cut to a bearable length; to be asked for when it has ended."""
        self._messages.seek(0)
        return self._messages.read(_MOST_MESSAGES).decode("utf-8", "backslashreplace")

    def stop(self) -> None:
        """Ends the process, if it has not ended by itself."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close_pipes()

    def close(self) -> None:
        """Ends the process and forgets its messages."""
        self.stop()
        self._messages.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _close_pipes(self) -> None:
        self.output.close()
        if self._process.stdin is not None and not self._input.closed:
            self._input.close()


def records_of(chunks: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """Yields what comes in pieces, cut at `end`; a last record without its end counts too."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(end)
        yield from whole
    if rest:
        yield rest


def anonymous_file() -> BinaryIO:
    """Returns a file without a name, in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return cast("BinaryIO", os.fdopen(os.memfd_create("git"), "w+b", buffering=0))
    import tempfile  # 8 ms, where there is no better way

    return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))


def _widen(pipe: BinaryIO) -> None:
    """Lets git be further ahead, on Linux; a user who has many pipes, or a strict system, may be refused that."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


def _waiter(handle: int, is_stuck: Callable[[], bool] = lambda: False) -> Callable[[], bool]:
    """Waits until a pipe can be read, and says whether that happened in time, and before `is_stuck`."""
    if sys.platform == "win32":  # Pipes cannot be waited for there, and there are no FIFOs to get stuck on.
        return lambda: True
    poll = select.poll()
    poll.register(handle, select.POLLIN | select.POLLHUP)

    def waited() -> bool:
        left = PATIENCE
        while left > 0:
            if poll.poll(min(left, _GLANCE) * 1000):
                return True
            left -= _GLANCE
            if left > 0 and is_stuck():
                return False
        return False

    return waited
