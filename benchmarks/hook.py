"""A pre-commit hook on ten staged files, against the hooks of the peers, and where its milliseconds go."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import Contender, Run, measure, table
from benchmarks.ours import NAME, ours
from benchmarks.peers import peer

_FILES = ("argparse", "ast", "base64", "calendar", "cmd", "copy", "csv", "datetime", "difflib", "fractions")

_VERSION = f"{NAME} --version"
_PYTHON = "python -c pass"
_BARE = (sys.executable, "-c", "pass")
_LAP = re.compile(r"^ *([0-9.]+) ms  (.+)$", re.MULTILINE)


def measured(options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = staged(folder)
        hook = ours("hook", *files, folder=folder)
        contenders = [hook, ours("--version", name=_VERSION), Contender(name=_PYTHON, command=_BARE)]
        if command := peer("gitleaks"):
            arguments = ["git", "--pre-commit", "--staged", "--no-banner", str(folder)]
            contenders.append(Contender(name="gitleaks --staged", command=[command, *arguments], folder=folder))
        if command := peer("detect-secrets-hook"):
            contenders.append(Contender(name="detect-secrets-hook", command=[command, *files], folder=folder))
        results = measure(contenders, runs=4 * options.runs)
        laps = _laps(hook, runs=4 * options.runs)
    return table("Hook: ten staged files of the standard library", results, first=NAME) + "\n" + _parts(results, laps)


def _laps(hook: Contender, *, runs: int) -> dict[str, float]:
    """The medians of what `--timings` says, in seconds by step."""
    said: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        answer = subprocess.run(
            [*hook.command, "--timings"],
            cwd=hook.folder,
            env={**os.environ, **hook.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        for milliseconds, step in _LAP.findall(answer.stderr):
            said[step].append(float(milliseconds) / 1000)
    return {step: statistics.median(seconds) for step, seconds in said.items()}


def _parts(results: Mapping[str, Sequence[Run]], laps: Mapping[str, float]) -> str:
    """A Markdown table of the median hook, part by part."""
    whole, version, python = (
        statistics.median(run.seconds for run in results[name]) for name in (NAME, _VERSION, _PYTHON)
    )
    parts = {
        "Python itself": python,
        "Typer and the choice of the command": version - python,
        **{f"`--timings`: {step}": seconds for step, seconds in laps.items()},
        "the command's options, imports of the pipeline, the report": whole - version - sum(laps.values()),
    }
    rows = [f"| {part} | {1000 * seconds:.1f} |" for part, seconds in parts.items()]
    return "\n".join(["| part of the hook | ms |", "|---|---:|", *rows, f"| all | {1000 * whole:.1f} |", ""])


def staged(folder: Path) -> list[str]:
    names = [f"{name}.py" for name in _FILES]
    library = Path(sysconfig.get_path("stdlib"))
    for name in names:
        (folder / name).write_bytes((library / name).read_bytes())
    for arguments in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return names
