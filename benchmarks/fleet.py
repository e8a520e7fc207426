"""A fleet: throughput against a plain scan of the same bytes, the cost of a unit, and the join of many records."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from msgspec import msgpack

from auditor.fleet.token_pass import TokenPass
from auditor.fleet.unit_record import BlobView, TokenView
from benchmarks.fleet_corpora import log_lines, make_repository

_EACH = 20
"""Values in a record of the join."""


def measured(options: argparse.Namespace) -> str:
    scale = options.fleet
    repositories, files, values = round(2_000 * scale), round(50_000 * scale), round(1_000_000 * scale)
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as name:
        folder = Path(name)
        lines = [*_repositories(folder, repositories), *_files(folder, files)]
    lines += [_in_process("_join", size) for size in (values // 4, values)]
    lines.append(_in_process("_dataframe", values))
    return "### A fleet\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def _repositories(folder: Path, count: int) -> list[str]:
    for number in range(count):
        make_repository(
            folder / "repositories" / f"{number:04}.git",
            {f"{each}.log": log_lines(2_000, number * 20 + each) for each in range(10)},
        )
    size = 10 * 2_000 * count
    _command(folder, "fleet", "init", "--key", "key")
    small = _command(folder, "fleet", "scan", str(folder / "repositories/0000.git"), *_fleet("warm"))
    whole = _command(folder, "fleet", "scan", "repositories", *_fleet("records"))
    again = _command(folder, "fleet", "scan", "repositories", *_fleet("records"))
    unit = 1000 * (whole - small) / max(1, count - 1)
    return [
        f"{count} repositories of 10 files ({size / 1e6:.0f} MB): {whole:.1f} s, {unit:.1f} ms a repository",
        f"again, nothing read: {again:.1f} s",
    ]


def _files(folder: Path, count: int) -> list[str]:
    text = [log_lines(4_000, number) for number in range(50)]
    for number in range(count):
        path = folder / "objects" / f"{number // 1000:03}" / f"{number:06}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d\n" % number + text[number % 50])
    size = sum(path.stat().st_size for path in (folder / "objects").rglob("*.log"))
    plain = _command(folder, "scan", "objects", "--generic", "off", "--jobs", "1", "--quiet")
    fleet = _command(folder, "fleet", "scan", "objects", *_fleet("records-of-objects"))
    return [
        (
            f"{count} objects ({size / 1e6:.0f} MB), one process: plain scan {plain:.1f} s, "
            f"fleet {fleet:.1f} s: {100 * plain / fleet:.0f} % of its throughput, {size / fleet / 1e6:.1f} MB/s"
        ),
    ]


def _fleet(records: str) -> Sequence[str]:
    return ("--key", "key", "--records", records, "--generic", "off", "--jobs", "1", "--quiet")


def _command(folder: Path, *arguments: str) -> float:
    started = perf_counter()
    command = [sys.executable, "-m", "auditor.cli.main", *arguments]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - started


def _in_process(function: str, size: int) -> str:
    """What a function says in a process of its own, whose peak of memory is its own."""
    code = f"from benchmarks.fleet import {function} as run; print(run({size}))"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def _records(values: int) -> list[bytes]:
    """Packed records as the first pass reads them; every thousandth secret has its key in another target."""
    kept: list[bytes] = []
    for number in range(values // _EACH):
        held = [TokenView("api_secret", os.urandom(16), os.urandom(16)) for _ in range(_EACH)]
        kept.append(msgpack.encode([f"target-{number}", [BlobView(tuple(held))]]))
    return kept


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _join(values: int) -> str:
    records = _records(values)
    before, started = _peak(), perf_counter()
    joined = TokenPass()
    for data in records:
        target, blobs = msgpack.decode(data, type=tuple[str, tuple[BlobView, ...]])
        joined.take(target, _View(blobs))  # type: ignore[arg-type]
    crossing = joined.crossing()
    seconds = perf_counter() - started
    return f"{values:,} values joined: {seconds:.2f} s, {_peak() - before:.0f} MB more, {len(crossing)} cross"


class _View:
    """In place of a `RecordView`: only the values count."""

    def __init__(self, examined: tuple[BlobView, ...]) -> None:
        self.examined: Sequence[BlobView] = examined


def _dataframe(values: int) -> str:
    try:
        import pyarrow as pa
    except ImportError:
        return "the same join in pyarrow: left out, it is not installed"
    tokens, derived = [os.urandom(16) for _ in range(values)], [os.urandom(16) for _ in range(values)]
    before, started = _peak(), perf_counter()
    left = pa.table({"token": tokens, "key_in": list(range(values))})
    right = pa.table({"token": derived, "secret_in": list(range(values))})
    joined = left.join(right, "token", join_type="inner")
    seconds = perf_counter() - started
    return f"the same join in pyarrow: {seconds:.2f} s, {_peak() - before:.0f} MB more, {joined.num_rows} cross"
