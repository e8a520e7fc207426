"""The audits for programs, each a function of a request; `auditor` exports them, and `auditor.pipeline.audit`.

All of them may be called from several threads at once, and from a script without `if __name__ == "__main__":`. With more
than one worker they start processes: on Linux copies of this process where no other thread runs, else new interpreters.
They write to the user's cache folder (`BACKPACK_AUDIT_CACHE_DIR` moves it) and nowhere else, ask the network nothing, and
take the date from the clock in UTC unless one is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from auditor.audits.check import check_stored
from auditor.audits.fix import planned
from auditor.audits.policy import PolicyRequest, audit_inventory
from auditor.fix.plan import Plan
from auditor.model.blob_source import Source
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.reporters._shared import reporter_registry
from auditor.reporters._shared.render_options import RenderOptions


def check(request: AuditRequest, *, source: Source | None = None, require: Iterable[str] = ()) -> Report:
    """Checks stored keys, as `backpack-audit check`: is each valid, in its field, part of its pair, and well kept.

    Args:
        request: What to check. Leak rules and other products' secrets are left out, whatever it says of them.
        source: What is read in place of what the request's scope names.
        require: Names of fields that must have a value; without one the exit code is 1, and a note says which.

    Returns:
        A report with a row for every key and secret in `checks`, those without a value among them.

    Raises:
        AuditError: the check is impossible, or the request selects a rule that is not about stored keys.
    """
    return check_stored(request, source=source, require=tuple(require))


def policy(
    request: AuditRequest, *, inventory: Path | str | None = None, scan: bool = True, as_of: date | None = None
) -> Report:
    """Audits declared keys, as `backpack-audit policy`: the inventory joined with a scan of the request's paths.

    Args:
        request: What to scan.
        inventory: The inventory; None for what the configuration names, else `backpack-keys.yaml` in the scanned root,
            above it in its repository, or in the current folder.
        scan: Whether the paths are scanned; the inventory itself always is.
        as_of: The day by which ages are counted; None for today in UTC.

    Returns:
        A report with the table of keys in `policy`.

    Raises:
        AuditError: there is no inventory, it is wrong, or the scan is impossible.
    """
    path = None if inventory is None else Path(inventory)
    return audit_inventory(request, PolicyRequest(inventory=path, scan=scan, as_of=as_of))


def fix_plan(request: AuditRequest, *, move_to_env: bool = False) -> Plan:
    """Plans what `backpack-audit fix --write` would do, and writes nothing.

    Args:
        request: Which files to look at; the scope must be the work tree.
        move_to_env: Whether literal secrets of source code and compose files go to `.env`, too.

    Returns:
        The changes file by file, with a diff in which every secret is masked, and what is left with its reason.

    Raises:
        AuditError: the audit is impossible.
    """
    return planned(request, move=move_to_env).plan


def render(report: Report, name: str = "text", *, options: RenderOptions | None = None) -> str:
    """Returns a report in a format, ending in a newline unless it is empty.

    Args:
        report: What an audit returned.
        name: `text`, `json`, `sarif` or another of `--format`; the file extension plays no part.
        options: How `text` and `markdown` show it; None for no colour and 100 columns.

    Raises:
        UsageError: there is no such format.
    """
    return reporter_registry.render(name, report, options or RenderOptions())
