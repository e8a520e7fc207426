"""Measures how long each step of a run takes."""

from __future__ import annotations

from time import perf_counter


class Stopwatch:
    """Wall-clock seconds of each step."""

    def __init__(self) -> None:
        self._started = self._last = perf_counter()
        self.laps: tuple[tuple[str, float], ...] = ()

    def lap(self, step: str) -> None:
        """Ends a step: everything since the one before it."""
        now = perf_counter()
        self.laps = (*self.laps, (step, now - self._last))
        self._last = now

    @property
    def total(self) -> float:
        """Seconds until the end of the last step."""
        return self._last - self._started
