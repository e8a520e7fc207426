"""Leaves out of a plan what records hold already: units, the history behind known commits, and objects with known tags."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from auditor.fleet.current_records import whole_history
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_unit import ObjectRef, Unit, kept_object
from auditor.fleet.plan_units import batch_unit, cut


def against(
    units: Iterable[Unit], past: Sequence[Unit], read: Collection[str], key: FleetKey
) -> tuple[list[Unit], list[Unit]]:
    """Returns the units that are still to be read, and those that are read.

    Args:
        units: What there is now.
        past: The units of all earlier plans, the oldest first.
        read: The ids of the units that were read whole.
        key: The fleet key.
    """
    known: dict[str, list[Unit]] = {}
    for unit in past:
        if unit.id in read:
            known.setdefault(unit.target, []).append(unit)
    to_read: list[Unit] = []
    done: list[Unit] = []
    batches: dict[tuple[str, str, str], list[Unit]] = {}
    for unit in units:
        if unit.id in read:
            done.append(unit)
        elif unit.kind == "git":
            to_read.append(_after(unit, known.get(unit.target, ())))
        elif unit.kind == "none":
            to_read.append(unit)
        else:
            batches.setdefault((unit.target, unit.location, unit.engine), []).append(unit)
    for own in batches.values():
        to_read += _new_objects(own, known.get(own[0].target, ()), key)
    return to_read, done


def _after(unit: Unit, known: Sequence[Unit]) -> Unit:
    """Returns a unit that reads what the newest records of its repository do not hold."""
    earlier = [one for one in known if one.kind == "git"]
    usable = [one for one in earlier if one.engine == unit.engine]
    replaces = tuple(dict.fromkeys(one.id for one in earlier))
    if not usable or unit.is_part:
        return replace(unit, replaces=replaces)
    newest = [one for one in usable if one.content == usable[-1].content]
    if not whole_history(newest):
        return replace(unit, replaces=replaces)
    return replace(unit, known=newest[-1].tips, base=tuple(one.id for one in newest), replaces=replaces)


def _new_objects(units: Sequence[Unit], known: Sequence[Unit], key: FleetKey) -> list[Unit]:
    first = units[0]
    old = {one for unit in known if unit.engine == first.engine for one in unit.objects}
    left: list[ObjectRef] = [
        one for unit in units for one in unit.objects if not old or kept_object(one, key) not in old
    ]
    replaces = tuple(unit.id for unit in known if unit.engine != first.engine)
    return [
        replace(batch_unit(first.target, first.kind, first.location, batch, first.engine), replaces=replaces)
        for batch in cut(left)
    ]


def without(unit: Unit, names: Collection[str], key: FleetKey) -> Unit:
    """Returns the unit of those objects that are not among some names."""
    left = [one for one in unit.objects if kept_object(one, key).name not in names]
    return batch_unit(unit.target, unit.kind, unit.location, left, unit.engine)
