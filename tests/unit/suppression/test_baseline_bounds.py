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
        parse(given, "baseline")
    except ConfigurationError:
        return False
    return True


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
    [('{"rule": "BPK102", "rule": "BPK101"}', 2), ('{\n"rule": "BPK102",\n"rule": "BPK101"}', 4)],
)
def test_a_key_that_is_here_twice_is_shown_where_it_is_again(others: str, line: int) -> None:
    with pytest.raises(ConfigurationError, match=f"baseline:{line}: 'rule' is here twice"):
        parse(text(others), "baseline")
