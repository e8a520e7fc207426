"""How the process ends: the exit codes, and errors as sentences; never a traceback that shows values."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from enum import IntEnum
from types import FrameType, TracebackType
from typing import Any, NoReturn

from auditor.errors import AuditError


class Exit(IntEnum):
    """The exit codes; relied on from outside."""

    CLEAN = 0
    FINDINGS = 1
    """Findings at or above `--fail-on`."""
    USAGE = 2
    """Wrong usage or configuration."""
    INCOMPLETE = 3
    """Something could not be read, or the run was interrupted, and nothing else was found."""
    DEFECT = 70
    """A defect of ours (EX_SOFTWARE of sysexits.h)."""


class _Interrupted(BaseException):
    """SIGTERM, turned into an exception so that temporary files are removed on the way out."""


def run(application: Callable[[], Any]) -> NoReturn:
    """Runs the application and ends the process with its exit code."""
    sys.excepthook = _no_values
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        application()
    except SystemExit as ended:
        _leave(ended.code if isinstance(ended.code, int) else Exit.CLEAN)
    except (KeyboardInterrupt, _Interrupted):
        _fail("interrupted: the audit is incomplete and there is no report", Exit.INCOMPLETE)
    except BrokenPipeError:
        # The reader of the report went away (`| head`): nothing is left to say to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(Exit.INCOMPLETE)
    except AuditError as error:
        _fail(_without_secrets(str(error)), Exit.USAGE)
    except Exception as error:  # noqa: BLE001 - the one place; a message or a local could hold a secret
        _fail(_defect(error), Exit.DEFECT)
    _leave(Exit.CLEAN)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Interrupted


def _leave(code: int) -> NoReturn:
    """Ends at once: what could still fail here is only the flushing of the streams."""
    sys.stdout.flush()
    sys.stderr.flush()
    # Before its end the interpreter looks twice for rings among all that is left, for 9 ms: there is no use in it.
    gc.freeze()
    sys.exit(code)


def _fail(message: str, code: Exit) -> NoReturn:
    sys.stderr.write(f"backpack-audit: {message}\n")
    sys.stderr.flush()
    sys.exit(code)


def _without_secrets(message: str) -> str:
    """Returns the sentence of an error, which may quote a path, a revision or a line of a configuration."""
    from auditor.redaction import redacted

    return redacted(message)


def _defect(error: BaseException) -> str:
    """The kind of the error and the lines of code it came through: no message, no values."""
    lines = ["this is a defect of backpack-audit; please report it with these lines (they hold no values)"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"  {type(cause).__name__}")
        lines += _frames(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def _frames(traceback: TracebackType | None) -> list[str]:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"    {os.path.basename(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")  # noqa: PTH119
        traceback = traceback.tb_next
    return found


def _no_values(_kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    """The last resort, for what fails outside `run` (another thread, interpreter shutdown)."""
    sys.stderr.write(f"backpack-audit: {_defect(error)}\n")
