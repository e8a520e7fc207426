"""The task of a worker: reads one unit, keeps its record, and answers what became of it. Bytes in, bytes out.

Every engine runs it as it is. The payload holds no credential: the worker reads its own fleet key, and stores and git
have theirs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import AuditError, trace_without_values
from auditor.fleet.fleet_key import FleetKey, load
from auditor.fleet.fleet_unit import Unit, kept_object
from auditor.fleet.gather_unit import record_of
from auditor.fleet.record_store import RecordStore, open_store
from auditor.fleet.scan_options import ScanOptions
from auditor.fleet.undecodable_text import packed, unpacked
from auditor.fleet.unit_record import UnitRecord, decode_record, encode_record
from auditor.redaction import redacted

State = Literal["planned", "read", "partial", "failed", "skipped", "not run"]
"""What became of a unit. `skipped` was read by an earlier run or by another one at the same time."""
_GRACE = 30.0
"""Seconds after the limit of a unit at which its worker is ended: by then the unit should have ended itself."""


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one unit."""

    unit: str
    target: str
    state: State
    reason: str = ""
    record: str = ""
    """The id under which its record is kept; another one where the content has changed since it was planned."""
    blobs: int = 0
    bytes: int = 0
    missed: tuple[str, ...] = ()
    """The objects of the unit that could not be read, while the record holds all others."""
    values: int = 0
    """Values in the record."""
    seconds: float = 0.0


class Task(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a worker is sent."""

    unit: Unit
    options: ScanOptions
    records: str
    """Where the records are: a folder or a URL."""
    key_file: str = ""
    """The file of the fleet key on the worker's machine; empty for its environment or the usual place."""
    may_die: bool = False
    """Whether the worker is a process of its own that may end itself."""


def run_task(payload: bytes) -> bytes:
    """Runs a task; what goes wrong with the unit is part of the answer."""
    task = unpacked(payload, Task)
    started = perf_counter()
    disarm = _armed(task)
    try:
        outcome = _outcome(task)
    finally:
        disarm()
    return packed(replace(outcome, seconds=round(perf_counter() - started, 3)))


def _outcome(task: Task) -> Outcome:
    try:
        return _run(task)
    except AuditError as error:
        reason = redacted(str(error))
    except MemoryError:
        limit = f"the {task.options.memory >> 20} MB of one worker" if task.options.memory else "this machine has"
        reason = f"needs more memory than {limit}"
    except OSError as error:
        reason = f"cannot be read: {error.strerror or type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - a message could hold a value; the neighbours of the unit go on
        lines = [line.strip() for line in trace_without_values(error)]
        reason = f"a defect of backpack-audit ({lines[0]} at {lines[-1]})"
    return Outcome(unit=task.unit.id, target=task.unit.target, state="failed", reason=reason)


def _run(task: Task) -> Outcome:
    unit = task.unit
    if unit.kind == "none":
        return Outcome(unit=unit.id, target=unit.target, state="failed", reason=unit.reason)
    key = load(Path(task.key_file) if task.key_file else None)
    store = open_store(task.records)
    record = record_of(unit, task.options, key, _base(store, unit))
    partial = record.state == "partial"
    missed = _missed(unit, record, key)
    is_ours = store.keep(record.unit.id, encode_record(record), partial=partial)
    return Outcome(
        unit=unit.id,
        target=unit.target,
        state="partial" if partial or missed else "read" if is_ours else "skipped",
        reason=record.reason if partial or missed else "" if is_ours else "another run was faster",
        missed=missed,
        record=record.unit.id,
        blobs=record.scan.blobs,
        bytes=record.scan.bytes,
        values=sum(len(blob.materials) + len(blob.generic) for blob in record.examined),
    )


def _missed(unit: Unit, record: UnitRecord, key: FleetKey) -> tuple[str, ...]:
    """Returns the names of objects that the record lacks."""
    read = {one.name for one in record.unit.objects}
    return tuple(name for one in unit.objects if (name := kept_object(one, key).name) not in read)


def _base(store: RecordStore, unit: Unit) -> list[UnitRecord]:
    return [decode_record(store.record(each), each) for each in unit.base]


def _armed(task: Task) -> Callable[[], None]:
    """Sees to it that the process ends where a unit does not: in a library that no clock of ours interrupts."""
    if not (task.may_die and task.options.seconds):
        return _nothing
    import faulthandler  # its thread needs nothing of the interpreter

    nowhere = Path(os.devnull).open("w", encoding="ascii")  # noqa: SIM115 - open until disarmed
    faulthandler.dump_traceback_later(task.options.seconds + _GRACE, exit=True, file=nowhere)

    def disarm() -> None:
        faulthandler.cancel_dump_traceback_later()
        nowhere.close()

    return disarm


def _nothing() -> None:
    """Does nothing: there is no clock to stop."""
