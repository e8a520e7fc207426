"""JSON lines: one finding a line as in the JSON report, then one line with everything else."""

from __future__ import annotations

from auditor.model.report import Report
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.json_v1 import table_records
from auditor.reporters._shared.render_options import RenderOptions

NAME = "jsonl"
DESCRIPTION = 'one finding per line (`"type": "finding"`), then a summary line (`"type": "summary"`)'
NEEDS_KEYS = True
NAMES_TARGETS = True


def render(report: Report, options: RenderOptions) -> str:
    """Returns every finding with its status, and at the end how much was scanned."""
    lines: list[json_v1.Record] = [{"type": "finding", **json_v1.finding(finding)} for finding in report.findings]
    lines.append(
        {
            "type": "summary",
            "schema": json_v1.SCHEMA,
            "tool": json_v1.tool(report),
            "scan": json_v1.scan(report),
            "skipped": json_v1.skipped(report),
            "in_place": json_v1.in_place(report),
            "in_force": json_v1.in_force(report),
            **table_records(report),
            "summary": json_v1.summary(report),
        }
    )
    return "".join(f"{json_v1.dump(line)}\n" for line in lines)
