"""The table of a report over many repositories and buckets, as cells of text that any format can lay out."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.finding import Severity
from auditor.model.fleet_view import CrossPair, FleetView, TargetRow, TargetState
from auditor.reporters._shared.report_wording import reach_name, severity_words
from auditor.reporters._shared.revocations import abbreviated
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.language import Number, say
from auditor.wording.lists import listed

_MOST_NAMED = 5
_STATES: dict[TargetState, str] = {"read": "read", "partial": "partial", "failed": "failed", "not run": "not run"}


def headings() -> tuple[str, ...]:
    """Returns the heads of the table's columns."""
    return say("Target"), say("State"), say("Findings"), say("Reach"), say("Read")


def rows(fleet: FleetView, *, most: int | None = None) -> Iterator[tuple[str, ...]]:
    """Yields a row for each target: those with the worst findings first, then those that were not read, then the rest."""
    ordered = sorted(fleet.targets, key=_weight)
    for row in ordered if most is None else ordered[:most]:
        reach = reach_name(row.reach) if row.reach else ""
        yield neutral(row.target), _state(row), _findings(row), reach, _amount(row)


def to_act_on(fleet: FleetView) -> int:
    """Returns the number of targets with findings, and of those that were not read whole."""
    return sum(row.state != "read" or any(_counts(row)) for row in fleet.targets)


def left_out(fleet: FleetView, most: int) -> str:
    """Returns how many targets a table of `most` rows leaves out; empty for none."""
    rest = len(fleet.targets) - most
    return say("and {targets} more", targets=plural(rest, "target")) if rest > 0 else ""


def overall(fleet: FleetView) -> str:
    """Returns how much of the fleet was read: `38 targets: 36 read, 1 partial and 1 failed`."""
    counts: dict[TargetState, int] = {}
    for row in fleet.targets:
        counts[row.state] = counts.get(row.state, 0) + 1
    states = listed([say("{n:,} {state}", count, state=say(_STATES[state])) for state, count in counts.items()])
    return say("{targets}: {states}", targets=plural(len(fleet.targets), "target"), states=states)


def across(pair: CrossPair) -> str:
    """Returns a pair across targets as a sentence: which repository holds the secret, which the API key."""
    key = say("API key {key}", key=abbreviated(pair.api_key)) if pair.api_key else say("an API key")
    return say(
        "{key}: the secret is in {secret_in}, the key in {key_in}",
        key=key,
        secret_in=_named(pair.secret_in),
        key_in=_named(pair.key_in),
    )


def _named(targets: tuple[str, ...]) -> str:
    return listed([neutral(target) for target in targets], most=_MOST_NAMED)


def _weight(row: TargetRow) -> tuple[object, ...]:
    return (*(-count for count in _counts(row)), row.state == "read", row.target)


def _counts(row: TargetRow) -> tuple[int, ...]:
    return row.critical, row.high, row.medium, row.low, row.info


def _state(row: TargetRow) -> str:
    said = say(_STATES[row.state])
    if row.state == "read":
        return said
    if row.units > 1:
        units = say("{read:,} of {n:,} units", row.units, read=Number(row.units_read))
        said = say("{what} ({parts})", what=said, parts=units)
    return say("{what}: {reason}", what=said, reason=sentence(row.reason)) if row.reason else said


def _findings(row: TargetRow) -> str:
    said = [
        say("{n:,} {severity}", count, severity=severity_words(severity))
        for count, severity in zip(_counts(row), reversed(Severity), strict=True)
        if count
    ]
    return listed(said, ", ") if said else say("none") if row.units_read else ""


def _amount(row: TargetRow) -> str:
    from rich.filesize import decimal  # only when a report is written

    said = say("{what} ({parts})", what=plural(row.blobs, "blob"), parts=decimal(row.bytes))
    return listed((said, plural(row.commits, "commit")), ", ") if row.commits else said
