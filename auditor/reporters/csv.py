"""CSV for spreadsheets: one finding a row, with nothing that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.sanitize import neutral, sentence

NAME = "csv"
DESCRIPTION = "one finding per row, suppressed ones with their status; cells that begin like a formula get a leading '"
_COLUMNS = (
    "rule_id",
    "rule",
    "severity",
    "confidence",
    "status",
    "status_reason",
    "exposure",
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "commit",
    "author_date",
    "member",
    "field",
    "api_key",
    "message",
    "remediation",
    "fingerprint",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell a formula (OWASP, CSV Injection). An API key may begin with `+`."""


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every format has the same signature
    """A header row and a row for every finding."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows([_safe(cell) for cell in _row(finding)] for finding in report.findings)
    return text.getvalue()


def _row(finding: Finding) -> tuple[str | int, ...]:
    location, span = finding.location, finding.location.span
    return (
        finding.rule_id,
        finding.rule,
        finding.severity,
        finding.confidence,
        finding.status,
        sentence(finding.status_reason),
        finding.exposure,
        neutral(location.path),
        span.line,
        span.column,
        span.end_line,
        span.end_column,
        location.commit or "",
        location.author_date or "",
        neutral(location.member or ""),
        neutral(finding.field),
        finding.api_key or "",
        sentence(finding.message),
        sentence(finding.remediation),
        finding.fingerprint,
    )


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
