"""How the page says how far a secret got, since when it stands somewhere, and who brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from auditor.model.finding import Finding
from auditor.model.reach import Reach
from auditor.reporters._shared.report_wording import commit_of, exposure_words
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_REACHES = {
    Reach.OWNER: "only its owner can read it",
    Reach.MACHINE: "others on this machine can read it",
    Reach.STAGED: "staged, in no commit",
    Reach.LOCAL: "committed, not pushed",
    Reach.UNKNOWN: "outside git: who has a copy is unknown",
    Reach.PUBLISHED: "published",
}
_SHORT_COMMIT = 12
_MOST_REFS = 5


def place_words(finding: Finding) -> str:
    """Returns how far the value at a place got and since when, as clauses."""
    how = _REACHES[finding.reach] if finding.reach else exposure_words(finding.exposure).replace("`", "")
    since = _since(finding)
    return ", ".join(part for part in (how, since) if part)


def _since(finding: Finding) -> str:
    if finding.introduced is None:
        return commit_of(finding.location)
    start = f"since {finding.introduced.date[:10]}" if finding.introduced.date else ""
    days = f" for {plural(finding.exposed_days, 'day')}" if finding.exposed_days is not None else ""
    return f"{start}{days}".strip()


def origin_words(finding: Finding) -> str:
    """Returns who brought the value in which commit, where it is now and when it went; empty where git says nothing."""
    return " ".join(_origin(finding))


def _origin(finding: Finding) -> Iterator[str]:
    if origin := finding.introduced:
        who = f" by {sentence(origin.author)}" if origin.author else ""
        day = f" on {origin.date[:10]}" if origin.date else ""
        subject = f": “{sentence(origin.subject)}”" if origin.subject else ""
        yield f"Came{who} in commit {neutral(origin.commit)[:_SHORT_COMMIT]}{day}{subject}."
        if origin.refs:
            yield f"Held by {listed(map(neutral, origin.refs), most=_MOST_REFS)}."
    if removed := finding.removed:
        day = f" on {removed.date[:10]}" if removed.date else ""
        yield f"Removed in commit {neutral(removed.commit)[:_SHORT_COMMIT]}{day}; the history keeps it."


def days_exposed(findings: Sequence[Finding]) -> str:
    """Returns how long the longest exposed of several findings has been; empty where nobody knows."""
    known = [finding.exposed_days for finding in findings if finding.exposed_days is not None]
    if known:
        starts = [day for finding in findings if (day := came(finding)) is not None]
        since = f", since {min(starts).isoformat()}" if starts else ""
        return f"{plural(max(known), 'day')}{since}"
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
