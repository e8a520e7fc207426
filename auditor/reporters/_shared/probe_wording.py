"""What people read of a probe: how the way there was checked, and for each key the state and why."""

from __future__ import annotations

from auditor.model.probed import Enforcement, Probe, ProbedKey, State

_STATES = {
    State.ACTIVE: "active (proven)",
    State.NOT_ACCEPTED: "not accepted, reason not known",
    State.CONSISTENT_WITH_REVOKED: "consistent with revoked",
}


def way_facts(probe: Probe) -> tuple[tuple[str, str], ...]:
    """Returns what was learned before any key was asked about: (label, value)."""
    rows = [("asked", f"{probe.base_url}, {probe.date}"), ("clock", _clock(probe)), ("throw-away key", _control(probe))]
    if probe.record:
        rows.append(("kept in", probe.record))
    return tuple(rows)


def probed_facts(key: ProbedKey) -> tuple[tuple[str, str], ...]:
    """Returns the facts of one key next to its name and API key: (label, value)."""
    rows = [("state", _STATES[key.state]), ("why", key.reason), ("inventory", key.declared), ("secret in", key.found)]
    if key.sender:
        rows.append(("asked from", key.sender + _list_words(key)))
    if key.enforcement is not Enforcement.NOT_MEASURED:
        rows.append(("whitelist", str(key.enforcement)))
    if key.as_expected is not None:
        rows.append(("as expected", "yes" if key.as_expected else "NO"))
    return tuple(rows)


def name_of(key: ProbedKey) -> str:
    """Returns what a key is called: by the inventory, or by its first characters."""
    return key.name or f"{key.api_key[:8]}…"


def _list_words(key: ProbedKey) -> str:
    return {True: ", on its whitelist", False: ", not on its whitelist", None: ""}[key.on_whitelist]


def _clock(probe: Probe) -> str:
    if probe.clock_offset_ms is None:
        return f"not compared: {probe.clock.trouble or probe.clock.words}"
    direction = "ahead of" if probe.clock_offset_ms > 0 else "behind"
    return f"the exchange's is {abs(probe.clock_offset_ms):,} ms {direction} this machine's"


def _control(probe: Probe) -> str:
    if probe.control.accepted:
        return "answered 200: this host proves nothing"
    said = probe.control.words if probe.control.status else probe.control.trouble
    return f"refused, as it must be: {said}" if probe.control.refused else f"not refused: {said}"
