from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from auditor.collection.listing import meanwhile

WAIT = 10.0
"""Seconds, so that a test that is wrong ends."""


def test_steps_are_taken_in_their_order_while_the_block_lasts() -> None:
    taken: list[int] = []
    last = Event()
    with meanwhile([lambda: taken.append(1), lambda: taken.append(2), last.set], after=0):
        assert last.wait(WAIT)
    assert taken == [1, 2]


def test_a_short_block_has_none() -> None:
    taken: list[int] = []
    with meanwhile([lambda: taken.append(1)], after=WAIT):
        pass
    assert taken == []


def test_a_step_that_has_begun_is_awaited_and_no_other_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    begun, block_over = Event(), Event()

    class Over(Event):
        def set(self) -> None:
            super().set()
            block_over.set()

    def slow() -> None:
        begun.set()
        assert block_over.wait(WAIT)
        taken.append(1)

    monkeypatch.setattr("auditor.collection.listing.Event", Over)
    with meanwhile([slow, lambda: taken.append(2)], after=0):
        assert begun.wait(WAIT)
    assert taken == [1]


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with pytest.raises(ValueError, match="block"), meanwhile([lambda: None], after=0):
        raise ValueError("block")
    assert threading.active_count() == before


def test_what_a_step_raises_is_lost_and_the_next_one_is_taken() -> None:
    last = Event()

    def broken() -> None:
        raise ImportError("step")

    with meanwhile([broken, last.set], after=0):
        assert last.wait(WAIT)


def test_steps_are_asked_for_in_the_thread_and_what_that_raises_ends_them(capfd: pytest.CaptureFixture[str]) -> None:
    asked: list[threading.Thread] = []
    last = Event()

    def steps() -> Iterator[Callable[[], object]]:
        asked.append(threading.current_thread())
        yield last.set
        raise ImportError("asking")

    with meanwhile(steps(), after=0):
        assert last.wait(WAIT)
        asked[0].join(WAIT)
        assert not asked[0].is_alive()
    assert len(asked) == 1
    assert asked[0] is not threading.current_thread()
    assert capfd.readouterr() == ("", "")


def test_without_steps_no_thread_is_started() -> None:
    before = threading.active_count()
    with meanwhile([], after=0):
        assert threading.active_count() == before
