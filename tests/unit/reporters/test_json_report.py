from __future__ import annotations

import json
from importlib.resources import files

import pytest
from html_examples import RICH
from jsonschema import Draft202012Validator, ValidationError
from report_examples import ALL, EVERYTHING, HOSTILE, HOSTILE_NAME

from auditor.model.finding import Severity, Status
from auditor.model.report import Report
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render
from auditor.reporters._shared.sanitize import portable

SCHEMA = json.loads(files("auditor").joinpath("schemas/report-v1.json").read_text(encoding="utf-8"))


def _json(report: Report) -> Record:
    document: Record = json.loads(render("json", report, RenderOptions()))
    return document


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_every_report_is_valid_by_the_shipped_schema(report: Report) -> None:
    Draft202012Validator(SCHEMA).validate(_json(report))


def test_a_report_with_every_table_is_valid_by_the_shipped_schema() -> None:
    document = _json(RICH)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["keys"][0]["created"] == "2026-03-01"
    assert document["keys"][0]["places"][0]["location"]["path"] == "bot/config/.env"
    assert document["keys"][0]["whitelist"][1]["addresses"] == 2**64
    assert [answer["good"] for answer in document["checks"][0]["answers"]] == [True, False, None]
    assert document["policy"]["corrected"] == [{"key": "tealstreet-main", "entries": ["18.176.40.9"]}]
    assert (document["incomplete"], len(document["notes"])) == (True, 1)


@pytest.mark.parametrize("broken", [{"line": 0}, {"extra": 1}, {"path": None}])
def test_the_schema_refuses_what_is_no_location(broken: dict[str, object]) -> None:
    document = _json(EVERYTHING)
    document["findings"][0]["location"] |= broken
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(document)


def test_keys_stand_in_the_order_of_the_design() -> None:
    document = _json(EVERYTHING)
    assert list(document) == [
        "schema",
        "tool",
        "scan",
        "findings",
        "skipped",
        "in_place",
        "in_force",
        "incomplete",
        "notes",
        "keys",
        "checks",
        "policy",
        "probe",
        "summary",
    ]
    assert list(document["tool"]) == ["name", "version", "rules_digest"]
    assert list(document["scan"]) == ["targets", "files", "blobs", "commits", "bytes", "seconds"]
    assert list(document["findings"][2]) == [
        "rule_id",
        "rule",
        "severity",
        "confidence",
        "status",
        "exposure",
        "message",
        "location",
        "related",
        "field",
        "api_key",
        "fingerprint",
        "remediation",
        "action",
        "reach",
        "introduced",
        "removed",
        "exposed_days",
    ]
    location = ["path", "line", "column", "end_line", "end_column", "commit", "member"]
    assert list(document["findings"][2]["location"]) == location
    assert list(document["findings"][2]["related"][0]) == ["role", "location"]
    assert list(document["findings"][2]["related"][0]["location"]) == location
    assert list(document["skipped"][0]) == ["path", "reason"]
    assert list(document["summary"]) == ["critical", "high", "medium", "low", "info", "suppressed", "exit_code"]


def test_suppressed_findings_are_listed_with_their_status_and_counted_apart() -> None:
    document = _json(EVERYTHING)
    assert sorted(found["status"] for found in document["findings"]).count("active") == len(EVERYTHING.active)
    assert {found["status"] for found in document["findings"]} == {str(status) for status in Status}
    summary = document["summary"]
    assert sum(summary[severity] for severity in Severity) == len(EVERYTHING.active)
    assert (summary["critical"], summary["info"], summary["suppressed"], summary["exit_code"]) == (3, 1, 2, 1)


def test_paths_come_back_exactly() -> None:
    location = _json(HOSTILE)["findings"][0]["location"]
    assert location["path"] == portable(HOSTILE_NAME)
    assert location["member"] == portable(f"=cmd{HOSTILE_NAME}")


def test_lines_are_the_findings_and_a_summary_with_the_rest() -> None:
    document = _json(EVERYTHING)
    *found, summary = map(json.loads, render("jsonl", EVERYTHING, RenderOptions()).splitlines())
    assert found == [{"type": "finding", **finding} for finding in document.pop("findings")]
    assert summary == {"type": "summary", **document}
