from __future__ import annotations

import re

from msgspec.structs import replace
from report_examples import CLEAN, EVERYTHING, GENERIC, HOSTILE, PAIR, location

from auditor.model.finding import Finding, Severity
from auditor.model.location import Location, Span
from auditor.model.report import Report
from auditor.reporters._shared.counts import scanned_amount
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


def _commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """As GitHub's runner reads them: https://github.com/actions/runner, ActionCommand.TryParseV2."""
    found = []
    for line in render("github", report, RenderOptions()).splitlines():
        match = re.fullmatch(r"::([a-z]+) ([^:]*)::(.*)", line)
        assert match
        pairs = (part.partition("=") for part in match[2].split(","))
        properties = {key: _unescape(value.replace("%3A", ":").replace("%2C", ",")) for key, _, value in pairs}
        found.append((match[1], properties, _unescape(match[3])))
    return found


def _unescape(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _one(finding: Finding) -> tuple[str, dict[str, str], str]:
    return _commands(replace(CLEAN, findings=(finding,)))[0]


def test_an_annotation_marks_the_value_and_names_the_rule() -> None:
    command, properties, message = _one(PAIR)
    assert command == "error"
    assert properties == {
        "file": "bot/config/.env",
        "line": "3",
        "col": "21",
        "endColumn": "65",
        "title": "BPK101 leaked-key-pair (critical, proven)",
    }
    assert message.startswith(PAIR.message)
    assert "at backpack.exchange → Settings → API Keys." in message


def test_sentences_are_set_apart_though_a_message_ends_without_a_full_stop() -> None:
    _, _, message = _one(replace(PAIR, message="both are exposed"))
    assert message.startswith("both are exposed. Revoke API key ")


def test_the_level_follows_the_severity() -> None:
    levels = {severity: _one(replace(PAIR, severity=severity))[0] for severity in Severity}
    assert levels == {"critical": "error", "high": "error", "medium": "warning", "low": "notice", "info": "notice"}


def test_what_separates_is_escaped_and_comes_back() -> None:
    odd = replace(GENERIC, location=location("100%25/a,b:c::d.env", 1, 1), message="50%0A done, a:b::c")
    _, properties, message = _one(odd)
    assert properties["file"] == "100%25/a,b:c::d.env"
    assert message.startswith("50%0A done, a:b::c")


def test_a_stretch_of_lines_has_no_columns() -> None:
    _, properties, _ = _one(replace(PAIR, location=Location("id.json", Span(2, 1, 9, 3))))
    assert properties["endLine"] == "9"
    assert "col" not in properties
    assert "endColumn" not in properties


def test_the_worst_come_first_because_github_shows_ten() -> None:
    levels = [command for command, _, _ in _commands(EVERYTHING)][:-1]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    assert len(levels) == len(EVERYTHING.active)


def test_hostile_names_make_no_command_of_their_own() -> None:
    assert len(_commands(HOSTILE)) == len(HOSTILE.active) + 1


def test_the_last_command_says_how_much_was_looked_at() -> None:
    assert _commands(CLEAN) == [
        (
            "notice",
            {"title": "backpack-audit"},
            f"No findings. {scanned_amount(CLEAN)}; 0 skipped; 0 suppressed.",
        )
    ]
