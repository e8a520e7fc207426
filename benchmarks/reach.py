"""What it costs to trace how far secrets got: `python -m benchmarks.reach` compares a history with secrets and without.

The history is a clone of that of `make_history` with forty commits more, each with another secret, that were not pushed; the
shares are read from `--timings` of the same run, so that a busy machine does not matter. The hook is measured without findings.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from pathlib import Path

from auditor.classification.sample_keys import expand
from benchmarks.history import synthetic
from benchmarks.ours import ours
from benchmarks.peers import WORK

_LAP = re.compile(r"^ *([0-9.]+) ms  (.+)$", re.MULTILINE)
_TRACING = ("pair and trace", "describe commits")
_RUNS = 3
_LEAKS = 40


def laps(*arguments: str, folder: Path) -> dict[str, float]:
    """Milliseconds of each step of one run."""
    command = [*ours(*arguments, "--timings").command]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: dict[str, float] = {}
    for milliseconds, step in _LAP.findall(done.stderr):
        found[step] = found.get(step, 0.0) + float(milliseconds)
    return found


def leaking() -> Path:
    """A history with leaks, built if need be."""
    repository = WORK / "history-with-leaks"
    if not repository.exists():
        _git(WORK, "clone", "--quiet", str(synthetic()), str(repository))
        for number in range(_LEAKS):
            text = f"BACKPACK_API_KEY={{{{ leak{number}.key }}}}\nBACKPACK_API_SECRET={{{{ leak{number}.secret }}}}\n"
            (repository / f"bot{number}.env").write_text(expand(text))
            _git(repository, "add", f"bot{number}.env")
            _git(repository, "commit", "--quiet", "-m", f"Add bot {number}")
    return repository


def main() -> None:
    """Prints the shares."""
    repository = leaking()
    shares = []
    for _ in range(_RUNS):
        found = laps("scan", "--history", "--no-cache", "--quiet", folder=repository)
        shares.append(sum(found.get(step, 0.0) for step in _TRACING) / sum(found.values()))
    print(f"history with {_LEAKS} leaks: tracing is {statistics.median(shares):.1%} of the scan (at most 10 %)")
    clean = WORK / "hook-without-findings"
    shutil.rmtree(clean, ignore_errors=True)
    clean.mkdir(parents=True)
    _git(clean, "init", "--quiet")
    (clean / "a.py").write_text("import os\n")
    _git(clean, "add", "a.py")
    costs = []
    for _ in range(4 * _RUNS):
        found = laps("hook", folder=clean)
        costs.append(sum(found.get(step, 0.0) for step in _TRACING))
    print(f"hook without findings: tracing takes {statistics.median(costs):.1f} ms (at most 5 ms)")


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
