"""The compiled expressions: compiled once per version, platform and vocabulary, then loaded from the user's cache."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from threading import local
from typing import Any

from msgspec import Struct

from auditor.storage import cache
from auditor.storage.cache import sha256

OnMatch = Callable[[int, int, int, int, Any], bool | None]


class Expression(Struct, frozen=True):
    """One Hyperscan expression with its flags; its identifier is its index."""

    text: bytes
    flags: int


class Database:
    """A compiled database. Threads share it: each has scratch space of its own."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._own = local()

    def scan(self, data: bytes | memoryview, on_match: OnMatch) -> None:
        """Calls `on_match` with (identifier, start, end, flags, context) for every match.

        Raises:
            ScanTerminated: `on_match` returned something true.
        """
        scratch = getattr(self._own, "scratch", None)
        if scratch is None:
            import hyperscan  # 12 ms

            scratch = self._own.scratch = hyperscan.Scratch(self._compiled)
        self._compiled.scan(data, on_match, scratch=scratch)


def database(expressions: Sequence[Expression]) -> Database:
    """Returns a Hyperscan block database of the expressions.

    A serialised database only fits the library, the processor and the expressions that it was made with. Library and
    expressions are in its digest; the library itself refuses one for another processor, which is then compiled again.
    """
    import hyperscan  # 12 ms
    from hyperscan._version import __version__ as library_version  # importlib.metadata costs 25 ms

    digest = _digest(expressions, library_version)
    if kept := cache.load("prefilter", digest):
        try:
            loaded = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
        except hyperscan.error:
            pass
        else:
            return Database(loaded)
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    compiled.compile(
        expressions=[expression.text for expression in expressions],
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[expression.flags for expression in expressions],
    )
    cache.store("prefilter", digest, hyperscan.dumpb(compiled))
    return Database(compiled)


def _digest(expressions: Sequence[Expression], library_version: str) -> str:
    state = sha256(f"{library_version} {sys.platform} {sys.maxsize}".encode())
    for expression in expressions:
        state.update(b"%d:%d:%s" % (expression.flags, len(expression.text), expression.text))
    return state.hexdigest()
