from __future__ import annotations

import csv
import io

import pytest
from msgspec.structs import replace
from report_examples import CLEAN, EVERYTHING, HOSTILE, PAIR

from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


def _rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", report, RenderOptions()))))


def test_every_finding_is_a_row_suppressed_or_not() -> None:
    rows = _rows(EVERYTHING)
    assert [row["rule_id"] for row in rows] == [finding.rule_id for finding in EVERYTHING.findings]
    assert {row["status"] for row in rows} == {"active", "ignored", "baselined"}
    pair = next(row for row in rows if row["fingerprint"] == PAIR.fingerprint)
    assert (pair["path"], pair["line"], pair["column"], pair["end_column"]) == ("bot/config/.env", "3", "21", "65")
    assert pair["message"] == PAIR.message


def test_without_findings_the_header_remains() -> None:
    text = render("csv", CLEAN, RenderOptions())
    assert text.startswith("rule_id,rule,severity,")
    assert text.count("\n") == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(start: str) -> None:
    value = f"{start}cmd|' /C calc'!A0"
    hostile = replace(PAIR, field=value, message=value, api_key=f"{start}AAA", remediation=value, status_reason=value)
    (row,) = _rows(replace(EVERYTHING, findings=(hostile,)))
    assert row["api_key"] == f"'{start}AAA"
    assert not any(cell.startswith(start) for cell in row.values())


def test_a_row_is_a_line_whatever_the_names() -> None:
    text = render("csv", HOSTILE, RenderOptions())
    assert text.count("\n") == 1 + len(HOSTILE.findings)
    assert all(cell[:1] not in set("=+-@") for row in _rows(HOSTILE) for cell in row.values())
