"""Tells which records count: all of each target, without those that newer ones have replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

from msgspec import Struct

from auditor.errors import UsageError
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_unit import Kind, Unit
from auditor.fleet.record_store import RecordStore
from auditor.fleet.unit_record import RecordView, UnitRecord, decode_view

TakeView = Callable[[str, RecordView], None]
"""Takes what the first pass needs of a record: its target, and what there is of it."""
LATER = 1 << 40
"""The place of a record of no plan: after all plans."""


class ShelfEntry(Struct, frozen=True, kw_only=True):
    """A record that counts, without its content."""

    unit: Unit
    is_partial: bool
    reason: str
    version: str
    place: int
    """Position of its unit in all plans: a newer one is higher."""
    empty: UnitRecord | None = None
    """All there is of a record without values, so that it is read once; None for one with values."""


class Shelf(Struct, frozen=True, kw_only=True):
    """The records that count, by target."""

    entries: Mapping[str, tuple[ShelfEntry, ...]]
    """Each target's in the order of plans."""
    unreadable: tuple[str, ...] = ()
    """What is wrong with records that cannot be read, as sentences."""
    written: frozenset[str] = frozenset()
    """The ids under which units with a record were planned or read."""


def shelf_of(store: RecordStore, past: Sequence[Unit], key: FleetKey, take: TakeView) -> Shelf:
    """Goes once through all records.

    Args:
        store: The records.
        past: The units of all plans, the oldest first.
        key: The fleet key.
        take: Called with each record that counts, for what the first pass needs of it.

    Raises:
        UsageError: a record was written under another fleet key, or the store cannot be read.
    """
    order = {unit.id: number for number, unit in enumerate(past)}
    read, partial = store.read_units(), store.partial_units()
    views: dict[str, list[tuple[ShelfEntry, RecordView]]] = {}
    unreadable: list[str] = []
    written: set[str] = set()
    wanted = [(unit, unit not in read) for unit in sorted((*read, *(partial - read)))]
    for (unit, _), data in zip(wanted, store.records(wanted), strict=True):
        try:
            view = decode_view(data if isinstance(data, bytes) else _raised(data), unit)
        except UsageError as error:
            unreadable.append(str(error))
            continue
        if view.key_id != key.id:
            raise UsageError(
                f"the records of {store.shown} were written under the fleet key {view.key_id}, and {key.id} is given"
            )
        place = order.get(view.unit.id, order.get(view.planned, LATER))
        entry = ShelfEntry(
            unit=view.unit,
            is_partial=unit not in read,
            reason=view.reason,
            version=view.version,
            place=place,
            empty=None if view.examined else _without_values(view),
        )
        views.setdefault(view.unit.target, []).append((entry, view))
        written |= {view.unit.id, view.planned}
    entries = {}
    for target, own in views.items():
        kept = live([entry for entry, _ in own])
        entries[target] = kept
        counted = {entry.unit.id for entry in kept}
        for entry, view in own:
            if entry.unit.id in counted:
                take(target, view)
    return Shelf(entries=entries, unreadable=tuple(unreadable), written=frozenset(written))


def _raised(error: UsageError) -> NoReturn:
    raise error


def _without_values(view: RecordView) -> UnitRecord:
    return UnitRecord(
        version=view.version,
        key_id=view.key_id,
        unit=view.unit,
        planned=view.planned,
        state=view.state,
        reason=view.reason,
        skipped=view.skipped,
        scan=view.scan,
        notes=view.notes,
        settings=view.settings,
    )


def live(entries: Iterable[ShelfEntry]) -> tuple[ShelfEntry, ...]:
    """Returns those of one target's records that no newer ones have replaced, the oldest first."""
    ordered = sorted(entries, key=lambda one: (one.place, one.unit.id))
    others = [one for one in ordered if one.unit.kind != "git"]
    return (*_live_history([one for one in ordered if one.unit.kind == "git"]), *others)


def _live_history(ordered: Sequence[ShelfEntry]) -> Iterator[ShelfEntry]:
    """Yields the records of the newest whole state of a repository, and those after it."""
    states: dict[tuple[str, str], list[ShelfEntry]] = {}
    for entry in ordered:
        states.setdefault((entry.unit.content, entry.unit.engine), []).append(entry)
    newest = sorted(states.values(), key=lambda own: own[-1].place, reverse=True)
    kept: list[ShelfEntry] = []
    for own in newest:
        kept = [*own, *kept]
        if whole_history([one.unit for one in own if not one.is_partial]):
            break
    yield from kept


def whole_history(units: Iterable[Unit]) -> bool:
    """Returns whether ranges of one state of a repository follow each other to its end."""
    at = 0
    for unit in sorted(units, key=lambda one: one.start):
        if unit.start != at:
            return False
        if unit.stop is None:
            return True
        at = unit.stop
    return False


def kind_of(entries: Iterable[ShelfEntry]) -> Kind:
    """Returns the kind of a target by its newest record."""
    kind: Kind = "none"
    for entry in entries:
        kind = entry.unit.kind
    return kind
