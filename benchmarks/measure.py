"""Times commands in turn (A B C, A B C, …), so that a machine that slows down slows all of them down."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A command that does the job."""

    name: str
    command: Sequence[str]
    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    exits: frozenset[int] = frozenset({0, 1})
    """Exit codes of a run that worked; any other is said and the contender is left out."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    seconds: float
    peak_bytes: int
    """The largest resident set among the process and its children that it waited for."""
    cpu_seconds: float
    """User and system time of the process and its children."""


def measure(contenders: Sequence[Contender], *, runs: int = 5) -> dict[str, list[Run]]:
    """The runs of each contender after one that does not count; those that failed are missing, with a line why."""
    results: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for number in range(runs + 1):
        for contender in contenders:
            if contender.name not in results:
                continue
            run = run_once(contender)
            if run is None:
                del results[contender.name]
            elif number:
                results[contender.name].append(run)
    return results


def run_once(contender: Contender) -> Run | None:
    """One run; None, with a line why, where it failed."""
    started = time.perf_counter()
    process = subprocess.Popen(
        list(contender.command),
        cwd=contender.folder,
        env={**os.environ, **contender.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contender.exits:
        print(f"left out: {contender.name} ended with {process.returncode}")
        return None
    return Run(seconds, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime)


def table(title: str, results: Mapping[str, Sequence[Run]], *, first: str) -> str:
    """A Markdown table: seconds (minimum, median, maximum), the ratio of `first` to each, peak memory."""
    lines = [
        f"### {title}",
        "",
        f"| command | min s | median s | max s | {first} takes | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    ours = [run.seconds for run in results.get(first, ())]
    for name, runs in results.items():
        seconds = [run.seconds for run in runs]
        ratio = f"{100 * statistics.median(ours) / statistics.median(seconds):.0f} %" if ours else "?"
        peak = max(run.peak_bytes for run in runs) / 1e6
        lines.append(
            f"| {name} | {min(seconds):.3f} | {statistics.median(seconds):.3f} | {max(seconds):.3f} "
            f"| {'' if name == first else ratio} | {peak:.0f} |"
        )
    return "\n".join(lines) + "\n"
