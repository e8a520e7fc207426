"""Tells which API keys have to be revoked: the answer that the person who acts needs first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.model.location import Location, Reach
from auditor.model.report import Report
from auditor.wording.language import say

_TO_REVOKE = (Action.REVOKE, Action.CHECK)
_ABBREVIATED = 8


class Revocation(Struct, frozen=True):
    """One API key that must go."""

    api_key: str
    severity: Severity
    """The worst of its findings."""
    locations: tuple[Location, ...]
    """Where its secret is, each once, in the order of the report."""


def must_be_revoked(finding: Finding) -> bool:
    """Returns whether the finding's API key must be revoked, if it is yours: its rule says so, and it is medium or worse."""
    return (
        finding.api_key is not None and finding.severity.rank >= Severity.MEDIUM.rank and finding.action in _TO_REVOKE
    )


def revocations(report: Report) -> tuple[Revocation, ...]:
    """Returns the keys to revoke by what is active, the worst first."""
    found: dict[str, list[Finding]] = {}
    for finding in report.active:
        if finding.api_key is not None and must_be_revoked(finding):
            found.setdefault(finding.api_key, []).append(finding)
    keys = [
        Revocation(
            api_key,
            max((finding.severity for finding in findings), key=lambda severity: severity.rank),
            _places(findings),
        )
        for api_key, findings in found.items()
    ]
    return tuple(sorted(keys, key=lambda key: (-key.severity.rank, key.api_key)))


def _places(findings: list[Finding]) -> tuple[Location, ...]:
    """Returns where the secret is; a finding about the inventory is no place of it, but names some."""
    places = [finding.location for finding in findings if not finding.traits.is_policy]
    return tuple(dict.fromkeys(places or [related.location for finding in findings for related in finding.related]))


def pair_proof(finding: Finding) -> Location | None:
    """Returns where the API key is that proves the finding's secret; None where the proof is another or none."""
    if finding.api_key is None or finding.confidence != "proven":
        return None
    return next((related.location for related in finding.related if related.role == "api_key"), None)


def abbreviated(api_key: str) -> str:
    """Enough of an API key to recognise it where it is in full close by."""
    return f"{api_key[:_ABBREVIATED]}…"


KEYS_AT = "https://backpack.exchange/portfolio/settings/api-keys"
"""Where API keys are revoked."""


class NextStep(Struct, frozen=True):
    """One API key, or one secret without one, and where it is."""

    api_key: str
    severity: Severity
    locations: tuple[Location, ...]


class Ending(Struct, frozen=True):
    """One section: what to do, and about what."""

    title: str
    steps: tuple[NextStep, ...]
    is_about_exchange: bool
    """Whether it is done in the exchange's settings."""


def endings(report: Report) -> Iterator[Ending]:
    """Yields the sections that have something in them; a key is in the most urgent one alone."""
    told: set[str] = set()
    sections = (
        (say("Revoke now"), True, _is_to_revoke),
        (say("Revoke if the folder was ever shared"), True, _may_be_shared),
        (say("Look whether these are yours"), True, _is_to_check),
        (say("Before you push"), False, _is_unpushed),
    )
    for title, is_about_exchange, belongs in sections:
        found: dict[str, list[Finding]] = {}
        for finding in report.active:
            if finding.api_key and finding.api_key not in told and belongs(finding):
                found.setdefault(finding.api_key, []).append(finding)
        told |= found.keys()
        if found:
            steps = [_step(api_key, own) for api_key, own in found.items()]
            steps.sort(key=lambda step: (-step.severity.rank, step.api_key))
            yield Ending(title, tuple(steps), is_about_exchange)


def _step(api_key: str, findings: list[Finding]) -> NextStep:
    worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank)
    return NextStep(api_key, worst, tuple(dict.fromkeys(finding.location for finding in findings)))


def _matters(finding: Finding) -> bool:
    return finding.severity.rank >= Severity.MEDIUM.rank


def _is_to_revoke(finding: Finding) -> bool:
    return finding.action is Action.REVOKE and finding.reach is not Reach.UNKNOWN and _matters(finding)


def _may_be_shared(finding: Finding) -> bool:
    return finding.action is Action.REVOKE and finding.reach is Reach.UNKNOWN and _matters(finding)


def _is_to_check(finding: Finding) -> bool:
    return finding.action is Action.CHECK and _matters(finding)


def _is_unpushed(finding: Finding) -> bool:
    return finding.action in (Action.UNSTAGE, Action.REWRITE) and _matters(finding)
