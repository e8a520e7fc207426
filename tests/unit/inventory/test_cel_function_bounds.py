"""The functions that conditions of rules may call: both sides of what each depends on."""

from __future__ import annotations

import inspect

import pytest

from auditor.inventory.cel_functions import (
    FUNCTIONS,
    add_days,
    days_between,
    email_domain,
    ip_in,
    ip_prefix,
    ip_public,
    ip_version,
    is_date,
    lower,
)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Desk@Example.COM", "example.com"),
        (" Ada <ada@a.io> ", "a.io"),
        ("<ada@a.io>", "a.io"),
        ("ada@a.io>", "a.io"),
        ("Ada ada@a.io", ""),
        ("a@b@c", ""),
        ("@a.io", ""),
        ("ada@", ""),
        ("ada@a b", ""),
        ("<<ada@a.io>", ""),
    ],
)
def test_whose_an_address_is(text: str, domain: str) -> None:
    assert email_domain(text) == domain


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("9.9.9.9", "9.9.9.0/24", True),
        ("9.9.9.0/24", "9.9.9.9", False),
        ("9.9.9.8-9.9.9.10", "9.9.9.8/31", False),
        ("9.9.9.8-9.9.9.10", "9.9.9.8/30", True),
        ("x y", "0.0.0.0/0", False),
        ("9.9.9.9", "x y", False),
    ],
)
def test_what_lies_within(inner: str, outer: str, *, expected: bool) -> None:
    assert ip_in(inner, outer) is expected


@pytest.mark.parametrize(
    ("text", "version", "prefix", "public"),
    [
        ("9.9.9.9", 4, 32, True),
        ("9.9.9.0/24", 4, 24, True),
        ("10.0.0.1", 4, 32, False),
        ("9.9.9.9, 10.0.0.1", 4, 31, False),
        ("2001:4860::1", 6, 128, True),
        ("::1", 6, 128, False),
        ("x y", 0, -1, False),
    ],
)
def test_what_an_address_is(text: str, version: int, prefix: int, *, public: bool) -> None:
    assert (ip_version(text), ip_prefix(text), ip_public(text)) == (version, prefix, public)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-08-31", "2026-09-01", 1),
        ("2026-09-01", "2026-08-31", -1),
        ("2026-09-01", "2026-09-01", 0),
        ("no date", "2026-09-01", 0),
        ("2026-09-01", "", 0),
    ],
)
def test_days_between_dates(start: str, end: str, days: int) -> None:
    assert days_between(start, end) == days
    assert is_date(start) is (start != "no date")
    assert is_date(end) is (end != "")


@pytest.mark.parametrize(
    ("start", "days", "later"),
    [("2026-08-31", 1, "2026-09-01"), ("2026-09-01", -1, "2026-08-31"), ("x", 1, ""), ("9999-12-31", 1, "")],
)
def test_a_date_so_many_days_later(start: str, days: int, later: str) -> None:
    assert add_days(start, days) == later


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_declared_as_it_is(name: str) -> None:
    function = FUNCTIONS[name]
    types = {"str": "string", "int": "int", "bool": "bool"}
    signature = inspect.signature(function.call)
    assert [types[one.annotation] for one in signature.parameters.values()] == list(function.parameters)
    assert types[signature.return_annotation] == function.result


def test_lower_case_is_lower_case() -> None:
    assert lower("Grid-BOT") == "grid-bot"
