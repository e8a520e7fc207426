"""A fleet: its throughput against plain scans of the same bytes, the cost of a unit, and growth over four sizes.

CPU seconds of all processes count, one worker at a time: they say what a core does, also on a machine that is busy.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import linear_regression

from benchmarks.fleet_corpora import GROUPS, build_logs, build_objects, build_one_repository, build_repositories
from benchmarks.growth import Measured, table
from benchmarks.measure import Contender, Run, run_once
from benchmarks.ours import ours

_PLAIN = 20
"""Repositories that are scanned one by one."""
_FLAGS = ("--generic", "off", "--jobs", "1", "--quiet")


def measured(options: argparse.Namespace) -> str:
    """Returns the figures in Markdown."""
    scale = options.fleet
    folder = options.fleet_data or Path(tempfile.mkdtemp(prefix="fleet-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not (folder / "key").exists():
            run_once(replace(ours("fleet", "init", "--key", "key"), folder=folder))
        run_once(_plain(folder, build_one_repository(folder, 10), "--history"))  # fills the cache of compiled databases
        lines, series = _small_repositories(folder, round(2_000 * scale))
        more, objects = _objects(folder, round(50_000 * scale))
        lines += [*more, _logs(folder, round(128 * scale)), *_large_repository(folder, round(20_000 * scale))]
    finally:
        if not options.fleet_data:
            shutil.rmtree(folder)
    values = round(1_000_000 * scale)
    joins = [_in_process(values * eighths // 8, "joined") for eighths in GROUPS]
    lines += [f"{said}" for _, said in joins]
    lines.append(_in_process(values, "joined_by_arrow")[1])
    sizes = [values * eighths // 8 for eighths in GROUPS]
    seconds = [each for each, _ in joins]
    series += [*objects, Measured(title="values joined", unit="values", sizes=sizes, seconds=seconds, cpu=seconds)]
    return "### A fleet\n\n" + "\n".join(f"- {line}" for line in lines) + f"\n\n{table(series)}"


def _small_repositories(folder: Path, count: int) -> tuple[list[str], list[Measured]]:
    names = build_repositories(folder, count)
    sizes = [count * eighths // 8 for eighths in GROUPS]
    first = [_fleet(folder, names[: number + 1], f"small-{number}") for number in range(len(GROUPS))]
    again = [_fleet(folder, names[: number + 1], f"small-{number}", again=True) for number in range(len(GROUPS))]
    reports = [_timed(folder, *_report(f"small-{number}")) for number in range(len(GROUPS))]
    one_by_one = sorted((folder / names[0]).iterdir())[:_PLAIN]
    plain = [_timed(folder, *_scan(str(path), "--history")) for path in one_by_one]
    each, apart, judged = (_slope(sizes, runs) for runs in (first, again, reports))
    alone = sum(run.cpu_seconds for run in plain) / len(plain)
    lines = [
        (
            f"{count:,} repositories of 10 files, 20 kB each: {first[-1].cpu_seconds:.1f} s, {1000 * each:.1f} ms a "
            f"repository; `scan --history` of one {1000 * alone:.0f} ms, {alone / each:.0f} times as much"
        ),
        f"again, nothing read: {again[-1].cpu_seconds:.1f} s, {1000 * apart:.1f} ms a repository",
        f"the report: {reports[-1].cpu_seconds:.1f} s, {1000 * judged:.1f} ms a repository",
    ]
    titles = ("small repositories, first run", "again, nothing read", "the report over them")
    series = [_series(title, sizes, runs) for title, runs in zip(titles, (first, again, reports), strict=True)]
    return lines, series


def _objects(folder: Path, count: int) -> tuple[list[str], list[Measured]]:
    names = build_objects(folder, count)
    sizes = [count * eighths // 8 for eighths in GROUPS]
    pairs = [
        (
            _fleet(folder, names[: number + 1], f"objects-{number}"),
            _timed(folder, *_scan(*names[: number + 1])),
        )
        for number in range(len(GROUPS))
    ]
    fleet, plain = [one for one, _ in pairs], [other for _, other in pairs]
    mine, own = _slope(sizes, fleet), _slope(sizes, plain)
    unit = 200 * (mine - own)
    line = (
        f"{count:,} objects of 4 kB: plain scan {plain[-1].cpu_seconds:.1f} s, fleet {fleet[-1].cpu_seconds:.1f} s: "
        f"{_share(plain[-1], fleet[-1])} of its throughput a core; {1000 * unit:.1f} ms more a unit of 200 objects"
    )
    return [line], [_series("objects", sizes, fleet), _series("the same, plain scan", sizes, plain)]


def _logs(folder: Path, megabytes: int) -> str:
    name = build_logs(folder, megabytes)
    fleet = _fleet(folder, [name], "logs")
    plain = _timed(folder, *_scan(name))
    size = sum(path.stat().st_size for path in (folder / name).iterdir()) / 1e6
    return (
        f"{size:.0f} MB of logs of 16 MB: plain scan {plain.cpu_seconds:.1f} s, fleet {fleet.cpu_seconds:.1f} s: "
        f"{_share(plain, fleet)} of its throughput a core, {size / fleet.cpu_seconds:.0f} MB/s"
    )


def _large_repository(folder: Path, count: int) -> list[str]:
    name = build_one_repository(folder, count)
    fleet = _fleet(folder, [name], "large")
    plain = _timed(folder, *_scan(name, "--history"))
    return [
        (
            f"one repository with {count:,} blobs of 4 kB: `scan --history` {plain.cpu_seconds:.1f} s, fleet "
            f"{fleet.cpu_seconds:.1f} s: {_share(plain, fleet)} of its throughput a core"
        )
    ]


def _share(plain: Run, fleet: Run) -> str:
    return f"{100 * plain.cpu_seconds / fleet.cpu_seconds:.0f} %"


def _series(title: str, sizes: Sequence[int], runs: Sequence[Run]) -> Measured:
    seconds, cpu = [run.seconds for run in runs], [run.cpu_seconds for run in runs]
    return Measured(title=title, unit="", sizes=sizes, seconds=seconds, cpu=cpu)


def _slope(sizes: Sequence[int], runs: Sequence[Run]) -> float:
    """The CPU seconds of one more: least squares."""
    return linear_regression(sizes, [run.cpu_seconds for run in runs]).slope


def _fleet(folder: Path, targets: Sequence[str], records: str, *, again: bool = False) -> Run:
    where = folder / "records" / records
    if not again:
        shutil.rmtree(where, ignore_errors=True)
    return _timed(folder, "fleet", "scan", *targets, "--key", "key", "--records", str(where), *_FLAGS)


def _report(records: str) -> Sequence[str]:
    return ("fleet", "report", "--key", "key", "--records", f"records/{records}", "--quiet")


def _scan(*arguments: str) -> Sequence[str]:
    return ("scan", *arguments, "--no-cache", *_FLAGS)


def _plain(folder: Path, *arguments: str) -> Contender:
    return replace(ours(*_scan(*arguments)), folder=folder)


def _timed(folder: Path, *arguments: str) -> Run:
    run = run_once(replace(ours(*arguments), folder=folder))
    if run is None:
        raise SystemExit("fleet: a command that failed has no time")
    said = " ".join(each for each in arguments if each not in _FLAGS)
    print(f"{run.cpu_seconds:8.2f} s of CPU: {said}", file=sys.stderr, flush=True)  # It takes a while.
    return run


def _in_process(size: int, function: str) -> tuple[float, str]:
    """What a function of `fleet_join` says in a process of its own, whose peak of memory is its own."""
    code = f"from benchmarks.fleet_join import {function} as run; print(*run({size}), sep='|')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, _, said = done.stdout.strip().partition("|")
    return float(seconds), said
