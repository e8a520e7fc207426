"""A run of `fix`: what is found, what is planned on it, and how the plan is carried out."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from auditor.audits.stored_keys import stored
from auditor.configuration.load_configuration import names_root
from auditor.errors import OutputError
from auditor.fix.change import Change
from auditor.fix.plan import Plan, plan_of
from auditor.fix.problem import scene_of
from auditor.fix.workspace import digest
from auditor.model.finding import Severity
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import report
from auditor.storage import atomic_write
from auditor.vocabulary.vocabulary import builtin


class Planned(Struct, frozen=True):
    """What was found, and the plan that follows from it."""

    report: Report
    plan: Plan
    threshold: Severity
    """From which severity on it matters that a finding is left."""

    @property
    def matters(self) -> bool:
        """Whether something is to be fixed, or left that counts."""
        return bool(self.plan.changes) or self.plan.leaves(self.threshold)


def planned(request: AuditRequest, *, move: bool = False) -> Planned:
    """Looks at the files of a request and plans; with `move`, literal secrets go to `.env`, too. Writes nothing.

    Raises:
        AuditError: the audit is impossible.
    """
    found = stored(request, movable=move)
    drawn = report(found.request, found.collected, found.evaluation)
    configuration = found.collected.configuration
    scene = scene_of(found.collected.evidence, drawn.findings)
    plan = plan_of(scene, names_root(request, configuration), builtin().extended(configuration.names))
    return Planned(drawn, plan, request.fail_on or configuration.fail_on or Severity.MEDIUM)


def write(plan: Plan) -> None:
    """Carries out a plan, file by file; each is written whole or not at all.

    Raises:
        OutputError: a file has changed since, or cannot be written; those before it are done, those after it are not.
    """
    for change in plan.changes:
        _write(change)


def _write(change: Change) -> None:
    try:
        _check_unchanged(change.file, change.digest)
        if change.content is None and change.mode is not None:
            change.file.chmod(change.mode)
    except OSError as error:
        raise OutputError(f"cannot write {change.path}: {error.strerror}") from None
    if change.content is not None:
        atomic_write.write(change.file, change.content.data, mode=change.mode)


def _check_unchanged(file: Path, before: bytes) -> None:
    now = digest(file.read_bytes()) if file.exists() else b""
    if now != before:
        raise OutputError(f"{file} changed while it was scanned, so it was left alone; run the command again")
