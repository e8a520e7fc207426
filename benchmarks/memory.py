"""Memory: the peaks of all processes on a large tree, on a history and on single giants."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from benchmarks.corpus import linux, standard_library
from benchmarks.history import synthetic
from benchmarks.memory_giants import GIANTS, giant, missing
from benchmarks.memory_peaks import Peaks, peaks_of
from benchmarks.ours import ours

TARGET = 150
"""Megabytes that no process of ours shall need, on any tree."""


def measured(_: argparse.Namespace) -> str:
    tree = str(linux() or standard_library())
    lines = [
        f"### Memory in MB (aimed at: less than {TARGET} for each process)",
        "",
        "| input | s | ours: largest process | ours: sum of the peaks | gits next to it | all, shared pages once |",
        "|---|---:|---:|---:|---:|---:|",
        _row("tree", peaks_of(ours("scan", tree))),
        _row("tree, `--jobs 1`", peaks_of(ours("scan", "--jobs", "1", tree))),
        _row("history", peaks_of(ours("scan", "--history", "--no-cache", str(synthetic())))),
        *_giants(),
    ]
    return "\n".join(lines) + "\n"


def _giants() -> Iterator[str]:
    for kind in GIANTS:
        with giant(kind) as file:
            if file is None:
                continue
            peaks = peaks_of(ours("scan", "--format", "json", str(file)))
            if lacking := missing(peaks):
                raise SystemExit(f"{kind.name}: the pair at its {lacking} was not found (exit code {peaks.exit_code})")
            yield _row(f"{kind.name}, both planted pairs found", peaks)


def _row(name: str, peaks: Peaks) -> str:
    own, git = peaks.of_ours(), peaks.of_git()
    largest = f"{_megabytes(own[0])}{'' if _megabytes(own[0]) < TARGET else ' (too much)'}"
    summed = f"{_megabytes(sum(own))} of {len(own)}"
    gits = " + ".join(str(_megabytes(peak)) for peak in git)
    return f"| {name} | {peaks.seconds:.1f} | {largest} | {summed} | {gits} | {_megabytes(peaks.together)} |"


def _megabytes(kilobytes: int) -> int:
    return round(kilobytes * 1024 / 1e6)
