"""The audit of an inventory: a scan joined with what is declared, as one report. It relies on the pipeline, as `scan`."""

from __future__ import annotations

import codecs
import os
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.outer_context import evidence_with_context
from auditor.collection.collect import Collected, collect
from auditor.collection.resolve_run import Run, run_of
from auditor.config_files.read_text import read_text
from auditor.configuration.load_configuration import ResolvedRequest
from auditor.errors import UsageError, unusable_paths_named
from auditor.evaluation import evaluate
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.inventory import FILE_NAME, Inventory
from auditor.inventory.load_inventory import MAX_BYTES, load_inventory, read_inventory
from auditor.inventory.probe_record import load_record, record_path
from auditor.inventory.profiles import load_profiles
from auditor.inventory.write_inventory import RevealPublicKeys, add_to_inventory, write_inventory
from auditor.model.clock import utc_day
from auditor.model.location import Exposure
from auditor.model.material import ContextReason
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import report
from auditor.sources.git.command import Git
from auditor.sources.git.ls_files import exposures
from auditor.sources.git.repository_root import repository_root
from auditor.storage import atomic_write

_NOT_SCANNED = (
    "only the inventory was read (--no-scan): where keys and secrets are, which keys are unused and which are missing "
    "from the inventory is not known"
)


class PolicyRequest(Struct, frozen=True, kw_only=True):
    """What an audit of an inventory asks next to what a scan asks."""

    inventory: Path | None = None
    """None: what the configuration names, else `backpack-keys.yaml` in the scanned root, above it in its repository, or here."""
    scan: bool = True
    """Whether the paths are scanned; the inventory itself always is."""
    as_of: date | None = None
    """The day by which ages are counted; None for today."""
    record: Path | None = None
    """The record of the last probes; None for the one that goes with the inventory, if there is one."""


@unusable_paths_named()
def audit_inventory(request: AuditRequest, policy: PolicyRequest) -> Report:
    """Audits the keys of an inventory, with what a scan of the request's paths finds.

    Raises:
        AuditError: there is no inventory, it is wrong, or the scan is impossible.
    """
    if request.trust:
        from auditor.trust.judged_by_base import judged_by_base  # in CI

        return judged_by_base(request, lambda one: _audited(run_of(one), policy))
    return _audited(run_of(request), policy)


def _audited(run: Run, policy: PolicyRequest) -> Report:
    today = policy.as_of or utc_day()
    path = inventory_path(run, policy)
    if not policy.scan:
        run = run_of(replace(run.request, paths=(path,), scope=Scope.WORKTREE))
    inventory = load_inventory_of(run, path, today)
    collected = _with_inventory(collect(run), path)
    record = load_record(policy.record or record_path(path))
    evidence = collected.evidence
    exposure = None if any(one.location.path == inventory.path for one in evidence) else _exposure(path)
    audited = audit_policy(inventory, evidence, today=today, scanned=policy.scan, record=record, exposure=exposure)
    evaluation = evaluate(run, evidence, collected.generic, audited.cases)
    lowered = replace(evaluation, findings=audited.lowered(evaluation.findings))
    drawn = report(collected, lowered, today=today, policy=True)
    notes = drawn.notes if policy.scan else (*drawn.notes, _NOT_SCANNED)
    return replace(drawn, notes=notes, policy=audited.view(drawn.findings), keys=audited.keys)


def _exposure(path: Path) -> Exposure:
    """Returns how exposed the inventory is, for one in which the scan found no value."""
    folder = os.path.realpath(path.parent)
    home = repository_root(folder)
    if home is None:
        return Exposure.UNVERSIONED
    name = Path(os.path.relpath(folder, home), path.name).as_posix()
    return exposures(Git.at(Path(home)), [name])[name]


def start_inventory(run: Run, path: Path, reveal: RevealPublicKeys) -> int:
    """Writes a first inventory of what a scan sees, and returns how many keys it lists.

    Raises:
        AuditError: there is a file already, or the scan is impossible.
    """
    return write_inventory(path, collect(run).evidence, reveal, utc_day())


def update_inventory(run: Run, path: Path, reveal: RevealPublicKeys) -> int:
    """Adds the keys that a scan sees to an inventory, and returns how many were new.

    What people wrote there stays as it is, comments included.

    Raises:
        AuditError: the inventory is wrong, a link, or cannot take another entry; or the scan is impossible.
    """
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link; name the file itself")
    today = utc_day()
    shown, profiles = run.shown(path), load_profiles(run.packs)
    before = load_inventory(path, shown_as=shown, today=today, profiles=profiles)
    text = read_text(path, what="key inventory", limit=MAX_BYTES, shown_as=shown)
    after, added = add_to_inventory(text, before, collect(run).evidence, reveal, today)
    if added:
        now = read_inventory(after, shown_as=shown, today=today, profiles=profiles)
        if [key.name for key in now.keys[: len(before.keys)]] != [key.name for key in before.keys]:
            raise UsageError(f"{path} is written in a way that no key can be added to safely; add it by hand")
        mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        atomic_write.write(path, mark + after.encode("utf-8"))
    return added


def inventory_path(run: ResolvedRequest, policy: PolicyRequest) -> Path:
    """Returns where the inventory is.

    Raises:
        UsageError: nowhere.
    """
    wanted = policy.inventory or run.configuration.inventory
    if wanted is not None:
        return wanted
    for folder in (*run.upward(), Path()):
        if (folder / FILE_NAME).exists():
            return folder / FILE_NAME
    raise UsageError(
        f"there is no {FILE_NAME} in {run.root}, above it or in the current folder; `backpack-audit policy init` writes one"
    )


def load_inventory_of(run: ResolvedRequest, path: Path, today: date) -> Inventory:
    """Returns an inventory, read with the profiles of a run's packs.

    Raises:
        AuditError: it cannot be read, or is wrong.
    """
    return load_inventory(path, shown_as=run.shown(path), today=today, profiles=load_profiles(run.packs))


def _with_inventory(collected: Collected, path: Path) -> Collected:
    """Returns what was gathered, with what the inventory file holds: also where the scan did not come by it.

    A secret in its `api_key:` is a finding wherever the file is and whatever it is called.
    """
    evidence, shown = collected.evidence, collected.run.shown(path)
    if not any(one.location.path == shown for one in evidence):
        request = replace(collected.run.request, paths=(path,), scope=Scope.WORKTREE)
        alone = collect(run_of(request)).evidence
        evidence = (*evidence, *(replace(one, location=replace(one.location, path=shown)) for one in alone))
    return replace(
        collected,
        evidence=tuple(
            evidence_with_context(one, ContextReason.INVENTORY) if one.location.path == shown else one
            for one in evidence
        ),
    )
