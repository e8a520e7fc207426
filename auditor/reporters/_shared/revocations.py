"""Tells which API keys have to be revoked: the answer that the person who acts needs first."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.model.location import Location, Reach
from auditor.model.material import Role
from auditor.model.report import Report
from auditor.reporters._shared.report_wording import REVOKE_AT
from auditor.wording.language import say

_ABBREVIATED = 8


class KeyStep(StrEnum):
    """What to do about the API key of a finding, from most to least urgent."""

    REVOKE = "revoke"
    REVOKE_IF_SHARED = "revoke if shared"
    REVOKE_IF_YOURS = "revoke if yours"
    BEFORE_PUSH = "before you push"


def key_step(finding: Finding) -> KeyStep | None:
    """Returns what to do about the API key of a finding; None below medium severity and where nothing is to be done."""
    if finding.api_key is None or finding.severity.rank < Severity.MEDIUM.rank:
        return None
    match finding.action:
        case Action.REVOKE:
            return KeyStep.REVOKE_IF_SHARED if finding.reach is Reach.UNKNOWN else KeyStep.REVOKE
        case Action.CHECK:
            return KeyStep.REVOKE_IF_YOURS
        case Action.UNSTAGE | Action.REWRITE:
            return KeyStep.BEFORE_PUSH
    return None


def must_be_revoked(finding: Finding) -> bool:
    """Returns whether the finding's API key must be revoked, at least if the folder was shared."""
    return key_step(finding) in {KeyStep.REVOKE, KeyStep.REVOKE_IF_SHARED}


def key_advice(finding: Finding) -> str:
    """Returns what to do about the finding's API key at the exchange, as an English sentence; empty where nothing is."""
    match key_step(finding):
        case KeyStep.REVOKE:
            return f"Revoke API key {finding.api_key} at {REVOKE_AT}."
        case KeyStep.REVOKE_IF_SHARED:
            return f"Revoke API key {finding.api_key} at {REVOKE_AT} if others may have seen the secret."
        case KeyStep.REVOKE_IF_YOURS:
            return f"If API key {finding.api_key} is listed at {REVOKE_AT}, revoke it."
    return ""


def pair_proof(finding: Finding) -> Location | None:
    """Returns where the API key is that proves the finding's secret; None where the proof is another or none."""
    if finding.api_key is None or finding.confidence != "proven":
        return None
    return next((related.location for related in finding.related if related.role == "api_key"), None)


def abbreviated(api_key: str) -> str:
    """Returns enough of an API key to recognise it where it is in full close by."""
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
        (say("Revoke now"), True, KeyStep.REVOKE),
        (say("Revoke if others may have seen the secret"), True, KeyStep.REVOKE_IF_SHARED),
        (say("Check whether these are yours"), True, KeyStep.REVOKE_IF_YOURS),
        (say("Before you push"), False, KeyStep.BEFORE_PUSH),
    )
    for title, is_about_exchange, step in sections:
        found: dict[str, list[Finding]] = {}
        for finding in report.active:
            if finding.api_key and finding.api_key not in told and key_step(finding) is step:
                found.setdefault(finding.api_key, []).append(finding)
        told |= found.keys()
        if found:
            steps = [_step(api_key, own) for api_key, own in found.items()]
            steps.sort(key=lambda one: (-one.severity.rank, one.api_key))
            yield Ending(title, tuple(steps), is_about_exchange)


def _step(api_key: str, findings: list[Finding]) -> NextStep:
    worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank)
    return NextStep(
        api_key, worst, tuple(dict.fromkeys(place for finding in findings for place in _secret_places(finding)))
    )


def _secret_places(finding: Finding) -> tuple[Location, ...]:
    """Returns where the secret is: for an entry of the inventory in the places that it is joined with, if they are known."""
    joined = (one.location for one in finding.related if one.role == Role.API_SECRET)
    return (tuple(joined) if finding.traits.is_policy else ()) or (finding.location,)
