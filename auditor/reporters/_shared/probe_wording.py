"""Tells what people read of a probe: how the way there was checked, and for each key the state and why."""

from __future__ import annotations

from auditor.model.probed import Enforcement, Probe, ProbedKey, State
from auditor.wording.language import say

_STATES = {
    State.ACTIVE: "active (proven)",
    State.NOT_ACCEPTED: "not accepted, reason not known",
    State.CONSISTENT_WITH_REVOKED: "consistent with revoked",
}
_DECLARED = {
    "active": "active",
    "revoked": "revoked",
    "unknown": "active or revoked: unknown",
    "undeclared": "does not have this key",
}
_MEASURED = {Enforcement.IN_FORCE: "in force", Enforcement.NOT_IN_FORCE: "not in force (proven)"}


def way_facts(probe: Probe) -> tuple[tuple[str, str], ...]:
    """Returns what was learned before any key was asked about: (label, value)."""
    rows = [
        (say("asked"), f"{probe.base_url}, {probe.date}"),
        (say("clock"), _clock(probe)),
        (say("throw-away key"), _control(probe)),
    ]
    if probe.record:
        rows.append((say("kept in"), probe.record))
    return tuple(rows)


def probed_facts(key: ProbedKey) -> tuple[tuple[str, str], ...]:
    """Returns the facts of one key next to its name and API key: (label, value)."""
    rows = [
        (say("state"), state_words(key)),
        (say("why"), key.reason),
        (say("inventory"), declared_words(key)),
        (say("secret in"), key.found),
    ]
    if measured := measured_words(key):
        rows.append((say("whitelist"), measured))
    if key.as_expected is not None:
        rows.append((say("as expected"), say("yes") if key.as_expected else say("NO")))
    return tuple(rows)


def state_words(key: ProbedKey) -> str:
    """Returns the state in a few words; a whitelist that was seen to work is the reason of its refusal."""
    if key.state is State.NOT_ACCEPTED and key.enforcement is Enforcement.IN_FORCE:
        return say("not accepted from this address")
    return say(_STATES[key.state])


def declared_words(key: ProbedKey) -> str:
    """Returns what the inventory says of the key."""
    return say(_DECLARED[key.declared])


def measured_words(key: ProbedKey) -> str:
    """Returns from where the question was asked, and what that says of the whitelist; empty where nobody said."""
    if not key.sender:
        return ""
    said = {
        True: say("asked from {address}, which is on it", address=key.sender),
        False: say("asked from {address}, which is not on it", address=key.sender),
        None: say("asked from {address}", address=key.sender),
    }[key.on_whitelist]
    if key.enforcement not in _MEASURED:
        return said
    return say("; ").join((say(_MEASURED[key.enforcement]), said))


def name_of(key: ProbedKey) -> str:
    """Returns what a key is called: by the inventory, or by its first characters."""
    return key.name or f"{key.api_key[:8]}…"


def _clock(probe: Probe) -> str:
    offset = probe.clock_offset_ms
    if offset is None:
        return say("not compared: {why}", why=probe.clock.trouble or probe.clock.words)
    if offset > 0:
        return say("the exchange's is {n:,} ms ahead of this machine's", offset)
    return say("the exchange's is {n:,} ms behind this machine's", -offset)


def _control(probe: Probe) -> str:
    if probe.control.accepted:
        return say("answered 200: this host proves nothing")
    parts = (probe.control.words if probe.control.status else "", probe.control.trouble)
    said = ", ".join(part for part in parts if part)
    if probe.control.refused:
        return say("refused, as it must be: {said}", said=said)
    return say("not refused: {said}", said=said)
