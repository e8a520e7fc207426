"""Tells what can go wrong for the whole run: the error tree, each class one sentence a person can act on.

Expected trouble with one input (an unreadable file, a broken document) is never an exception that reaches
the command line: it is a `model.report.Skipped` value. Only what makes the request itself impossible is raised.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType


class AuditError(Exception):
    """Base of every expected failure; `str(error)` is the sentence shown to the user (exit code 2).

    The sentence may quote a path, a revision, an answer of git or a line of a configuration: secrets in it are redacted.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_redacted(message))


class UsageError(AuditError):
    """The request contradicts itself or names something that does not exist."""


class ConfigurationError(AuditError):
    """A configuration, baseline, inventory or rule file is wrong; the message says where and what to do.

    `path`, `line` and `column` (from 1; None where unknown) say where; `excerpt` may hold the faulty line of a
    *rule or configuration* file with a caret below it, never text of an audited file.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str,
        line: int | None = None,
        column: int | None = None,
        excerpt: str = "",
    ) -> None:
        self.message = _redacted(message)
        self.path = path
        self.line = line
        self.column = column
        self.excerpt = _redacted(excerpt)
        super().__init__(str(self))

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        text = f"{where}: {self.message}"
        return _redacted(f"{text}\n{self.excerpt}" if self.excerpt else text)


UNUSABLE_PATHS = (errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENOTDIR)
"""What is wrong with a path that nobody can use; a path that is not there is noticed where it is asked for."""


@contextmanager
def unusable_paths_named() -> Iterator[None]:
    """Makes an error for people of a path that a request or a configuration names and that cannot be asked for.

    Raises:
        UsageError: a name is too long, or a folder may not be entered.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in UNUSABLE_PATHS or error.filename is None:
            raise
        raise UsageError(f"{os.fsdecode(error.filename)}: {error.strerror}") from None


class RepositoryError(AuditError):
    """Git is missing, too old, or cannot answer for this repository."""


class OutputError(AuditError):
    """A report could not be written where it was asked for."""


class DependencyError(AuditError):
    """A package that a requested feature relies on is missing on this platform."""


class WorkerError(Exception):
    """A defect of ours, met by a worker process: what `trace_without_values` made of it there."""

    def __init__(self, trace: Sequence[str]) -> None:
        self.trace = tuple(trace)
        super().__init__(self.trace)


def _redacted(text: str) -> str:
    from auditor.redaction import redacted  # only where something is wrong

    return redacted(text)


def trace_without_values(error: BaseException) -> list[str]:
    """Returns the kind of an error, the lines of code it came through, and those of its causes: no message, no value."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"  {type(cause).__name__}")
        lines += _frames(cause.__traceback__)
        lines += cause.trace if isinstance(cause, WorkerError) else ()
        cause = cause.__cause__ or cause.__context__
    return lines


def _frames(traceback: TracebackType | None) -> list[str]:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"    {os.path.basename(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")  # noqa: PTH119
        traceback = traceback.tb_next
    return found
