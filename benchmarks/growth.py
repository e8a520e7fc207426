"""Time against the size of the input: whether it grows as a straight line, and the picture of it.

A series is straight if its work grows with a power of 0.8 to 1.1 of the size over the last decade. Work is the CPU time
beyond that of the smallest size: seconds on the clock hold the start-up too, and a second process shortens them from
about a thousand files on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import log10
from pathlib import Path
from statistics import linear_regression, median

from benchmarks.growth_corpora import FOLDER, SERIES, Series
from benchmarks.measure import Contender, Run, run_once
from benchmarks.ours import ours
from benchmarks.peers import python_with

PICTURE = Path(__file__).with_name("growth.svg")
_STRAIGHT = (0.8, 1.1)
_MOST_RUNS = 3
_PLOTTER = "matplotlib==3.11.2"
"""Pinned: the same figures give the same picture."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The medians of a series, size by size, and the line through them."""

    title: str
    unit: str
    sizes: Sequence[int]
    seconds: Sequence[float]
    cpu: Sequence[float]

    @property
    def line(self) -> tuple[float, float]:
        """The seconds for each unit and those for none: least squares through the seconds."""
        slope, intercept = linear_regression(self.sizes, self.seconds)
        return slope, intercept

    @property
    def power_of_seconds(self) -> float:
        """The power of the size with which the seconds of the last decade grow."""
        return _power(self.sizes, self.seconds, last=self.sizes[-1])

    @property
    def power_of_work(self) -> float:
        """The same of the CPU time and the size beyond those of the smallest input: 1 for every straight line."""
        work = [cpu - self.cpu[0] for cpu in self.cpu]
        return _power([size - self.sizes[0] for size in self.sizes], work, last=self.sizes[-1])

    @property
    def verdict(self) -> str:
        """What the last decade looks like."""
        least, most = _STRAIGHT
        if self.power_of_work > most:
            return "**no: steeper**"
        return "yes" if self.power_of_work >= least else "no: flatter"


def _power(sizes: Sequence[float], times: Sequence[float], *, last: float) -> float:
    """The slope on logarithmic axes, over the sizes from a tenth of the last on."""
    points = [
        (log10(size), log10(max(time, 0.001))) for size, time in zip(sizes, times, strict=True) if 12 * size > last
    ]
    return linear_regression(*zip(*points, strict=True)).slope


def measured(options: argparse.Namespace) -> str:
    runs = min(options.runs, _MOST_RUNS)
    run_once(_scan(SERIES[0], SERIES[0].sizes[0]))  # fills the cache of compiled databases
    results = [_measured(series, runs) for series in SERIES]
    _draw(results)
    return f"### Growth: medians of {runs} runs\n\n{table(results)}"


def _measured(series: Series, runs: int) -> Measured:
    medians = _medians([_scan(series, size) for size in series.sizes], runs)
    return Measured(
        title=series.title,
        unit=series.unit,
        sizes=series.sizes,
        seconds=[run.seconds for run in medians],
        cpu=[run.cpu_seconds for run in medians],
    )


def _scan(series: Series, size: int) -> Contender:
    scan = ours("scan", *series.options, str(series.folder(size)), name=f"{series.name}, {size} {series.unit}")
    # What is planted must be found, and nothing else.
    return replace(scan, exits=frozenset({1 if series.has_findings else 0}))


def _medians(contenders: Sequence[Contender], runs: int) -> list[Run]:
    """Of all runs in turn, so that a machine that slows down slows all of them down."""
    rounds = [[run_once(contender) for contender in contenders] for _ in range(runs)]
    return [_median([run for run in column if run]) for column in zip(*rounds, strict=True)]


def _median(runs: Sequence[Run]) -> Run:
    if not runs:
        raise SystemExit("growth: a command that failed has no time")
    return Run(
        median(run.seconds for run in runs),
        max(run.peak_bytes for run in runs),
        median(run.cpu_seconds for run in runs),
    )


def table(results: Sequence[Measured]) -> str:
    """The series as a table in Markdown."""
    lines = [
        "| series | sizes | median s | CPU s | for each | power of the seconds | power of the work | straight |",
        "|---|---|---|---|---:|---:|---:|---|",
    ]
    for one in results:
        sizes = ", ".join(f"{size:,}".replace(",", " ") for size in one.sizes)
        seconds, cpu = (", ".join(f"{time:.2f}" for time in times) for times in (one.seconds, one.cpu))
        each = _readable(one.line[0])
        lines.append(
            f"| {one.title} | {sizes} {one.unit} | {seconds} | {cpu} | {each} "
            f"| {one.power_of_seconds:.2f} | {one.power_of_work:.2f} | {one.verdict} |"
        )
    return "\n".join(lines) + "\n"


def _readable(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def _draw(results: Sequence[Measured]) -> None:
    figures = [{**asdict(one), "line": one.line, "power": one.power_of_work} for one in results]
    path = FOLDER / "measured.json"
    path.write_text(json.dumps(figures, indent=1))
    if python := python_with("matplotlib", _PLOTTER):
        drawing = Path(__file__).with_name("growth_picture.py")
        subprocess.run([python, str(drawing), str(path), str(PICTURE)], check=True)
