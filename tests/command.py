"""The command as its users run it: a process of its own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command_server import run_command


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def rules(self) -> list[tuple[str, str]]:
        """Path and rule of every active finding of the JSON report, in its order."""
        return [
            (finding["location"]["path"], finding["rule_id"])
            for finding in self.report["findings"]
            if finding["status"] == "active"
        ]


@dataclass(frozen=True)
class Command:
    """Runs `backpack-audit` with one cache for many runs: compiling takes longer than all else."""

    cache: Path

    def __call__(self, folder: Path, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        """Runs it in a folder. A traceback is a defect, whatever the test is about."""
        environment = {**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(self.cache), "COLUMNS": "200"}
        code, out, err = run_command(arguments, folder, environment, stdin)
        assert b"Traceback" not in err, err
        assert code != 70, err
        return Outcome(code, out.decode(), err.decode())

    def scan(self, folder: Path, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        """Scans for Backpack's own secrets with a JSON report."""
        return self(folder, "scan", "--generic", "off", "--format", "json", *arguments, stdin=stdin)
