"""Tells what people call the things of a report: places, exposures, roles, commits."""

from __future__ import annotations

from typing import Final

from auditor.model.finding import Action, Confidence, Finding, Question, Severity, Status
from auditor.model.location import Exposure, Location, Reach
from auditor.model.report import KeyRow
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.language import say
from auditor.wording.lists import listed

REVOKE_AT: Final = "backpack.exchange → Settings → API Keys"
"""Where a key is deleted. The exchange has no public endpoint for it."""
_SHORT_COMMIT = 12
_EXPOSURES = {
    Exposure.TRACKED: "tracked by git",
    Exposure.STAGED: "staged for the next commit",
    Exposure.HISTORY: "in git history",
    Exposure.UNTRACKED: "not tracked yet: `git add` would take it",
    Exposure.IGNORED: "ignored by git",
    Exposure.UNVERSIONED: "not under version control",
}
_ROLES = {
    "api_key": "API key",
    "api_secret": "API secret",
    "again": "again",
    "also": "also",
    "host": "host",
    "inventory": "inventory",
    "whitelist": "whitelist",
    "wallet_key": "wallet key",
    "recovery_phrase": "recovery phrase",
}
_QUESTIONS: dict[Question, str] = {
    "canonical": "canonical",
    "point": "point",
    "strong": "strong",
    "pair": "pair",
    "field": "field",
    "file": "file",
}
_REACHES = {
    Reach.OWNER: "owner",
    Reach.MACHINE: "machine",
    Reach.STAGED: "staged",
    Reach.LOCAL: "local",
    Reach.UNKNOWN: "unknown",
    Reach.PUBLISHED: "published",
}
_SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
    Severity.INFO: "info",
}
_CONFIDENCES = {Confidence.PROVEN: "proven", Confidence.STRONG: "strong", Confidence.POSSIBLE: "possible"}
_ACTIONS = {
    Action.REVOKE: "revoke",
    Action.CHECK: "check",
    Action.UNSTAGE: "unstage",
    Action.REWRITE: "rewrite",
    Action.MOVE: "move",
    Action.RESTRICT: "restrict",
    Action.FIX: "fix",
    Action.DECLARE: "declare",
    Action.NONE: "none",
}


def question_words(question: Question) -> str:
    """Returns a question of `check`, as the heading of a column."""
    return say(_QUESTIONS[question])


def reach_name(reach: Reach) -> str:
    """Returns how far a secret got, in one word."""
    return say(_REACHES[reach])


def severity_words(severity: Severity) -> str:
    """Returns how bad, as people read it."""
    return say(_SEVERITIES[severity])


def confidence_words(confidence: Confidence) -> str:
    """Returns how sure, as people read it."""
    return say(_CONFIDENCES[confidence])


def action_words(action: Action) -> str:
    """Returns what to do first, as people read it."""
    return say(_ACTIONS[action])


def revoke_at() -> str:
    """Returns where a key is deleted, with the names of the buttons as the exchange shows them."""
    return say(REVOKE_AT)


def exposure_words(exposure: Exposure) -> str:
    """Returns how the file could reach other people."""
    return say(_EXPOSURES[exposure])


def role_words(role: str) -> str:
    """Returns what is at a related place."""
    return say(_ROLES[role]) if role in _ROLES else sentence(role.replace("_", " "))


def file_of(location: Location) -> str:
    """Returns `path`, or `path!member` inside a container."""
    return neutral(location.path if location.member is None else f"{location.path}!{location.member}")


def where(location: Location) -> str:
    """Returns `path:line:column`, as terminals and editors make it clickable."""
    return f"{file_of(location)}:{location.span.line}:{location.span.column}"


def commit_of(location: Location) -> str:
    """Returns `commit 0123456789ab of 2026-08-01`; empty for what is not from history."""
    if location.commit is None:
        return ""
    commit = neutral(location.commit)[:_SHORT_COMMIT]
    if location.author_date:
        return say("commit {commit} of {date}", commit=commit, date=neutral(location.author_date)[:10])
    return say("commit {commit}", commit=commit)


def where_and_when(location: Location) -> str:
    """Returns the place, and the commit if it is one of history."""
    commit = commit_of(location)
    return say("{place} in {commit}", place=where(location), commit=commit) if commit else where(location)


def suppression_words(finding: Finding) -> str:
    """Returns `ignored: reason` or `in the baseline: reason`; empty for an active finding."""
    if finding.status is Status.ACTIVE:
        return ""
    how = say("ignored") if finding.status is Status.IGNORED else say("in the baseline")
    reason = sentence(finding.status_reason)
    return say("{what}: {reason}", what=how, reason=reason) if reason else how


def key_facts(key: KeyRow) -> tuple[tuple[str, str], ...]:
    """Returns the facts of a key of the inventory next to its name and API key: (label, value)."""
    return (
        (say("verdict"), key.verdict),
        (say("scope"), key.scope),
        (say("account"), key.subaccount),
        (say("whitelist"), key.whitelist),
        (say("age"), key.age),
        (say("used by"), key.used_by),
        (say("seen"), key.seen),
        (say("probed"), key.probed),
    )


_MOST_REFS = 3
_WORDS = {
    Reach.OWNER: "stored safely: only its owner can read it",
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
