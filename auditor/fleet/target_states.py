"""Tells how much of each target was read: its newest plan compared with the records that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import DecodeError, Struct

from auditor.fleet.current_records import Shelf, ShelfEntry, kind_of
from auditor.fleet.fleet_unit import Kind, Unit
from auditor.fleet.record_store import RecordStore
from auditor.fleet.run_unit import Outcome
from auditor.fleet.undecodable_text import from_json
from auditor.model.fleet_view import TargetState
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip


class TargetCoverage(Struct, frozen=True, kw_only=True):
    """How much of one target was read."""

    kind: Kind
    state: TargetState
    reason: str = ""
    units: int = 0
    units_read: int = 0
    skipped: tuple[Skipped, ...] = ()
    """What was planned and not read, with the reason."""


def coverage(shelf: Shelf, plans: Sequence[Sequence[Unit]], store: RecordStore) -> Mapping[str, TargetCoverage]:
    """Returns how much of each target was read, by its name.

    Args:
        shelf: The records that count.
        plans: The units of all plans, the oldest first.
        store: Where failures are.
    """
    newest = _newest_plans(plans)
    failures = store.failures()
    return {
        target: _coverage(target, shelf.entries.get(target, ()), newest.get(target, ()), shelf, failures)
        for target in (*shelf.entries.keys(), *(newest.keys() - shelf.entries.keys()))
    }


def _newest_plans(plans: Sequence[Sequence[Unit]]) -> Mapping[str, tuple[Unit, ...]]:
    """Returns the units of each target's newest plan: those of one content, or the last batch of them."""
    found: dict[str, list[Unit]] = {}
    for plan in plans:
        for target in {unit.target for unit in plan}:
            # Why a target could not be read was true until it was planned again.
            found[target] = [one for one in found.get(target, ()) if one.kind != "none"]
        _add(found, plan)
    return {target: tuple(units) for target, units in found.items()}


def _add(found: Mapping[str, list[Unit]], plan: Sequence[Unit]) -> None:
    for unit in plan:
        known = found[unit.target]
        if unit.kind == "git":
            known[:] = [one for one in known if one.content == unit.content and one.kind == "git"]
        elif unit.kind != "none":
            known[:] = [one for one in known if one.kind == "none" or one.engine == unit.engine]
        known[:] = [one for one in known if one.id != unit.id] + [unit]


def _coverage(
    target: str,
    entries: Sequence[ShelfEntry],
    planned: Sequence[Unit],
    shelf: Shelf,
    failures: Mapping[str, bytes],
) -> TargetCoverage:
    missing = [unit for unit in planned if not _is_read(unit, entries, shelf)]
    failed = {unit.id: _failure(unit, failures) for unit in missing}
    partial = [entry for entry in entries if entry.is_partial]
    reasons = [*(reason for reason in failed.values() if reason), *(entry.reason for entry in partial)]
    kind = kind_of(entries) if entries else planned[-1].kind
    state: TargetState = "read"
    if partial or (missing and entries):
        state = "partial"
    elif missing:
        state = "failed" if any(failed.values()) else "not run"
    return TargetCoverage(
        kind=kind,
        state=state,
        reason=next(iter(reasons), "planned and not run" if missing else ""),
        units=len(entries) + len(missing),
        units_read=len(entries) - len(partial),
        skipped=tuple(_skips(target, failed)),
    )


def _is_read(unit: Unit, entries: Sequence[ShelfEntry], shelf: Shelf) -> bool:
    """Returns whether records hold all that a unit was to read, in whatever batches."""
    if not unit.objects:
        return unit.id in shelf.written
    read = {one for entry in entries if entry.unit.engine == unit.engine for one in entry.unit.objects}
    return all(one in read for one in unit.objects)


def _failure(unit: Unit, failures: Mapping[str, bytes]) -> str:
    """Returns why a unit failed; empty where nobody ran it."""
    if unit.reason:
        return unit.reason
    try:
        return from_json(failures[unit.id], Outcome).reason if unit.id in failures else ""
    except (DecodeError, ValueError, RecursionError):
        return "it failed, and the reason is damaged"


def _skips(target: str, failed: Mapping[str, str]) -> list[Skipped]:
    counts: dict[str, int] = {}
    for reason in failed.values():
        said = reason or "planned and not run: run `backpack-audit fleet scan` again"
        counts[said] = counts.get(said, 0) + 1
    return [
        skip(
            ".",
            SkipReason.FAILED_UNITS,
            target=target,
            reason=f"{reason} ({plural(count, 'unit')})" if count > 1 else reason,
        )
        for reason, count in counts.items()
    ]
