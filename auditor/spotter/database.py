"""The compiled expressions: compiled once per version, platform and vocabulary, then loaded from the user's cache."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from auditor import cache


@dataclass(frozen=True, slots=True)
class Expression:
    """One Hyperscan expression with its flags; its identifier is its index."""

    text: bytes
    flags: int


def database(expressions: Sequence[Expression]) -> Any:  # noqa: ANN401 - hyperscan has no types of its own
    """A Hyperscan block database of the expressions.

    A serialised database only fits the library, the processor and the expressions that it was made with: all three
    are in its digest, and one that the library refuses is compiled anew.
    """
    import hyperscan  # noqa: PLC0415 - 12 ms

    digest = _digest(expressions)
    if kept := cache.load("spotter", digest):
        try:
            loaded = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
            loaded.scratch = hyperscan.Scratch(loaded)
        except hyperscan.error:
            pass
        else:
            return loaded
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    compiled.compile(
        expressions=[expression.text for expression in expressions],
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[expression.flags for expression in expressions],
    )
    cache.store("spotter", digest, hyperscan.dumpb(compiled))
    return compiled


def _digest(expressions: Sequence[Expression]) -> str:
    state = sha256(f"{version('hyperscan')} {platform.platform()} {_processor()}".encode())
    for expression in expressions:
        state.update(b"%d:%d:%s" % (expression.flags, len(expression.text), expression.text))
    return state.hexdigest()


def _processor() -> str:
    """What the compiled code may depend on: the processor's features where the system tells them."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - no pathlib at start
            return next((line for line in file if line.startswith(("flags", "Features"))), "")
    except OSError:
        return platform.processor()
