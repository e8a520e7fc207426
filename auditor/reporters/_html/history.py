"""How a report says since when a secret stands somewhere, who brought it, and how far it got."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from auditor.model.finding import Finding
from auditor.reporters._shared.report_wording import commit_of, exposure_words
from auditor.wording.amounts import plural


def history_words(finding: Finding) -> str:
    """Returns how exposed a place is and since when, as clauses."""
    parts = (exposure_words(finding.exposure).replace("`", ""), commit_of(finding.location))
    return ", ".join(part for part in parts if part)


def days_exposed(findings: Sequence[Finding]) -> str:
    """Returns since when the first of several findings has been there; empty where nobody knows."""
    days = [day for finding in findings if (day := came(finding)) is not None]
    return f"in the history since {min(days).isoformat()}" if days else ""


def came(finding: Finding) -> dt.date | None:
    """Returns the day on which the value came to its place; None where nobody knows."""
    return _day(finding.location.author_date)


def days_between(start: dt.date | None, end: dt.date) -> str:
    """Returns `3 days`; empty where the start is not known or the end comes first."""
    return plural((end - start).days, "day") if start and end >= start else ""


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
