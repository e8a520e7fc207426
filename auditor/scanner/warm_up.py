"""Work for the time in which this process would only wait for another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread

_PATIENCE = 0.015
"""Seconds of waiting after which it is going to be long: git has listed a small work tree by then."""


@contextmanager
def meanwhile(steps: Sequence[Callable[[], object]], *, after: float = _PATIENCE) -> Iterator[None]:
    """Takes the steps, one after the other in a thread, once the block has lasted `after` seconds and until it ends.

    A step that has begun is awaited: no thread is left behind when workers are forked. What a step raises is lost, so
    a step is something that is done again where it is needed, such as an import.
    """
    if not steps:
        yield
        return
    over = Event()

    def take() -> None:
        over.wait(after)
        for step in steps:
            if over.is_set():
                return
            with suppress(Exception):
                step()

    thread = Thread(target=take, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
