"""The JSON report, version 1: every finding with its status; the summary counts the active ones."""

from __future__ import annotations

from auditor.model.report import Report
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.json_v1 import table_records
from auditor.reporters._shared.render_options import RenderOptions

NAME = "json"
DESCRIPTION = "the JSON report, version 1 (schema: auditor/schemas/report-v1.json)"
NEEDS_KEYS = True
NAMES_TARGETS = True


def render(report: Report, options: RenderOptions) -> str:
    """Returns the whole report as one JSON document in ASCII."""
    document = {
        "schema": json_v1.SCHEMA,
        "tool": json_v1.tool(report),
        "scan": json_v1.scan(report),
        "findings": [json_v1.finding(finding) for finding in report.findings],
        "skipped": json_v1.skipped(report),
        "in_place": json_v1.in_place(report),
        "in_force": json_v1.in_force(report),
        **table_records(report),
        "summary": json_v1.summary(report),
    }
    return json_v1.dump(document, indent=2) + "\n"
