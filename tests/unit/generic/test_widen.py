from __future__ import annotations

import re

import hyperscan
import pytest

from auditor.generic.regex_superset import file_expressions, line_expression
from auditor.generic.regex_tree import read


def ends(expression: bytes, data: bytes) -> list[int]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[expression], ids=[0], elements=1, flags=[0])
    found: list[int] = []

    def on_match(_identifier: int, _start: int, end: int, _flags: int, _context: object) -> None:
        found.append(end)

    database.scan(data, on_match)
    return found


def line(pattern: str, flags: int = 0) -> bytes:
    expression = line_expression(read(re.compile(pattern, flags)))
    assert expression is not None
    return expression


def parts(pattern: str) -> tuple[bytes, ...]:
    return file_expressions(read(re.compile(pattern)))


def test_a_literal_stays_a_literal() -> None:
    assert line("AKC") == b"AKC"
    assert line("a.b").startswith(b"a")


def test_what_is_optional_at_the_ends_is_dropped() -> None:
    assert line(r"(?:\"|'|)\s*key[a-z]{3,9}x*") == line("key[a-z]{3}")
    assert line("(?:(?:a?)b)+") == b"b"


def test_a_long_tail_is_reported_once() -> None:
    assert ends(line(r"key=[^\"]*[^,\"]"), b"key=" + b"a" * 100) == [5]
    assert ends(line(r"key=a+b"), b"key=aaab") == [8]


def test_nothing_is_anchored() -> None:
    assert ends(line(r"^(?<!x)key(?!y)$"), b"xkeyy") == [4]


@pytest.mark.parametrize("before", [b"", b"x\n", b"x\r", b"=", b" ", b"\xef\xbb\xbf", "\u00a0".encode()])
def test_what_must_stand_before(before: bytes) -> None:
    assert ends(line(r"(?:\s|=|^)key"), before + b"key") == [len(before) + 3]


@pytest.mark.parametrize("before", [b"x", b"-", b"\n:"])
def test_what_must_not_stand_before(before: bytes) -> None:
    assert ends(line(r"(?:\s|=|^)key"), before + b"key") == []


@pytest.mark.parametrize("pattern", ["(?:x|yy|^)key", "(?:x|)key", "(?:x|^)k{2}ey", "(?:x|^)z?key", "(?:x|^)?key"])
def test_what_is_before_is_left_open_where_it_may_be_more(pattern: str) -> None:
    assert ends(line(pattern), b"zkkey") == [5]


def test_a_character_beyond_ascii_is_one_to_four_bytes() -> None:
    for character in "\u00e9\u20ac\U0001f600":
        assert ends(line(r"a\wb"), f"a{character}b".encode())
        assert ends(line(r"a.{1,2}b"), f"a{character * 2}b".encode())
        assert ends(line("a\u00e9b"), "a\u00e9b".encode())


def test_case_is_folded_where_the_expression_says_so() -> None:
    assert ends(line("key", re.IGNORECASE), b"KeY")
    assert not ends(line("key"), b"KeY")


def test_large_limits_become_none() -> None:
    assert b"1024" not in line("a[bc]{50,1024}d")
    assert ends(line("a[bc]{5,1024}d"), b"a" + b"b" * 2000 + b"d")


def test_what_could_match_nothing_has_no_expression() -> None:
    assert line_expression(read(re.compile("a*"))) is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("AKC[a-z]{10,}", (b"AKC[\\x61-\\x7a]{10}",)),
        # White space may be anything in the original: a line, a comment, another key.
        (r"aws.{0,20}key\s*=\s*([a-f]{40})", (b"aws", b"key", b"[\\x61-\\x66]{40}")),
        # Quotes are added and taken away, backslashes are added.
        ("key\"([a-f]{8})'", (b'key"{0,2}[\\x61-\\x66]{8}',)),
        # A class with a backslash loses what may be an added one.
        (r"[a-f\\]{22}", (b"[\\x5c-\\x5c\\x61-\\x66]{10}",)),
        (r"(?:a b|cd)x", (b"x",)),
        (r".*", ()),
    ],
)
def test_what_survives_rewriting(pattern: str, expected: tuple[bytes, ...]) -> None:
    assert parts(pattern) == expected


@pytest.mark.parametrize("before", ["", "x ", '"', "=", "\u00e9", "\\n", "\\x20", "\\u0020", "\\U00000020"])
@pytest.mark.parametrize("after", ["\n", '"', " # note\n", "\\n", "\u00e9"])
def test_a_run_of_one_length_is_whole_in_the_file(before: str, after: str) -> None:
    (expression,) = parts("[=:](?: *)([a-z0-9]{8})(?![a-z0-9])")
    assert ends(expression, f"{before}abcdefg8{after}".encode())
    assert not ends(expression, f"{before}abcdefg89{after}".encode())
    assert not ends(expression, f"{before}a-bcdefg8{after}".encode())


@pytest.mark.parametrize(
    "pattern",
    [
        "[a-z]{8}(?![a-z])",
        "x?[a-z]{8}(?![a-z])",
        "[=x][a-z]{8}(?![a-z])",
        "(?:=|=x?)[a-z]{8}(?![a-z])",
        "=[a-z]{8}(?![a-y])",
        "=[a-z]{8}(?=[a-z])",
        "=[a-z]{8}(?!aa)",
        "=[a-z]{8}(?<![0-9])",
        "=[a-z]{8,9}(?![a-z])",
        "=[a-z]{8}",
    ],
)
def test_a_run_that_may_go_on_in_the_file_is_a_part_of_any(pattern: str) -> None:
    assert any(ends(part, b"abcdefghijklmnop\n") for part in parts(pattern))


def test_equal_parts_are_asked_for_once() -> None:
    assert parts("key .* key") == (b"key",)
