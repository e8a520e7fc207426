"""Tells how the page says how far a secret got, since when it is somewhere, and who added it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from auditor.model.finding import Finding
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.report_wording import commit_of, exposure_words
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_SHORT_COMMIT = 12
_MOST_REFS = 5


def place_words(finding: Finding) -> str:
    """Returns how far the value at a place got and since when, as clauses."""
    how = say(f"reach.{finding.reach}") if finding.reach else exposure_words(finding.exposure).replace("`", "")
    since = _since(finding)
    return ", ".join(part for part in (how, since) if part)


def _since(finding: Finding) -> str:
    if finding.introduced is None:
        return commit_of(finding.location)
    start = say("finding.since", date=finding.introduced.date[:10]) if finding.introduced.date else ""
    days = say("finding.for", days=plural(finding.exposed_days, "day")) if finding.exposed_days is not None else ""
    return " ".join(part for part in (start, days) if part)


def origin_words(finding: Finding) -> str:
    """Returns who added the value in which commit, where it is now and when it went; empty where git says nothing."""
    return " ".join(_origin(finding))


def _origin(finding: Finding) -> Iterator[str]:
    if origin := finding.introduced:
        who = say("finding.added.who", author=sentence(origin.author)) if origin.author else ""
        day = _on(origin.date)
        subject = say("finding.subject", subject=sentence(origin.subject)) if origin.subject else ""
        yield say("finding.added", who=who, commit=_short(origin.commit), day=day, subject=subject)
        if origin.refs:
            yield say("finding.refs", refs=listed(map(neutral, origin.refs), most=_MOST_REFS))
    if removed := finding.removed:
        yield say("finding.removed", commit=_short(removed.commit), day=_on(removed.date))


def _short(commit: str) -> str:
    return neutral(commit)[:_SHORT_COMMIT]


def _on(date: str | None) -> str:
    return say("finding.day", date=date[:10]) if date else ""


def days_exposed(findings: Sequence[Finding]) -> str:
    """Returns how long the longest exposed of several findings has been; empty where nobody knows."""
    known = [finding.exposed_days for finding in findings if finding.exposed_days is not None]
    if known:
        starts = [day for finding in findings if (day := came(finding)) is not None]
        days = plural(max(known), "day")
        return say("keys.exposed_since", days=days, date=min(starts).isoformat()) if starts else days
    return ""


def came(finding: Finding) -> dt.date | None:
    """Returns the day on which the value came to its place; None where nobody knows."""
    return _day(finding.introduced.date if finding.introduced else finding.location.author_date)


def gone(finding: Finding) -> dt.date | None:
    """Returns the day on which the value went from its place; None if it still is there."""
    return _day(finding.removed.date) if finding.removed else None


def held_by(finding: Finding) -> tuple[str, ...]:
    """Returns the branches, tags and stashes that hold the value now."""
    return finding.introduced.refs if finding.introduced else ()


def days_between(start: dt.date | None, end: dt.date) -> str:
    """Returns `3 days`; empty where the start is not known or the end comes first."""
    return plural((end - start).days, "day") if start and end >= start else ""


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
