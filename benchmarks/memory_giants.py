"""Files too large to be read at once, with a pair across the edge of the first window and one at the very end."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import IO

from auditor.classification.sample_keys import specimen
from auditor.sources.chunks import CHUNK
from benchmarks.growth_corpora import block, named_pair
from benchmarks.memory_peaks import Peaks
from benchmarks.peers import WORK

_BEFORE_THE_EDGE = 30
"""Bytes of the planted secret's value that the first window ends with; the other 14 follow it."""
_PLACES = ("edge", "end")


@dataclass(frozen=True)
class Giant:
    """A file of a size, with what ends its lines."""

    name: str
    size: int
    line_end: bytes


GIANTS = (Giant("a file of 4 GB", 4_000_000_000, b"\n"), Giant("a line of 500 MB", 500_000_000, b" "))


@contextmanager
def giant(kind: Giant) -> Iterator[Path | None]:
    """The file, as long as it is scanned; None, with a line why, where there is no room for it."""
    folder = WORK / "giant"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        free = shutil.disk_usage(folder).free
        if free < 1.5 * kind.size:
            print(f"left out: {kind.name} needs room on the disk, of which {free / 1e9:.1f} GB are free")
            yield None
            return
        # A repository of its own, so that the file is not ignored with this work folder.
        subprocess.run(["git", "init", "--quiet", "--template=", str(folder)], check=True)
        with (folder / "output.log").open("wb") as file:
            _write(file, kind)
        yield folder / "output.log"
    finally:
        shutil.rmtree(folder)


def missing(peaks: Peaks) -> str:
    """The places whose pair the report does not prove to be leaked."""
    findings = json.loads(peaks.output)["findings"]
    proven = {finding["api_key"] for finding in findings if finding["confidence"] == "proven"}
    return ", ".join(location for location in _PLACES if specimen(location).key not in proven)


def _write(file: IO[bytes], kind: Giant) -> None:
    texts = [block(1_000_000, number=number).replace(b"\n", kind.line_end) for number in range(8)]
    edge, end = (
        kind.line_end + named_pair(specimen(location)).encode().replace(b"\n", kind.line_end) for location in _PLACES
    )
    value = edge.index(specimen("edge").secret.encode())
    _fill(file, texts, CHUNK - _BEFORE_THE_EDGE - value)
    file.write(edge)
    _fill(file, texts, kind.size - len(end))
    file.write(end)


def _fill(file: IO[bytes], texts: list[bytes], size: int) -> None:
    """Writes text until the file has that size."""
    for text in cycle(texts):
        if file.tell() >= size:
            return
        file.write(text[: size - file.tell()])
