"""The Code Quality report: CodeClimate's fields, GitLab's severities, fingerprints that survive moved lines."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from report_examples import ALL, COMMIT, EVERYTHING, HISTORY, KEY_A, PAIR, SUPPRESSED, location

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


def _issues(report: Report) -> list[Record]:
    issues: list[Record] = json.loads(render("codequality", report, RenderOptions()))
    return issues


def _with(*findings: Finding) -> Report:
    return replace(EVERYTHING, findings=findings)


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_every_issue_has_the_fields_that_gitlab_demands(report: Report) -> None:
    issues = _issues(report)
    assert len(issues) == len(report.active)
    for issue in issues:
        assert all((issue["description"], issue["check_name"], issue["location"]["path"]))
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (Severity.INFO, "info"),
        (Severity.LOW, "minor"),
        (Severity.MEDIUM, "major"),
        (Severity.HIGH, "critical"),
        (Severity.CRITICAL, "blocker"),
    ],
)
def test_severities_are_gitlabs(severity: Severity, expected: str) -> None:
    (issue,) = _issues(_with(replace(PAIR, severity=severity)))
    assert issue["severity"] == expected


def test_suppressed_findings_are_left_out() -> None:
    assert _issues(SUPPRESSED) == []


def test_a_fingerprint_survives_moved_lines_and_differs_by_file_and_by_repetition() -> None:
    path = PAIR.location.path
    (before,) = _issues(_with(PAIR))
    (moved,) = _issues(_with(replace(PAIR, location=location(path, 40, 2))))
    (other,) = _issues(_with(replace(PAIR, location=location("other.env", 3, 21))))
    assert moved["fingerprint"] == before["fingerprint"] != other["fingerprint"]
    first, second = _issues(_with(PAIR, replace(PAIR, location=location(path, 40, 2))))
    assert first["fingerprint"] == before["fingerprint"] != second["fingerprint"]


def test_the_key_to_revoke_and_the_commit_are_in_the_description() -> None:
    here, before = _issues(_with(PAIR, HISTORY))
    assert f"Revoke API key {KEY_A} at backpack.exchange" in here["description"]
    assert f"In commit {COMMIT[:12]} of 2024-05-01." in before["description"]
    assert "In commit" not in here["description"]
