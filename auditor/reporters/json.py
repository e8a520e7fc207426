"""The JSON report, version 1: every finding with its status; the summary counts the active ones."""

from __future__ import annotations

from auditor.model.report import Report
from auditor.reporters.shared import records
from auditor.reporters.shared.options import RenderOptions

NAME = "json"
DESCRIPTION = "the JSON report, version 1 (schema: auditor/schemas/report-v1.json)"


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every format has the same signature
    """The whole report as one JSON document in ASCII."""
    document = {
        "schema": records.SCHEMA,
        "tool": records.tool(report),
        "scan": records.scan(report),
        "findings": [records.finding(finding) for finding in report.findings],
        "skipped": records.skipped(report),
        "summary": records.summary(report),
    }
    return records.dump(document, indent=2) + "\n"
