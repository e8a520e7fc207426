"""The first line that no INI file can hold: what the expression finds, without going through a line again and again."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.generic import generic_prefilter
from auditor.model.request import Generic

_EXPRESSION = re.compile(rb"[^\s\x1c-\x1f\x80-\xff#;\[=:][^=:\n]*\n")


@given(st.lists(st.sampled_from(b"a=:\n#[ \x80\x1c\0z"), max_size=12).map(bytes), st.integers(1, 5), st.integers(0, 6))
def test_it_finds_what_the_expression_finds(data: bytes, piece: int, head: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generic_prefilter, "_PIECE", piece)
        patch.setattr(generic_prefilter, "_HEAD", head)
        assert generic_prefilter._starts_bare(memoryview(data)) == bool(_EXPRESSION.match(data))


@pytest.mark.parametrize("size", [10, 4_094, 4_095, 4_096, 4_097, 65_536, 65_537, 200_000])
@pytest.mark.parametrize(("end", "expected"), [(b"\n", True), (b"=\n", False), (b" x: y\n", False)])
def test_the_length_of_the_line_changes_nothing(size: int, end: bytes, expected: bool) -> None:
    assert generic_prefilter._starts_bare(b"a" * size + end + b"b = 1\n") == expected


def test_megabytes_without_a_line_end_take_no_time() -> None:
    started = time.process_time()
    assert not generic_prefilter._starts_bare(bytes(32 << 20))
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize("around", [b"", b"x = ", b"\n"])
@pytest.mark.parametrize("digits", [2_999, 3_000, 10_000])
def test_numbers_without_end_keep_their_ends(digits: int, around: bytes) -> None:
    data = around + b"1" * 999 + b"2" * digits + b"3" * 999 + around
    shorter = bytes(generic_prefilter._with_shorter_numbers(data))
    assert shorter == around + b"1" * 999 + b"2" + b"2" + b"3" * 999 + around
    assert generic_prefilter._with_shorter_numbers(b"a1" * 5_000) == b"a1" * 5_000


@pytest.mark.parametrize("digits", [b"0123456789abcdef", b"0123456789ABCDEF"])
def test_megabytes_of_hex_take_no_square(digits: bytes) -> None:
    """In one scan 4 MB took 9 seconds, and 2 MB 2."""
    data = b"a: " + bytes(random.Random(1).choices(digits, k=4_000_000))
    started = time.process_time()
    generic_prefilter.generic_prefilter_for(Generic.PRECISE).spot(data, "a.yaml")
    assert time.process_time() - started < 4


def test_what_one_field_holds_is_seen_across_two_pieces() -> None:
    prefilter = generic_prefilter.generic_prefilter_for(Generic.PRECISE)
    token = b"xoxb-" + b"1" * 12 + b"-" + b"2" * 12 + b"-" + b"aB3" * 8
    for before in range(65_400, 65_600, 10):
        assert prefilter._deserves_quotes(b"x" * before + b"\nslack: " + token + b"\n"), before


def test_megabytes_of_digits_take_no_time() -> None:
    started = time.process_time()
    for unit in (b"1", b"1" * 2_999 + b"\n", b"1" * 2_999 + b"x"):
        generic_prefilter._with_shorter_numbers(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 0.5
