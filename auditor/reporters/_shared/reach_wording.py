"""How reports say how far a secret got, who brought it and for how long it stood."""

from __future__ import annotations

from auditor.model.finding import Finding
from auditor.model.location import Location, Reach
from auditor.reporters._shared.sanitize import neutral
from auditor.wording.amounts import plural
from auditor.wording.language import say
from auditor.wording.lists import listed

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
    return "" if finding.reach is None else say(_WORDS[finding.reach])


def introduced_words(finding: Finding) -> str:
    """Returns `0123456789ab of 2026-08-01 by A, "Add config", in main, v1`; empty where no commit is known."""
    introduced = finding.introduced
    if introduced is None:
        return ""
    words = neutral(introduced.commit)[:_SHORT_COMMIT]
    if introduced.date:
        words = say("{commit} of {date}", commit=words, date=neutral(introduced.date)[:10])
    if introduced.author:
        words = say("{commit} by {author}", commit=words, author=neutral(introduced.author))
    if introduced.subject:
        words = say('{commit}, "{subject}"', commit=words, subject=neutral(introduced.subject))
    if introduced.refs:
        refs = listed(map(neutral, introduced.refs), ", ", most=_MOST_REFS)
        words = say("{commit}, in {refs}", commit=words, refs=refs)
    return words


def removed_words(finding: Finding) -> str:
    """Returns `removed by 0123456789ab on 2026-08-09 (8 days)` or `still there (8 days)`; empty where nothing is known."""
    if finding.introduced is None:
        return ""
    if finding.removed is None:
        return _with_days(say("still there"), finding) if finding.today else ""
    commit, date = neutral(finding.removed.commit)[:_SHORT_COMMIT], neutral(finding.removed.date or "")[:10]
    said = (
        say("removed by {commit} on {date}", commit=commit, date=date)
        if date
        else say("removed by {commit}", commit=commit)
    )
    return say("{removed}; the history keeps it", removed=_with_days(said, finding))


def _with_days(words: str, finding: Finding) -> str:
    if finding.exposed_days is None:
        return words
    return say("{what} ({parts})", what=words, parts=plural(finding.exposed_days, "day"))


def line_of_today(finding: Finding) -> Location | None:
    """Returns where the finding is in the files of today; None where they do not hold it (any more)."""
    return finding.location if finding.location.commit is None else finding.today
