"""Runs one target under a coverage-guided fuzzer: `python tests/fuzz/run.py TARGET [SECONDS] [CORPUS]`.

Needs atheris (`pip install atheris`, Linux and macOS). What breaks a target is written to the folder that it is run in;
copied to `tests/fuzz/cases/TARGET/`, the default tests replay it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("FUZZ_ONE_IN", "8")

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from targets import TARGETS, seeds
from plants import dictionary

_LONGEST = 6000
"""Bytes of an input: what takes longer belongs to the tests of linear time."""


def main(name: str, seconds: str = "600", corpus: str = "") -> None:
    """Runs the target until the time is up or something does not hold."""
    folder = Path(corpus or tempfile.mkdtemp(prefix=f"corpus-{name}-"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number:03}").write_bytes(seed)
    words = Path(tempfile.mkstemp(prefix="dictionary-")[1])
    lines = ["".join(f"\\x{byte:02x}" for byte in word) for word in dictionary()]
    words.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    limits = [
        f"-artifact_prefix={Path.cwd()}/",
        f"-max_total_time={seconds}",
        "-timeout=60",
        "-rss_limit_mb=3000",
        f"-max_len={_LONGEST}",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-dict={words}", str(folder)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
