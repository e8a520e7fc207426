from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from report_examples import ALL, COMMIT, EVERYTHING, HISTORY, KEY_A, LONE, PAIR, SUPPRESSED, location

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "gitlab-secret-detection.json").read_text("utf-8"))


def _gitlab(report: Report, options: RenderOptions | None = None) -> Record:
    document: Record = json.loads(render("gitlab", report, options or RenderOptions()))
    return document


def _with(*findings: Finding) -> Report:
    return replace(EVERYTHING, findings=findings)


@pytest.mark.parametrize("report", [*ALL.values(), replace(EVERYTHING, rules=())], ids=[*ALL, "undescribed"])
def test_every_report_meets_gitlabs_demands(report: Report) -> None:
    Draft202012Validator(SCHEMA).validate(_gitlab(report))


def test_long_texts_are_cut_to_what_gitlab_takes() -> None:
    rules = tuple(replace(rule, title="t" * 300) for rule in EVERYTHING.rules)
    report = replace(_with(replace(PAIR, remediation="r" * 8000)), rules=rules)
    Draft202012Validator(SCHEMA).validate(_gitlab(report))


def test_suppressed_findings_are_left_out_because_gitlab_would_list_them_as_open() -> None:
    assert _gitlab(SUPPRESSED)["vulnerabilities"] == []


def test_the_location_is_the_file_its_lines_and_the_commit() -> None:
    here, before = _gitlab(_with(PAIR, HISTORY))["vulnerabilities"]
    assert here["location"] == {"file": "bot/config/.env", "start_line": 3, "end_line": 3, "commit": {"sha": "0000000"}}
    assert before["location"]["commit"] == {"sha": COMMIT, "date": "2024-05-01T12:00:00+02:00"}


def test_identities_are_stable_and_differ_by_place() -> None:
    findings = (PAIR, HISTORY, LONE, replace(PAIR, location=location("bot/config/.env", 4, 21)))
    ids = [found["id"] for found in _gitlab(_with(*findings))["vulnerabilities"]]
    assert len({*ids}) == len(findings)
    assert ids == [found["id"] for found in _gitlab(_with(*findings))["vulnerabilities"]]


def test_the_key_to_revoke_and_where_are_among_the_details() -> None:
    (found,) = _gitlab(_with(PAIR))["vulnerabilities"]
    assert found["details"]["api_key"]["value"] == KEY_A
    advice = f"Revoke API key {KEY_A} at backpack.exchange → Settings → API Keys"
    assert found["details"]["key_advice"]["value"].startswith(advice)
    assert found["severity"] == "Critical"
    assert found["name"] == "A secret and its own API key are exposed"


def test_times_come_from_the_options_in_utc() -> None:
    noon = datetime(2026, 8, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    report = replace(EVERYTHING, scan=replace(EVERYTHING.scan, seconds=61.0))
    scan = _gitlab(report, RenderOptions(started=noon))["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2026-08-01T10:00:00", "2026-08-01T10:01:01")
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert RenderOptions().started == epoch


def test_an_incomplete_scan_is_a_failed_one() -> None:
    assert _gitlab(ALL["incomplete"])["scan"]["status"] == "failure"
    assert _gitlab(ALL["clean"])["scan"]["status"] == "success"
