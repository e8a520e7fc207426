"""Tells how the process ends: the exit codes, and errors as sentences; never a traceback that shows values."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, NoReturn

from auditor.errors import UNUSABLE_PATHS, AuditError, UsageError, trace_without_values
from auditor.model.exit_code import Exit

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What goes wrong where a disk is full or gone."""
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What goes wrong where the system refuses more."""


_INTERRUPTS: list[int] = []
"""The signals that came: a library may make another exception of theirs."""


_ON_FAILURE: list[Callable[[str], int]] = []
"""What decides the exit code of a failure in the place of its own, given the message."""


def on_failure(answer: Callable[[str], int]) -> None:
    """Sets what is done where the process would end with a failure: an agent's hook must not stop the agent for it.

    Args:
        answer: Takes the message and returns the exit code.
    """
    _ON_FAILURE[:] = [answer]


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM, as an exception so that temporary files are removed on the way out.

    It is no KeyboardInterrupt, because Typer ends at that with a code of its own.
    """


def run(application: Callable[[], Any]) -> NoReturn:
    """Runs the application and ends the process with its exit code."""
    _prepare()
    try:
        application()
    except BaseException as error:  # noqa: BLE001 - the one place; a message or a local could hold a secret
        _end_after(error)
    _leave(Exit.CLEAN)


def _end_after(error: BaseException) -> NoReturn:
    """Ends the process with the sentence and the exit code of what ended the application."""
    if isinstance(error, KeyboardInterrupt) or (_INTERRUPTS and not isinstance(error, SystemExit)):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _fail("interrupted: the audit is incomplete, and there is no report", Exit.INCOMPLETE)
    # Typer answers a closed pipe with `sys.exit(1)`, which here means findings.
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        _leave_unread()
    if isinstance(error, SystemExit):
        _leave(_code_of(error))
    if isinstance(error, AuditError):
        _fail(_harmless(str(error)), Exit.USAGE)
    if isinstance(error, OSError) and error.errno in UNUSABLE_PATHS and error.filename is not None:
        _fail(_harmless(str(UsageError(f"{os.fsdecode(error.filename)}: {error.strerror}"))), Exit.USAGE)
    if isinstance(error, OSError) and error.errno in _FULL:
        _leave_unwritten(error)
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _EXHAUSTED):
        what = "files at once (ulimit -n)" if isinstance(error, OSError) and error.errno != errno.ENOMEM else "memory"
        _fail(f"the system gives no more {what}: the audit is incomplete, and there is no report", Exit.INCOMPLETE)
    _fail(_defect(error), Exit.DEFECT)


def _harmless(text: str) -> str:
    """Writes what a terminal or a CI runner would obey as escapes: an error may quote a file of the audited tree."""
    from auditor.reporters._shared.sanitize import neutral  # only where something is wrong

    return "\n".join(neutral(line) for line in text.split("\n"))


def _prepare() -> None:
    """Sets what happens at signals, and at exceptions that nobody catches."""
    _open_closed_streams()
    _leave_no_core()
    sys.excepthook = _no_values
    threading.excepthook = lambda ended: _no_values(ended.exc_type, ended.exc_value, ended.exc_traceback)
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as for a job in the background
            signal.signal(number, _interrupt)


def _leave_no_core() -> None:
    """Lets a crash of a library, or of a child, write no file with what was in memory."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    _INTERRUPTS.append(number)
    raise Interrupted(number)


def _open_closed_streams() -> None:
    """Opens what the parent process has closed (`>&-`) on nothing, so that no other file gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _code_of(ended: SystemExit) -> int:
    if ended.code is None:
        return Exit.CLEAN
    return ended.code if isinstance(ended.code, int) else Exit.DEFECT


def _leave(code: int) -> NoReturn:
    """Ends at once: what could still fail here is only the flushing of the streams."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_unread()
    except OSError as error:
        _leave_unwritten(error)
    _end(code)


def _leave_unread() -> NoReturn:
    """Ends where the reader of standard output went away (`| head`)."""
    _drop_output()
    _fail("standard output was closed before everything was written", Exit.INCOMPLETE)


def _leave_unwritten(error: OSError) -> NoReturn:
    """Ends where the disk is full."""
    _drop_output()
    _fail(f"cannot write ({error.strerror}): the output is incomplete", Exit.INCOMPLETE)


def _drop_output() -> None:
    """Leads to nothing what is still to be flushed: the interpreter would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdout = sys.__stdout__


def _fail(message: str, code: Exit) -> NoReturn:
    with suppress(OSError):
        sys.stderr.write(f"backpack-audit: {message}\n")
    if _ON_FAILURE:
        with suppress(OSError):
            _leave(_ON_FAILURE.pop()(message))
    _end(code)


def _end(code: int) -> NoReturn:
    with suppress(OSError):
        sys.stderr.flush()
    # Before its end the interpreter looks twice for rings among all that is left, for 9 ms: there is no use in it.
    gc.freeze()
    sys.exit(code)


def _defect(error: BaseException) -> str:
    """Returns the kind of the error and the lines of code it came through: no message, no values."""
    heading = "this is a bug in backpack-audit; please report it with these lines (they hold no values)"
    return "\n".join((heading, *trace_without_values(error)))


def _no_values(kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None) -> None:
    """Reports what fails outside `run` (another thread, interpreter shutdown), without its values."""
    sys.stderr.write(f"backpack-audit: {_defect(error or kind())}\n")
