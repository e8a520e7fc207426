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
    # Files differ in size, so the time that is left would be a guess.
    with shown_bar("scanning", quiet=quiet, elapsed=True) as bar:
        yield (lambda blobs, size, total: bar.show(blobs, total, size)) if bar else None


@contextmanager
def shown_bar(verb: str, *, quiet: bool, elapsed: bool = False) -> Iterator[Bar | None]:
    """Yields a bar, and removes it in the end; None where standard error is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = Bar(verb, elapsed=elapsed)
    try:
        yield bar
    finally:
        bar.stop()


class Bar:
    """Redraws on every update; uses no thread, because workers may be forked.

    Args:
        verb: What is under way, before the bar.
        elapsed: Whether the time so far ends the line.
    """

    def __init__(self, verb: str, *, elapsed: bool) -> None:
        self._verb = verb
        self._elapsed = elapsed
        self._started = perf_counter()
        self._drawn: Any = None
        self._task: Any = None

    @property
    def seconds(self) -> float:
        """Since the bar was made."""
        return perf_counter() - self._started

    def show(self, done: int, total: int, size: int, *, unit: str = "", rest: str = "") -> None:
        """Shows how many of how many are done.

        Args:
            done: How many.
            total: Of how many.
            size: Bytes so far.
            unit: What is counted, in the plural.
            rest: What ends the note.
        """
        if self._drawn is None:
            if self.seconds < _PATIENCE or done >= total:
                return
            self._draw(total)
        from rich.filesize import decimal  # loaded by now

        rate = f"{decimal(int(size / self.seconds))}/s"
        note = ", ".join(part for part in (unit, decimal(size), rate, rest) if part)
        self._drawn.update(self._task, completed=done, total=total, note=note)
        self._drawn.refresh()

    def stop(self) -> None:
        """Removes the bar."""
        if self._drawn is not None:
            self._drawn.stop()

    def _draw(self, total: int) -> None:
        from rich.console import Console  # 60 ms, for those who wait anyway
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._drawn = Progress(
            TextColumn(self._verb),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            *([TimeElapsedColumn()] if self._elapsed else []),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._drawn.add_task("", total=total, note="")
        self._drawn.start()
