"""Shows a progress bar on a terminal for what takes longer than half a second: files, bytes, rate and time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

_PATIENCE = 0.5
"""Seconds before the bar appears."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int, int, int], None] | None]:
    """Yields what to report progress to (`listing.Progress`); None where standard error is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    """Redraws on every update; uses no thread, because workers may be forked."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._drawn: Any = None
        self._task: Any = None

    def show(self, blobs: int, size: int, total: int) -> None:
        if self._drawn is None:
            if perf_counter() - self._started < _PATIENCE or blobs >= total:
                return
            self._draw(total)
        from rich.filesize import decimal  # loaded by now

        rate = int(size / (perf_counter() - self._started))
        self._drawn.update(self._task, completed=blobs, total=total, note=f"{decimal(size)}, {decimal(rate)}/s")
        self._drawn.refresh()

    def stop(self) -> None:
        if self._drawn is not None:
            self._drawn.stop()

    def _draw(self, total: int) -> None:
        from rich.console import Console  # 60 ms, for those who wait anyway
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._drawn = Progress(
            TextColumn("scanning"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),  # files differ in size, so the time that is left would be a guess
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._drawn.add_task("", total=total, note="")
        self._drawn.start()
