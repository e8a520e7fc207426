"""JSON lines: one finding a line as in the JSON report, then one line with everything else."""

from __future__ import annotations

from auditor.model.report import Report
from auditor.reporters.shared import records
from auditor.reporters.shared.options import RenderOptions

NAME = "jsonl"
DESCRIPTION = 'one finding per line (`"type": "finding"`), then a summary line (`"type": "summary"`)'


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every format has the same signature
    """Every finding with its status, and at the end how much was looked at."""
    lines: list[records.Record] = [{"type": "finding", **records.finding(finding)} for finding in report.findings]
    lines.append(
        {
            "type": "summary",
            "schema": records.SCHEMA,
            "tool": records.tool(report),
            "scan": records.scan(report),
            "skipped": records.skipped(report),
            "summary": records.summary(report),
        }
    )
    return "".join(f"{records.dump(line)}\n" for line in lines)
