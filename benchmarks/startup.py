"""What a run costs before it reads anything: bare Python, `--version`, one small file."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Contender, measure, table
from benchmarks.ours import NAME, ours


def measured(options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "settings.env")
        file.write_text("LEVEL=info\n")
        results = measure(
            [
                ours("scan", str(file)),
                ours("--version", name=f"{NAME} --version"),
                Contender(name="python -c pass", command=[sys.executable, "-c", "pass"]),
            ],
            runs=4 * options.runs,
        )
    return table("Start-up: one small file", results, first=NAME)
