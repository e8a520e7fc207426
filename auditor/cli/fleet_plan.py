"""Tells what `fleet plan` and `fleet report` do: from arguments to units, and from records to a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from auditor.cli.common import Common
from auditor.errors import UsageError
from auditor.fleet.fleet_key import load
from auditor.fleet.fleet_policy import FleetPolicy
from auditor.fleet.fleet_report import FleetOptions, fleet_report
from auditor.fleet.fleet_unit import Unit, decode_units
from auditor.fleet.incremental import against
from auditor.fleet.plan_units import planned
from auditor.fleet.read_target_list import listed_targets
from auditor.fleet.record_store import open_store
from auditor.fleet.resolve_targets import resolve
from auditor.fleet.scan_fleet import past_units
from auditor.fleet.scan_options import ScanOptions
from auditor.inventory.load_inventory import load_inventory
from auditor.inventory.probe_record import load_record, record_path
from auditor.inventory.profiles import load_profiles
from auditor.model.clock import utc_day
from auditor.model.report import Report
from auditor.storage import cache
from auditor.suppression.baseline_file import load as load_baseline
from auditor.wording.amounts import plural

_STDIN = Path("-")


class PlanArguments(Struct, frozen=True, kw_only=True):
    """Where the targets of a plan are named."""

    targets: tuple[str, ...] = ()
    listed: Path | None = None
    clone: bool = False
    mirrors: Path | None = None
    records: str = ""
    key: Path | None = None


def plan_of(arguments: PlanArguments, options: ScanOptions) -> list[Unit]:
    """Returns the units of all targets; with records, without those that were read.

    Raises:
        AuditError: no target is named, or one of them does not exist.
    """
    listed = _listed(arguments.listed) if arguments.listed else []
    if not (arguments.targets or listed):
        raise UsageError("name the targets: folders, URLs, or --from FILE")
    key = load(arguments.key)
    mirrors = (arguments.mirrors or cache.directory() / "mirrors") if arguments.clone else None
    units = list(planned(resolve(arguments.targets, listed=listed, clone=mirrors), options, key))
    if not arguments.records:
        return units
    store = open_store(arguments.records)
    return against(units, past_units(store), store.read_units(), key)[0]


def units_of(arguments: PlanArguments, options: ScanOptions) -> list[Unit]:
    """Returns the units of a plan that was written before, or of targets.

    Raises:
        AuditError: as for `plan_of`; or the plan is damaged.
    """
    if len(arguments.targets) == 1 and not arguments.listed:
        path = Path(arguments.targets[0])
        if path == _STDIN or path.is_file():
            return list(decode_units(_text(path).encode(), str(path)))
    return plan_of(arguments, options)


def summary(units: Sequence[Unit]) -> str:
    """Returns how much a plan is: `3 units of 2 targets, 1.2 MB, 0 requests`."""
    from rich.filesize import decimal  # only for people

    targets = len({unit.target for unit in units})
    failed = sum(unit.kind == "none" for unit in units)
    requests = sum(unit.requests for unit in units)
    said = f"{plural(len(units), 'unit')} of {plural(targets, 'target')}, {decimal(sum(unit.size for unit in units))}"
    said += f", {plural(requests, 'request')}" if requests else ""
    return f"{said}; {plural(failed, 'unit')} cannot be read" if failed else said


class ReportArguments(Struct, frozen=True, kw_only=True):
    """What is joined in a report."""

    records: str
    inventory: Path | None = None
    probes: Path | None = None
    """The record of probes; None for the one next to the inventory, if there is one."""
    key: Path | None = None


def reported(common: Common, arguments: ReportArguments) -> Report:
    """Returns the report of everything that was recorded.

    Raises:
        AuditError: the records, the rules, the baseline, the inventory or the record of probes cannot be used.
    """
    inventory, probes = arguments.inventory, arguments.probes
    if probes is not None and inventory is None:
        raise UsageError("--probes is what `probe` learned of the keys of an inventory: give --inventory too")
    if probes is not None and not probes.exists():
        raise UsageError(f"--probes {probes}: no such file; `backpack-audit probe --record` writes one")
    for name, given in (("exclude", common.exclude), ("config", common.config), ("trust", common.trust)):
        if given:
            raise UsageError(f"--{name} is about what is read: give it to `fleet scan`, or leave it out")
    request = common.request()
    today = utc_day()
    fleet_key = load(arguments.key)
    policy = None
    if inventory is not None:
        profiles = load_profiles(request.rules)
        found = load_inventory(inventory, shown_as=inventory.name, today=today, profiles=profiles)
        policy = FleetPolicy(found, fleet_key, load_record(probes or record_path(inventory)))
    baseline = load_baseline(request.baseline, shown_as=str(request.baseline)) if request.baseline else None
    options = FleetOptions(today=today, baseline=baseline, policy=policy)
    return fleet_report(open_store(arguments.records), request, fleet_key, options)


def _listed(path: Path) -> list[str]:
    return listed_targets(_text(path), str(path))


def _text(path: Path) -> str:
    try:
        return sys.stdin.read() if path == _STDIN else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from None
