from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace
from report_examples import ALL, BASELINED, COMMIT, EVERYTHING, HOSTILE, HOSTILE_NAME, IGNORED, PAIR, RULES, location

from auditor.model.report import Report
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"),
)
_LEAST_SCORES = {"critical": 9.1, "high": 7.0, "medium": 4.0, "low": 0.1, "info": 0.0}
"""GitHub's bounds; see `SARIF support for code scanning`."""


def _run(report: Report) -> Record:
    run: Record
    (run,) = json.loads(render("sarif", report, RenderOptions()))["runs"]
    return run


def _result(report: Report, fingerprint: str) -> Record:
    result: Record
    (result,) = (
        result
        for result in _run(report)["results"]
        if result["partialFingerprints"]["backpackAudit/v1"] == fingerprint and "commit" not in result["properties"]
    )
    return result


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_every_report_is_valid_by_the_public_schema(report: Report) -> None:
    Draft4Validator(SCHEMA).validate(json.loads(render("sarif", report, RenderOptions())))


def test_all_rules_are_listed_with_help_and_a_score_in_githubs_bounds() -> None:
    listed = _run(ALL["empty"])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in listed] == [rule.code for rule in RULES]
    for rule, described in zip(RULES, listed, strict=True):
        assert described["help"]["markdown"] == rule.help_markdown
        assert described["helpUri"] == rule.help_uri
        assert "security" in described["properties"]["tags"]
        assert rule.category in described["properties"]["tags"]
        score = float(described["properties"]["security-severity"])
        bounds = sorted(bound for bound in _LEAST_SCORES.values() if bound <= score)
        assert bounds[-1] == _LEAST_SCORES[rule.severity]


def test_results_point_at_their_rules() -> None:
    run = _run(EVERYTHING)
    assert len(run["results"]) == len(EVERYTHING.findings)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_finding_of_an_unlisted_rule_has_no_index() -> None:
    (result,) = _run(replace(EVERYTHING, rules=(), findings=(PAIR,)))["results"]
    assert "ruleIndex" not in result


def test_the_region_is_the_value_in_characters() -> None:
    result = _result(EVERYTHING, PAIR.fingerprint)
    assert _run(EVERYTHING)["columnKind"] == "unicodeCodePoints"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "bot/config/.env", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 21, "endLine": 3, "endColumn": 65},
    }
    assert [related["message"]["text"] for related in result["relatedLocations"]] == ["API key", "host"]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "README.md"


def test_fingerprints_tell_the_same_secret_in_one_file_apart_and_stay_when_lines_move() -> None:
    def hashes(*lines: int) -> list[str]:
        findings = tuple(replace(PAIR, location=location("a.env", line, 1)) for line in lines)
        findings += (replace(PAIR, location=location("b.env", 1, 1)),)
        results = _run(replace(EVERYTHING, findings=findings))["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    assert hashes(3, 9) == hashes(40, 41) == [f"{PAIR.fingerprint}:{number}" for number in (1, 2, 1)]


def test_suppressions_say_where_and_why() -> None:
    assert _result(EVERYTHING, PAIR.fingerprint)["suppressions"] == []
    assert _result(EVERYTHING, IGNORED.fingerprint)["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "made for the test"}
    ]
    assert _result(EVERYTHING, BASELINED.fingerprint)["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "revoked in 2023"}
    ]


def test_what_the_configuration_ignores_is_not_ignored_in_the_source() -> None:
    by_configuration = replace(IGNORED, pragmas=(), status_reason="")
    (result,) = _run(replace(EVERYTHING, findings=(by_configuration,)))["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted"}]


def test_a_finding_of_history_names_its_commit() -> None:
    (properties,) = (result["properties"] for result in _run(EVERYTHING)["results"] if "commit" in result["properties"])
    assert properties["commit"] == COMMIT
    assert properties["authorDate"] == "2024-05-01T12:00:00+02:00"


def test_skips_make_the_run_unsuccessful_and_are_named() -> None:
    (invocation,) = _run(EVERYTHING)["invocations"]
    assert invocation["executionSuccessful"] is False
    levels = {
        notification["message"]["text"]: notification["level"]
        for notification in invocation["toolExecutionNotifications"]
    }
    assert levels["private/key.pem: permission denied"] == "error"
    assert levels["bot/broken.json: no JSON from line 3, column 1; read as plain text"] == "note"
    assert _run(ALL["clean"])["invocations"][0]["executionSuccessful"] is True


def test_a_uri_is_the_path_byte_for_byte() -> None:
    uri = _run(HOSTILE)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not {*uri} & set(" :\n\x1b<>`|[]")
    assert unquote_to_bytes(uri) == HOSTILE_NAME.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü#?.env", {"uri": "a%20b/%C3%BC%23%3F.env", "uriBaseId": "SRCROOT"}),
        ("/run/secrets/bot key", {"uri": "file:///run/secrets/bot%20key"}),
    ],
)
def test_paths_are_percent_encoded(path: str, uri: dict[str, str]) -> None:
    (result,) = _run(replace(EVERYTHING, findings=(replace(PAIR, location=location(path, 1, 1)),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == uri


def test_no_name_makes_a_link_in_a_message() -> None:
    for result in _run(HOSTILE)["results"]:
        assert "](" not in result["message"]["text"]
