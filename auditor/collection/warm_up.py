"""Imports in a thread what the first blob needs, while this process waits for git."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self, final

_PATIENCE = 0.015
"""Seconds of waiting after which it is going to be long: git has listed a small work tree by then."""


@final
class WarmUp:
    """Takes steps, one after the other in a thread, from some time after its start until its end.

    A step that has begun is awaited: no thread is left behind when workers are forked. What a step raises is lost, so
    a step is something that is done again where it is needed, such as an import.
    """

    def __init__(self, steps: Iterable[Callable[[], object]], *, after: float = _PATIENCE) -> None:
        """Prepares the thread; `after` is in seconds. The steps are asked for in the thread."""
        self._steps = steps
        self._after = after
        self._over = Event()
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self) -> None:
        """Starts, unless that was done."""
        if self._steps and self._thread is None and not self._over.is_set():
            self._thread = Thread(target=self._take, daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Ends after the step that has begun, if any."""
        self._over.set()
        if self._thread:
            self._thread.join()

    def _take(self) -> None:
        self._over.wait(self._after)
        steps = iter(self._steps)
        while not self._over.is_set():
            with suppress(Exception):  # Where asking for a step raises, there is none after it.
                if (step := next(steps, None)) is None:
                    return
                step()
