"""CSV for spreadsheets: one finding a row, with nothing that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.sanitize import neutral, sentence

NAME = "csv"
DESCRIPTION = (
    "one finding per row, the last row says what hides findings; cells that begin like a formula get a leading '"
)
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
    "reach",
    "action",
    "introduced_commit",
    "introduced_author",
    "introduced_date",
    "introduced_subject",
    "introduced_refs",
    "removed_commit",
    "removed_date",
    "exposed_days",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell a formula (OWASP, CSV Injection). An API key may begin with `+`."""


def render(report: Report, options: RenderOptions) -> str:
    """Returns a header row, a row for every finding, and one that says what is in force where something hides findings."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows([_safe(cell) for cell in _row(finding)] for finding in report.findings)
    if said := in_force_sentence(report):
        closing = dict.fromkeys(_COLUMNS, "") | {"status": "in force", "message": f"{said}."}
        rows.writerow(_safe(cell) for cell in closing.values())
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
        finding.reach or "",
        finding.action,
        *_traced(finding),
    )


def _traced(finding: Finding) -> tuple[str | int, ...]:
    """Returns who brought the secret and what became of it; empty cells where nothing is known."""
    introduced, removed = finding.introduced, finding.removed
    return (
        introduced.commit if introduced else "",
        neutral(introduced.author) if introduced else "",
        introduced.date if introduced else "",
        sentence(introduced.subject) if introduced else "",
        " ".join(map(neutral, introduced.refs)) if introduced else "",
        removed.commit if removed else "",
        removed.date if removed else "",
        "" if finding.exposed_days is None else finding.exposed_days,
    )


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
