"""Both sides of every form that a baseline's text has."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.errors import ConfigurationError
from auditor.suppression.baseline import Entry
from auditor.suppression.baseline_file import parse

PRINT = "f" * 32


def text(entry: str = f'{{"rule": "BPK102", "fingerprint": "{PRINT}"}}', findings: str = '"findings": [') -> str:
    head = f'{{"schema": "backpack-audit/baseline/v1", "salt": "{"0" * 32}", {findings}\n'
    return f"{head}{entry},\nnull]}}\n"


def is_read(given: str) -> bool:
    try:
        return len(parse(given, "baseline").entries) == 1
    except ConfigurationError:
        return False


def refused(given: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        parse(given, "baseline")
    return str(raised.value)


@pytest.mark.parametrize("mark", "<|=>")
@pytest.mark.parametrize("behind", [" ours", "", "\r"])
def test_what_a_merge_leaves(mark: str, behind: str) -> None:
    for count, is_marker in ((6, False), (7, True), (8, False)):
        with pytest.raises(ConfigurationError) as raised:
            parse(text().replace("null", f"{mark * count}{behind}\nnull"), "baseline")
        assert ("a merge left a conflict here" in str(raised.value)) is is_marker
    with pytest.raises(ConfigurationError) as raised:
        parse(text().replace("null", f"{mark * 7}x\nnull"), "baseline")
    assert "a merge" not in str(raised.value)


@pytest.mark.parametrize("findings", ['"findings":[', '"findings" : [', '"findings"  :\n ['])
def test_white_space_around_the_list(findings: str) -> None:
    assert is_read(text(findings=findings))
    assert is_read(text(findings=findings).replace(",\nnull", " ,null"))
    assert is_read(text(findings=findings).replace("null]", "null  ]  "))


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("v1", "v2", 1, "not a baseline of backpack-audit"),
        ('"salt"', '"more": 5, "salt"', 1, "'more' does not belong here"),
        ("0" * 32, "0", 1, "salt must be 32 hex digits"),
        ('"findings": [', '"findings": 5, "x": [', 1, "does not belong here"),
        ("null]}\n", 'null], "more": [1]}\n', 1, "'more' does not belong here"),
        ("null]}\n", 'null],\n"salt": "0"}\n', 5, "'salt' is here twice"),
        ("null]}\n", "null]}\n\n5\n\n", 6, "this baseline has ended before"),
        ("null", "5", 4, "a finding is a mapping"),
    ],
)
def test_where_something_is_wrong_behind_an_empty_line(before: str, after: str, line: int, message: str) -> None:
    said = refused("\n" + text().replace(before, after))
    assert said.startswith(f"baseline:{line}: ")
    assert message in said


def test_a_baseline_without_a_list_says_so_behind_an_empty_line() -> None:
    head = f'\n{{"schema": "backpack-audit/baseline/v1", "salt": "{"0" * 32}"'
    assert refused(head + "}") == "baseline:1: findings must be a list"
    assert refused(head + ', "findings": 5}') == "baseline:1: findings must be a list"


@pytest.mark.parametrize(
    ("key", "value", "good"),
    [
        ("rule", "ABC1", True),
        ("rule", "ABC", False),
        ("rule", "A" * 16, True),
        ("rule", "A" * 17, False),
        ("rule", "aBC1", False),
        ("fingerprint", "0" * 31, False),
        ("fingerprint", "0" * 33, False),
        ("fingerprint", "F" * 32, False),
        ("digest", "", True),
        ("digest", "0" * 32, True),
        ("digest", "0" * 31, False),
        ("digest", "0" * 33, False),
        ("api_key", "", True),
        ("api_key", "AbCd+/09", True),
        ("api_key", "AbCd+/0", False),
        ("api_key", "AbCd+/090", False),
        ("expires", "2026-12-31", True),
        ("expires", "2026-12-3", False),
        ("expires", "2026-1-31", False),
        ("expires", "226-12-31", False),
        ("expires", "12026-12-31", False),
        ("expires", "2026-12-311", False),
        ("expires", "2026-121-31", False),
        ("expires", "2026-02-29", False),
        ("path", "", True),
        ("reason", "a\\nb", True),
        ("field", "", True),
    ],
)
def test_how_each_value_is_written(key: str, value: str, *, good: bool) -> None:
    known = {"rule": "BPK102", "fingerprint": PRINT} | {key: value}
    entry = ", ".join(f'"{name}": "{given}"' for name, given in known.items())
    assert is_read(text(f"{{{entry}}}")) is good


@pytest.mark.parametrize(("digits", "good"), [(31, False), (32, True), (33, False), (34, False)])
def test_how_long_the_salt_is(digits: int, *, good: bool) -> None:
    assert is_read(text().replace("0" * 32, "0" * digits)) is good
    assert not is_read(text().replace(f'"{"0" * 32}"', "5"))


@pytest.mark.parametrize(
    ("today", "expired"), [(date(2026, 8, 30), False), (date(2026, 8, 31), False), (date(2026, 9, 1), True)]
)
def test_an_acceptance_counts_through_its_last_day(today: date, *, expired: bool) -> None:
    assert Entry(fingerprint=PRINT, rule="BPK102", expires=date(2026, 8, 31)).has_expired(today) is expired
    assert not Entry(fingerprint=PRINT, rule="BPK102").has_expired(today)


@pytest.mark.parametrize(
    ("others", "line"),
    [
        ('{"rule": "BPK102", "rule": "BPK101"}', 2),
        ('{\n"rule": "BPK102",\n"rule": "BPK101"}', 4),
        ('{\n"\\u0072ule": "BPK102",\n"rule": "BPK101"}', 2),
    ],
)
def test_a_key_that_is_here_twice_is_shown_where_it_is_again(others: str, line: int) -> None:
    with pytest.raises(ConfigurationError, match=f"baseline:{line}: 'rule' is here twice"):
        parse(text(others), "baseline")
