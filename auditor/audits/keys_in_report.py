"""Tells what an inventory declares of the keys that a scan or a check saw: names and permissions for reports that show them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from auditor.audits.policy import PolicyRequest, inventory_path, load_inventory_of
from auditor.collection.collect import collect
from auditor.collection.listing import Progress
from auditor.collection.resolve_run import Run, run_of
from auditor.errors import AuditError, UsageError
from auditor.evaluation import evaluate
from auditor.inventory.audit_inventory import audit_policy
from auditor.model.clock import utc_day
from auditor.model.evidence import Evidence
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import report

_UNREADABLE = (
    "the key inventory cannot be read, so this report does not name keys or say what they may do: `backpack-audit policy` "
    "says what is wrong with it"
)


def audit_with_keys(request: AuditRequest, *, progress: Progress | None = None) -> Report:
    """Returns what `pipeline.audit` returns, with the table of keys where there is an inventory.

    Args:
        request: What to audit. Nothing is judged by the inventory: `policy` does that.
        progress: Told how far the reading is.

    Raises:
        AuditError: the request, a configuration, a rule or the repository makes an audit impossible.
    """
    if request.trust:
        from auditor.trust.judged_by_base import judged_by_base  # in CI

        return judged_by_base(request, lambda one: _audited(run_of(one), progress))
    return _audited(run_of(request), progress)


def _audited(run: Run, progress: Progress | None) -> Report:
    collected = collect(run, progress=progress)
    evaluation = evaluate(run, collected.evidence, collected.generic)
    return with_declared_keys(report(collected, evaluation), run, collected.evidence)


def with_declared_keys(drawn: Report, run: Run, evidence: Sequence[Evidence]) -> Report:
    """Returns a report with its table of keys.

    Args:
        drawn: A report of `evidence`.
        run: Says where the inventory is searched for: as `policy` does.
        evidence: What was found; without any there is nothing to name.
    """
    if not evidence or run.request.scope is Scope.STDIN:
        return drawn
    policy = PolicyRequest()
    try:
        path = inventory_path(run, policy)
    except UsageError:
        return drawn
    today = utc_day()
    try:
        inventory = load_inventory_of(run, path, today)
    except AuditError:
        return replace(drawn, notes=(*drawn.notes, _UNREADABLE))
    return replace(drawn, keys=audit_policy(inventory, evidence, today=today).keys)
