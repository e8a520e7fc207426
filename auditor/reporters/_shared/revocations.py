"""Which API keys have to be revoked: the answer that the person who acts needs first."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.model.location import Location
from auditor.model.report import Report

_TO_REVOKE = (Action.REVOKE, Action.CHECK)
_ABBREVIATED = 8


class Revocation(Struct, frozen=True):
    """One API key that must go."""

    api_key: str
    severity: Severity
    """The worst of its findings."""
    locations: tuple[Location, ...]
    """Where its secret stands, each once, in the order of the report."""


def must_be_revoked(finding: Finding) -> bool:
    """Returns whether the finding's API key must be revoked, if it is yours: its rule says so, and it is medium or worse."""
    return (
        finding.api_key is not None and finding.severity.rank >= Severity.MEDIUM.rank and finding.action in _TO_REVOKE
    )


def revocations(report: Report) -> tuple[Revocation, ...]:
    """The keys to revoke by what is active, the worst first."""
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
    """Where the secret stands; a finding about the inventory is no place of it, but names some."""
    places = [finding.location for finding in findings if not finding.traits.is_policy]
    return tuple(dict.fromkeys(places or [related.location for finding in findings for related in finding.related]))


def pair_proof(finding: Finding) -> Location | None:
    """Where the API key stands that proves the finding's secret; None where the proof is another or none."""
    if finding.api_key is None or finding.confidence != "proven":
        return None
    return next((related.location for related in finding.related if related.role == "api_key"), None)


def abbreviated(api_key: str) -> str:
    """Enough of an API key to recognise it where it is in full close by."""
    return f"{api_key[:_ABBREVIATED]}…"
