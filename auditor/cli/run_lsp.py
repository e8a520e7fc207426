"""Runs `backpack-audit lsp` on standard input and output, which nothing else may use meanwhile."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from auditor.cli.reader_language import VARIABLE, reader_language
from auditor.errors import DependencyError
from auditor.model.request import AuditRequest

if TYPE_CHECKING:
    from auditor.lsp.server import AuditServer


def run_lsp(request: AuditRequest, *, lang: str) -> int:
    """Serves one editor; returns the exit code that the protocol asks for: 1 where the editor left without a word.

    Args:
        request: Which rules and settings apply.
        lang: What `--lang` says.

    Raises:
        AuditError: pygls is missing, or there is no such language.
    """
    language_of(lang, "", os.environ)
    try:
        import pygls  # noqa: F401 - the extra `lsp`
    except ImportError:
        raise DependencyError('this command needs the package pygls: pip install "backpack-audit[lsp]"') from None
    from auditor.lsp.features import add_features  # 300 ms
    from auditor.lsp.server import AuditServer

    server = AuditServer(request, language_of=lambda locale: language_of(lang, locale, os.environ))
    add_features(server)
    with _streams() as (source, sink), _ended_by_signals(server):
        server.serve(source, sink)
    return 0 if server.was_shut_down or not server.was_told_to_exit else 1


@contextmanager
def _streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Takes standard input and output for the protocol: what a child reads or a library prints must not get between."""
    sys.stdout.flush()
    kept = os.dup(0), os.dup(1)
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    try:
        yield source, sink
    finally:
        sys.stdout.flush()
        for number, stream in enumerate(kept):
            os.dup2(stream, number)
            os.close(stream)


@contextmanager
def _ended_by_signals(server: AuditServer) -> Iterator[None]:
    before = {number: signal.signal(number, partial(_end, server)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(server: AuditServer, _number: int, _frame: FrameType | None) -> NoReturn:
    """Ends at a signal: a thread that waits for the editor's next message would keep the process alive."""
    server.finish()
    os._exit(0)


def language_of(option: str, locale: str, environment: Mapping[str, str]) -> str:
    """Returns the language of messages: the option, the variable, the editor's own language, then the locale.

    Args:
        option: What `--lang` says.
        locale: The language of the editor's own texts, such as `es` or `zh-cn`; empty where it does not say.
        environment: The environment variables.

    Raises:
        UsageError: the option or the variable names a language that there is not.
    """
    if option or environment.get(VARIABLE) or not locale:
        return reader_language(option, environment)
    return reader_language("", {"LANG": locale})
