"""The long runs of a text are those that a plain expression finds, whatever is between them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.readers.long_runs import CHARACTERS, SHORTEST, long_runs

RUN = "aB3+/_.%~-Zz9xY0"
PIECES = st.sampled_from(
    [RUN, RUN[:-1], RUN * 2, RUN * 70, "a", "=", "==", " ", "\n", "\r\n", "\0", '"', ":", ",", "é", "中", "\u2028"]
)


def runs_in(text: str) -> list[tuple[int, int]]:
    found = [match.span() for match in re.finditer(rf"[{CHARACTERS}]+", text)]
    return [(start, end) for start, end in found if end - start >= SHORTEST]


@given(st.lists(PIECES, max_size=12).map("".join))
def test_they_are_the_runs_of_an_expression(text: str) -> None:
    assert list(long_runs(text)) == runs_in(text)


@pytest.mark.parametrize("around", ["", " ", "\n", "=", "é", "\x7f", "@", "[", "`", "{", "\0"])
def test_both_edges_of_a_text_end_a_run(around: str) -> None:
    first = len(around)
    assert list(long_runs(around + RUN + around)) == [(first, first + SHORTEST)]
    assert list(long_runs(around + RUN[1:] + around)) == []


def test_every_other_character_ends_a_run() -> None:
    others = [chr(code) for code in range(0x100) if not re.match(f"[{CHARACTERS}]", chr(code))]
    text = RUN + "".join(other + RUN for other in others)
    assert len(list(long_runs(text))) == len(others) + 1
