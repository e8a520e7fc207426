"""The table of a report over many repositories and buckets, as cells of text that any format can lay out."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.fleet_view import CrossPair, FleetView, TargetRow
from auditor.reporters._shared.revocations import abbreviated
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

HEADINGS = ("Target", "State", "Findings", "Reach", "Read")
_MOST_NAMED = 5


def rows(fleet: FleetView, *, most: int | None = None) -> Iterator[tuple[str, ...]]:
    """Yields a row for each target: those with the worst findings first, then those that were not read, then the rest."""
    ordered = sorted(fleet.targets, key=_weight)
    for row in ordered if most is None else ordered[:most]:
        yield neutral(row.target), _state(row), _findings(row), str(row.reach or ""), _amount(row)


def left_out(fleet: FleetView, most: int) -> str:
    """Returns how many targets a table of `most` rows leaves out; empty for none."""
    rest = len(fleet.targets) - most
    return f"and {plural(rest, 'target')} more" if rest > 0 else ""


def overall(fleet: FleetView) -> str:
    """Returns how much of the fleet was read: `38 targets: 36 read, 1 partial and 1 failed`."""
    counts: dict[str, int] = {}
    for row in fleet.targets:
        counts[row.state] = counts.get(row.state, 0) + 1
    return (
        f"{plural(len(fleet.targets), 'target')}: {listed([f'{count:,} {state}' for state, count in counts.items()])}"
    )


def across(pair: CrossPair) -> str:
    """Returns a pair across targets as a sentence: which repository holds the secret, which the API key."""
    key = f"API key {abbreviated(pair.api_key)}" if pair.api_key else "an API key"
    return f"{key}: the secret is in {_named(pair.secret_in)}, the key in {_named(pair.key_in)}"


def _named(targets: tuple[str, ...]) -> str:
    return listed([neutral(target) for target in targets], most=_MOST_NAMED)


def _weight(row: TargetRow) -> tuple[object, ...]:
    return (-row.critical, -row.high, -row.medium, -row.low, row.state == "read", row.target)


def _state(row: TargetRow) -> str:
    if row.state == "read":
        return "read"
    units = f" ({row.units_read:,} of {row.units:,} units)" if row.units > 1 else ""
    return f"{row.state}{units}: {sentence(row.reason)}" if row.reason else f"{row.state}{units}"


def _findings(row: TargetRow) -> str:
    counts = (row.critical, row.high, row.medium, row.low, row.info)
    said = [f"{count:,} {name}" for count, name in zip(counts, _SEVERITIES, strict=True) if count]
    return ", ".join(said) or ("none" if row.units_read else "")


_SEVERITIES = ("critical", "high", "medium", "low", "info")


def _amount(row: TargetRow) -> str:
    from rich.filesize import decimal  # only when a report is written

    commits = f", {plural(row.commits, 'commit')}" if row.commits else ""
    return f"{plural(row.blobs, 'blob')} ({decimal(row.bytes)}){commits}"
