"""Runs a plan: what records lack is read, every outcome is reported, and what failed is kept with its reason."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.fleet.fleet_engine import Engine, run_units
from auditor.fleet.fleet_key import FleetKey, load
from auditor.fleet.fleet_unit import Unit, decode_units, encode_units, kept
from auditor.fleet.incremental import against, without
from auditor.fleet.record_store import RecordStore, open_store
from auditor.fleet.run_unit import Outcome, State, Task
from auditor.fleet.scan_options import ScanOptions
from auditor.fleet.undecodable_text import to_json
from auditor.model.clock import utc_now

Tell = Callable[["FleetEvent"], None]


class FleetEvent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `--events`: how far a run is, and what became of a unit. It names no path inside a target."""

    event: str
    """`planned`, `unit` or `finished`."""
    time: str
    unit: str = ""
    target: str = ""
    state: State | str = ""
    reason: str = ""
    seconds: float = 0.0
    units: int = 0
    """Of the plan."""
    ended: int = 0
    """Units that have ended so far."""
    bytes: int = 0
    """Bytes read so far."""
    size: int = 0
    """Bytes of the plan, as far as they are known: packed objects unpack to more."""
    left_size: int = 0
    """Those of the units that have not ended."""


class FleetRun(Struct, frozen=True, kw_only=True):
    """What became of a plan."""

    states: dict[str, int]
    """Number of units by state."""
    failed: tuple[Outcome, ...]
    """Those that were not read whole, with the reason."""
    bytes: int

    @property
    def complete(self) -> bool:
        """Whether every unit was read, now or earlier."""
        return not self.failed


def past_plans(store: RecordStore) -> list[tuple[Unit, ...]]:
    """Returns all earlier plans, the oldest first."""
    return [decode_units(plan, "a plan of the records") for plan in store.plans()]


def past_units(store: RecordStore) -> list[Unit]:
    """Returns the units of all earlier plans, the oldest first."""
    return [unit for plan in past_plans(store) for unit in plan]


def scan_units(
    units: Sequence[Unit],
    records: str,
    engine: Engine,
    *,
    options: ScanOptions,
    key_file: str = "",
    tell: Tell | None = None,
) -> FleetRun:
    """Reads the units that records lack.

    Args:
        units: The plan.
        records: Where records are kept: a folder or a URL.
        engine: What runs the units.
        options: How they are read.
        key_file: The file of the fleet key on the workers' machines; empty for the environment or the usual place.
        tell: Called with every event.

    Raises:
        AuditError: the records cannot be read or written.
    """
    store = open_store(records)
    read = store.read_units()
    key = load(Path(key_file) if key_file else None)
    plans = past_plans(store)
    to_read, done = against(units, [unit for plan in plans for unit in plan], read, key)
    if new := (*_not_newest(done, plans), *to_read):
        _keep_plan(store, new, key)
    return _read(to_read, len(done), store, engine, _Run(records, options, key_file, key), tell or _nobody)


def _not_newest(done: Sequence[Unit], plans: Sequence[Sequence[Unit]]) -> Iterator[Unit]:
    """Yields the units that were read before something else was planned, or before their target could not be read.

    It is a repository that is again as it was, or a target that can be read again.
    """
    newest = {unit.target: unit.content for plan in plans for unit in plan if unit.kind == "git"}
    known = {unit.id for plan in plans for unit in plan}
    failed: set[str] = set()
    for plan in plans:
        failed -= {unit.target for unit in plan}
        failed |= {unit.target for unit in plan if unit.kind == "none"}
    yield from (
        unit
        for unit in done
        if unit.id not in known or unit.target in failed or newest.get(unit.target, unit.content) != unit.content
    )


class _Run(Struct, frozen=True):
    records: str
    options: ScanOptions
    key_file: str
    key: FleetKey


def _keep_plan(store: RecordStore, units: Iterable[Unit], key: FleetKey) -> None:
    now = utc_now().strftime("%Y%m%dT%H%M%S.%fZ")
    store.keep_plan(f"{now}-{secrets.token_hex(4)}", encode_units(kept(unit, key) for unit in units))


def _read(units: Sequence[Unit], done: int, store: RecordStore, engine: Engine, run: _Run, tell: Tell) -> FleetRun:
    size = left = sum(unit.size for unit in units)
    sizes = {unit.id: unit.size for unit in units}
    total, count, states = 0, 0, Counter({"skipped": done})
    failed: list[Outcome] = []
    narrowed: list[Unit] = []
    planned = {unit.id: unit for unit in units}
    tell(FleetEvent(event="planned", time=_now(), units=len(units) + done, ended=done, size=size, left_size=left))
    for outcome in _outcomes(units, engine, run):
        count += 1
        states[outcome.state] += 1
        total += outcome.bytes
        left -= sizes.get(outcome.unit, 0)
        if outcome.state in ("failed", "partial"):
            failed.append(outcome)
            if outcome.state == "failed" or outcome.missed:
                store.keep_failure(outcome.unit, to_json(outcome))
            if outcome.missed:
                narrowed.append(without(planned[outcome.unit], outcome.missed, run.key))
        tell(
            FleetEvent(
                event="unit",
                time=_now(),
                unit=outcome.unit,
                target=outcome.target,
                state=outcome.state,
                reason=outcome.reason,
                seconds=outcome.seconds,
                units=len(units) + done,
                ended=count + done,
                bytes=total,
                size=size,
                left_size=left,
            )
        )
    tell(FleetEvent(event="finished", time=_now(), units=len(units) + done, ended=count + done, bytes=total, size=size))
    if narrowed:
        _keep_plan(store, narrowed, run.key)
    order = {unit.id: number for number, unit in enumerate(units)}
    return FleetRun(
        states=dict(states), failed=tuple(sorted(failed, key=lambda one: order.get(one.unit, 0))), bytes=total
    )


def _outcomes(units: Iterable[Unit], engine: Engine, run: _Run) -> Iterator[Outcome]:
    def task(unit: Unit) -> Task:
        return Task(unit=unit, options=run.options, records=run.records, key_file=run.key_file, may_die=engine.may_die)

    return run_units(units, engine, task)


def _now() -> str:
    return utc_now().isoformat(timespec="milliseconds")


def _nobody(_: FleetEvent) -> None:
    """Does nothing: nobody asked for progress."""
