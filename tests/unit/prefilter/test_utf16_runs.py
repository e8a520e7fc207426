"""Runs of characters with a NUL behind each: what a plain expression finds, across pieces too, in time linear in the size."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.prefilter import utf16_runs
from auditor.prefilter.utf16_runs import holds_wide_run

_EXPRESSION = re.compile(rb"(?:[A-Za-z0-9+/_-]\x00){42}")
_PARTS = st.sampled_from((b"\0", b"A\0" * 41, b"A\0", b"+\0", b"9\0-\0_\0", b" \0", b"A", b"\xff", b"z\0" * 20))


@given(st.lists(_PARTS, max_size=60).map(b"".join))
def test_it_finds_what_the_expression_finds(data: bytes) -> None:
    assert holds_wide_run(data) == holds_wide_run(memoryview(data)) == bool(_EXPRESSION.search(data))


@pytest.mark.parametrize(("count", "found"), [(41, False), (42, True)])
@pytest.mark.parametrize("before", range(-90, 2))
def test_a_run_at_the_end_of_a_piece_is_found(before: int, count: int, found: bool) -> None:
    data = b"." * (utf16_runs._PIECE + before) + b"A\0" * count + b"." * 9
    assert holds_wide_run(data) is found


@pytest.mark.parametrize(("count", "found"), [(41, False), (42, True)])
def test_a_run_at_the_beginning_of_a_large_blob_is_found(count: int, found: bool) -> None:
    assert holds_wide_run(b"A\0" * count + b"." * utf16_runs._PIECE) is found


@pytest.mark.parametrize("unit", [b"\0", b"A\0" * 41 + b"..", b"A", b" \0", b"\0A"])
def test_ten_megabytes_of_anything_take_a_fraction_of_a_second(unit: bytes) -> None:
    data = (unit * (10_000_000 // len(unit) + 1))[:10_000_000]
    started = time.process_time()
    holds_wide_run(data)
    assert time.process_time() - started < 0.5
