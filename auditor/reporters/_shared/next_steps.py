"""What to do about which API key, in the order of urgency: the endings of the reports for people."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.model.location import Location, Reach
from auditor.model.report import Report
from auditor.wording.language import say

KEYS_AT = "https://backpack.exchange/portfolio/settings/api-keys"
"""Where API keys are revoked."""


class NextStep(Struct, frozen=True):
    """One API key, or one secret without one, and where it stands."""

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
