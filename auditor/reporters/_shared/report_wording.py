"""What people call the things of a report: places, exposures, roles, commits."""

from __future__ import annotations

from typing import Final

from auditor.model.finding import Finding, Status
from auditor.model.location import Exposure, Location
from auditor.model.report import KeyRow
from auditor.reporters._shared.sanitize import neutral, sentence

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
_ROLES = {"api_key": "API key", "api_secret": "API secret"}


def exposure_words(exposure: Exposure) -> str:
    """How the file could reach other people."""
    return _EXPOSURES[exposure]


def role_words(role: str) -> str:
    """What is at a related place."""
    return _ROLES.get(role) or sentence(role.replace("_", " "))


def file_of(location: Location) -> str:
    """`path`, or `path!member` inside a container."""
    return neutral(location.path if location.member is None else f"{location.path}!{location.member}")


def where(location: Location) -> str:
    """`path:line:column`, as terminals and editors make it clickable."""
    return f"{file_of(location)}:{location.span.line}:{location.span.column}"


def commit_of(location: Location) -> str:
    """`commit 0123456789ab of 2026-08-01`; empty for what is not from history."""
    if location.commit is None:
        return ""
    day = f" of {neutral(location.author_date)[:10]}" if location.author_date else ""
    return f"commit {neutral(location.commit)[:_SHORT_COMMIT]}{day}"


def where_and_when(location: Location) -> str:
    """The place, and the commit if it is one of history."""
    commit = commit_of(location)
    return f"{where(location)} in {commit}" if commit else where(location)


def suppression_words(finding: Finding) -> str:
    """`ignored: reason` or `in the baseline: reason`; empty for an active finding."""
    if finding.status is Status.ACTIVE:
        return ""
    how = "ignored" if finding.status is Status.IGNORED else "in the baseline"
    reason = sentence(finding.status_reason)
    return f"{how}: {reason}" if reason else how


def key_facts(key: KeyRow) -> tuple[tuple[str, str], ...]:
    """The facts of a key of the inventory next to its name and API key: (label, value)."""
    return (
        ("verdict", key.verdict),
        ("scope", key.scope),
        ("account", key.subaccount),
        ("whitelist", key.whitelist),
        ("age", key.age),
        ("used by", key.used_by),
        ("seen", key.seen),
        ("probed", key.probed),
    )
