"""The first line of a file that no INI file can hold: one expression near the beginning, plain searches for longer lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.generic.generic_prefilter import _starts_bare

LINES = st.lists(
    st.sampled_from([b"a", b"import os", b" ", b"=", b":", b"#", b"[", b";", b"\x1c", b"\xc3\xa9", b"\n", b"\r\n"])
)


def is_bare(data: bytes) -> bool:
    line, end, _ = data.partition(b"\n")
    begins = bool(line) and not line[:1].isspace() and not b"\x1c" <= line[:1] <= b"\x1f" and line[0] < 0x80
    return begins and line[:1] not in (b"#", b";", b"[") and bool(end) and b"=" not in line and b":" not in line


@given(LINES.map(b"".join))
def test_a_line_is_bare_if_it_begins_at_the_margin_and_assigns_nothing(data: bytes) -> None:
    assert _starts_bare(data) == _starts_bare(memoryview(data)) == is_bare(data)


@pytest.mark.parametrize("size", [10, 4_094, 4_095, 4_096, 4_097, 65_536, 65_537, 200_000])
@pytest.mark.parametrize(("end", "expected"), [(b"\n", True), (b"", False), (b"=\n", False), (b" x: y\n", False)])
def test_the_length_of_the_line_changes_nothing(size: int, end: bytes, expected: bool) -> None:
    assert _starts_bare(b"a" * size + end + b"b = 1\n") == (expected if end else False)
