from __future__ import annotations

import pickle
import re
from collections import UserString
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields, replace

from auditor import AuditError, AuditRequest, Generic, Scope, Severity, audit, fix_plan
from auditor.classification.sample_keys import expand
from auditor.model.request import _FIELDS


def test_every_field_is_checked() -> None:
    assert [field.name for field in fields(AuditRequest)] == list(_FIELDS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"paths": "a"}, {"paths": (Path("a"),)}),
        ({"paths": Path("a")}, {"paths": (Path("a"),)}),
        ({"paths": ["a", Path("b")]}, {"paths": (Path("a"), Path("b"))}),
        ({"paths": iter(["a"])}, {"paths": (Path("a"),)}),
        ({"rules": "pack"}, {"rules": (Path("pack"),)}),
        ({"baseline": "b.json", "config": "c.yaml"}, {"baseline": Path("b.json"), "config": Path("c.yaml")}),
        ({"select": "BPK1", "ignore": ["BPK2"]}, {"select": ("BPK1",), "ignore": ("BPK2",)}),
        ({"scope": "history", "generic": "all", "fail_on": "low"},
         {"scope": Scope.HISTORY, "generic": Generic.ALL, "fail_on": Severity.LOW}),
        ({"severities": {"BPK101": "low"}}, {"severities": (("BPK101", Severity.LOW),)}),
        ({"severities": [("BPK101", Severity.LOW)]}, {"severities": (("BPK101", Severity.LOW),)}),
        ({"files": None}, {"files": None}),
        ({"files": ["a"]}, {"files": ("a",)}),
        ({"jobs": 0}, {"jobs": 0}),
    ],
)  # fmt: skip
def test_values_come_into_their_one_form(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert AuditRequest(**given) == AuditRequest(**expected)
    request = AuditRequest(**given) if "paths" not in given else AuditRequest(paths=(Path("a"),))
    assert pickle.loads(pickle.dumps(request)) == request


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"paths": 3}, "AuditRequest.paths: expected paths, not int"),
        ({"paths": [3]}, "AuditRequest.paths: expected a path, not int"),
        ({"paths": b"a"}, "AuditRequest.paths: expected paths, not bytes"),
        ({"paths": None}, "AuditRequest.paths: expected paths, not NoneType"),
        ({"select": {"a": 1}}, "AuditRequest.select: expected strings, not dict"),
        ({"stdin_name": UserString("a")}, "AuditRequest.stdin_name: expected a string, not UserString"),
        ({"jobs": "2"}, "AuditRequest.jobs: expected a whole number, not str"),
        ({"jobs": True}, "AuditRequest.jobs: expected a whole number, not bool"),
        ({"cache": 1}, "AuditRequest.cache: expected True or False, not int"),
        ({"scope": None}, "AuditRequest.scope: expected one of worktree, staged, history, range, stdin, not NoneType"),
        ({"severities": ["ab"]}, "AuditRequest.severities: expected a pair of a code and a severity, not str"),
    ],
)
def test_a_wrong_type_is_said_at_once(given: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as raised:
        AuditRequest(**given)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jobs": -1}, "AuditRequest.jobs: expected 0 or more, not a negative number"),
        ({"fail_on": "hihg"}, "AuditRequest.fail_on: expected one of info, low, medium, high, critical"),
        (
            {"severities": {"BPK101": "hihg"}},
            "AuditRequest.severities: expected one of info, low, medium, high, critical",
        ),
    ],
)
def test_a_value_that_means_nothing_is_said_at_once_and_not_repeated(given: dict[str, Any], message: str) -> None:
    with pytest.raises(AuditError) as raised:
        AuditRequest(**given)
    assert str(raised.value) == message
    with pytest.raises(AuditError):
        replace(AuditRequest(), **given)


def test_what_is_no_request_is_refused() -> None:
    with pytest.raises(TypeError, match=r"audit\(\) takes an AuditRequest, not str"):
        audit(".")  # type: ignore[arg-type]


def test_a_request_shows_what_was_asked_for_and_a_report_what_came_of_it(tmp_path: Path) -> None:
    assert repr(AuditRequest(jobs=2)) == "AuditRequest(jobs=2)"
    (tmp_path / "a.pem").write_text("a\n", encoding="utf-8")
    report = audit(AuditRequest(paths=str(tmp_path), use_config=False))  # type: ignore[arg-type]
    assert repr(report) == "<Report: 0 findings, 0 active, 0 skipped, exit code 0>"
    (tmp_path / "b.env").write_text(expand("BACKPACK_API_SECRET='{{ a.secret }} '\n"), encoding="utf-8")
    plan = fix_plan(AuditRequest(paths=str(tmp_path), use_config=False))  # type: ignore[arg-type]
    assert re.fullmatch(r"<Plan: 1 change, \d problems? left>", repr(plan))
    assert repr(plan.changes[0]).startswith("<Change: b.env: ")
