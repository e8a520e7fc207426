"""Fleets for tests: real repositories, a key, and runs in this process."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from auditor.fleet.fleet_engine import Engine
from auditor.fleet.fleet_key import create, load
from auditor.fleet.fleet_policy import FleetPolicy
from auditor.fleet.fleet_report import FleetOptions, fleet_report
from auditor.fleet.fleet_unit import Unit
from auditor.fleet.plan_units import planned
from auditor.fleet.record_store import open_store
from auditor.fleet.resolve_targets import resolve
from auditor.fleet.run_unit import run_task
from auditor.fleet.scan_fleet import FleetEvent, FleetRun, scan_units
from auditor.fleet.scan_options import ScanOptions
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Generic

DAY = date(2026, 9, 1)
BACKPACK_ONLY = ScanOptions(generic=Generic.OFF)


@dataclass(frozen=True)
class Fleet:
    """Targets, their records and a key, in one folder."""

    folder: Path
    targets: tuple[str, ...]
    options: ScanOptions = BACKPACK_ONLY
    events: list[FleetEvent] = field(default_factory=list)

    @property
    def records(self) -> Path:
        """Where the records are."""
        return self.folder / "records"

    @property
    def key_file(self) -> Path:
        """The fleet key; made when it is first asked for."""
        path = self.folder / "fleet.key"
        if not path.exists():
            create(path)
        return path

    def plan(self) -> list[Unit]:
        """What there is to be read."""
        return list(planned(resolve(self.targets), self.options, load(self.key_file)))

    def scan(self, engine: Engine | None = None, units: Iterable[Unit] | None = None) -> FleetRun:
        """Reads what the records lack."""
        return scan_units(
            list(self.plan() if units is None else units),
            str(self.records),
            engine or SerialEngine(),
            options=self.options,
            key_file=str(self.key_file),
            tell=self.events.append,
        )

    def report(self, policy: FleetPolicy | None = None, **request: Any) -> Report:
        """Joins and judges everything that was recorded."""
        return fleet_report(
            open_store(str(self.records)),
            AuditRequest(describe_rules=False, **request),
            load(self.key_file),
            FleetOptions(today=DAY, policy=policy),
        )

    def with_options(self, **options: Any) -> Fleet:
        """The same fleet, read with other options."""
        return dataclasses.replace(self, options=replace(self.options, **options))

    def files(self, folder: str = "records") -> list[Path]:
        """The files of the records."""
        return sorted(path for path in (self.records / "backpack-fleet-v1" / folder).rglob("*") if path.is_file())


class Interrupting(Executor):
    """Does at once what it is asked, until it is asked once too often."""

    def __init__(self, most: int) -> None:
        self._left = most

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a task, or interrupts the run."""
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def die_on_poison(payload: bytes) -> bytes:
    """The task of a worker, which the system kills on some units."""
    if b"poison" in payload:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(payload)


def wait_on_poison(payload: bytes) -> bytes:
    """The same, which goes on waiting on some units until it is ended; a file says that it waits."""
    if b"poison" in payload:
        Path(os.environ["TEST_WAITS"]).touch()
        time.sleep(120)
    return run_task(payload)


def die_once(payload: bytes) -> bytes:
    """The same, once: the file that a variable names says that it was done."""
    died = Path(os.environ["TEST_DIED"])
    if b"poison" in payload and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(payload)


class SerialEngine:
    """Runs units in this process, one after the other: so that a test sees what they do."""

    workers = 1
    may_die = False
    lost: tuple[type[BaseException], ...] = ()

    def executor(self) -> Executor:
        """Returns an executor that does at once what it is asked."""
        return _Serial()

    def rebuild(self) -> None:
        """There is nothing to rebuild."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to end."""


class _Serial(Executor):
    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
