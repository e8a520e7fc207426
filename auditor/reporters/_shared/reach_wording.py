"""How reports say how far a secret got, who brought it and for how long it stood."""

from __future__ import annotations

from auditor.model.finding import Finding
from auditor.model.location import Location
from auditor.model.reach import Reach
from auditor.reporters._shared.sanitize import neutral
from auditor.wording.amounts import plural

_SHORT_COMMIT = 12
_MOST_REFS = 3
_WORDS = {
    Reach.OWNER: "in its place: only its owner can read it",
    Reach.MACHINE: "on this machine",
    Reach.STAGED: "staged, in no commit",
    Reach.LOCAL: "in commits that no remote has",
    Reach.UNKNOWN: "outside git: it may have been shared",
    Reach.PUBLISHED: "published",
}


def reach_words(finding: Finding) -> str:
    """Returns how far the secret got; empty where the finding is about no value."""
    return "" if finding.reach is None else _WORDS[finding.reach]


def introduced_words(finding: Finding) -> str:
    """Returns `0123456789ab of 2026-08-01 by A, "Add config", in main, v1`; empty where no commit is known."""
    introduced = finding.introduced
    if introduced is None:
        return ""
    parts = [neutral(introduced.commit)[:_SHORT_COMMIT]]
    if introduced.date:
        parts.append(f"of {neutral(introduced.date)[:10]}")
    if introduced.author:
        parts.append(f"by {neutral(introduced.author)}")
    words = " ".join(parts)
    if introduced.subject:
        words += f', "{neutral(introduced.subject)}"'
    if introduced.refs:
        more = len(introduced.refs) - _MOST_REFS
        shown = ", ".join(map(neutral, introduced.refs[:_MOST_REFS]))
        words += f", in {shown}{f' and {more} more' if more > 0 else ''}"
    return words


def removed_words(finding: Finding) -> str:
    """Returns `removed by 0123456789ab on 2026-08-09 (8 days)` or `still there (8 days)`; empty where nothing is known."""
    if finding.introduced is None:
        return ""
    days = "" if finding.exposed_days is None else f" ({plural(finding.exposed_days, 'day')})"
    if finding.removed is None:
        return f"still there{days}" if finding.today else ""
    when = f" on {neutral(finding.removed.date)[:10]}" if finding.removed.date else ""
    return f"removed by {neutral(finding.removed.commit)[:_SHORT_COMMIT]}{when}{days}; the history keeps it"


def line_of_today(finding: Finding) -> Location | None:
    """Returns where the finding is in the files of today; None where they do not hold it (any more)."""
    return finding.location if finding.location.commit is None else finding.today
