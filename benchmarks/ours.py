"""Our own command, with a cache of its own that is warm after the run that does not count."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Contender
from benchmarks.peers import WORK

NAME = "backpack-audit"
_ENVIRONMENT = {"BACKPACK_AUDIT_CACHE_DIR": str(WORK / "cache")}


def ours(*arguments: str, name: str = NAME, folder: Path | None = None) -> Contender:
    command = [str(Path(sys.executable).with_name("backpack-audit")), *arguments]
    return Contender(name=name, command=command, folder=folder, environment=_ENVIRONMENT, exits=frozenset({0, 1, 3}))
