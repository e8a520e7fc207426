"""Runs one target under a coverage-guided fuzzer: `python tests/fuzz/run.py TARGET [SECONDS] [CORPUS]`.

Needs atheris (`pip install atheris`, Linux and macOS). What it finds is written to the folder that it is run in, and
becomes a case of `tests/properties/test_fuzz_targets.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from targets import TARGETS, seeds


def main(name: str, seconds: str = "600", corpus: str = "") -> None:
    """Runs the target until the time is up or something does not hold."""
    folder = Path(corpus or tempfile.mkdtemp(prefix=f"corpus-{name}-"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    arguments = [sys.argv[0], f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", str(folder)]
    atheris.Setup(arguments, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
