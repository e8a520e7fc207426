from __future__ import annotations

import pytest

from auditor.generic.transformers import excess

LAUGHS = "\n".join(['a0: &a0 ["x", "y"]', *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))])


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.yaml", LAUGHS, "aliases that multiply"),
        ("a.yaml", "a: &a\n  b: *a\n", "aliases that multiply"),
        ("a.yaml", "a: " + "[" * 5000 + "*b", ""),
        ("a.yaml", "a: " + "x" * (5 << 20), "more than 4194304 characters of YAML"),
        ("a.ini", "x=" + "y" * (2 << 20), "more than 1048576 characters of an INI file"),
        ("a.ini", "[a]\n" + "x = %(y)s%(y)s\n" * 60, "interpolations that multiply"),
        ("a.ini", "[DEFAULT]\n" + "x = 1\n" * 2000 + "[s]\n" * 600, "defaults that multiply"),
    ],
)
def test_what_would_take_for_ever(name: str, text: str, reason: str) -> None:
    assert excess(text, name) == reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "base: &base {x: 1}\n" + "".join(f"u{n}: *base\n" for n in range(100))),
        ("a.yaml", "key: value *emphasis*\n"),
        ("a.yaml", "a: [*undefined]"),
        ("a.yaml", "a: {b: *x"),
        ("a.yaml", ""),
        ("logging.ini", "[formatter]\nformat = %(asctime)s %(message)s\n"),
        ("a.ini", "[DEFAULT]\nx = 1\n[s]\n"),
    ],
)
def test_what_people_write(name: str, text: str) -> None:
    assert excess(text, name) == ""
