from __future__ import annotations

import re

import pytest

from auditor.generic.exact_match import SHORT, confirmed

EXPRESSION = (r"\bkey-\d{4}\b", re.IGNORECASE)
DECIDING = {7: (EXPRESSION,)}


def kept(raw: bytes, needle: bytes = b"1234", identifier: int = 7) -> bool:
    end = raw.index(needle) + len(needle)
    return list(confirmed(raw, [(identifier, end)], DECIDING)) == [(identifier, end)]


def test_the_expression_has_the_last_word_on_the_line() -> None:
    assert kept(b"x\na KEY-1234 b\n")
    assert not kept(b"x\na KEY-12345 b\n")
    assert not kept(b"key-\n1234\n")


def test_the_first_and_the_last_line_of_a_blob() -> None:
    assert kept(b"key-1234")
    assert kept(b"key-1234\nx")
    assert kept(b"x\nkey-1234")


def test_a_match_may_take_the_end_of_its_line() -> None:
    assert kept(b"key-1234\nx", b"1234\n")
    assert not kept(b"yey-1234\nkey-1234\n", b"yey-1234\n")


@pytest.mark.parametrize(
    "raw", [b"xkey-1234" + b"y" * SHORT, b"xkey-1234\rkey", b"xkey-1234 \xff"], ids=["long", "return", "no UTF-8"]
)
def test_a_line_that_the_detector_may_see_otherwise_is_not_judged(raw: bytes) -> None:
    assert kept(raw)


def test_a_carriage_return_before_the_line_end_belongs_to_it() -> None:
    assert not kept(b"xkey-1234\r\n")
    assert kept(b"key-1234\r\n")


def test_what_nothing_is_known_of_counts() -> None:
    assert kept(b"xkey-1234", identifier=8)


def test_each_match_is_answered_in_order() -> None:
    raw = b"key-1234 key-1234\nxkey-1234\nkey-1234\n"
    ends = [match.end() for match in re.finditer(rb"1234", raw)]
    assert list(confirmed(raw, [(7, end) for end in ends], DECIDING)) == [(7, end) for end in (*ends[:2], ends[3])]
