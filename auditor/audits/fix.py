"""A run of `fix`: what is found, what is planned on it, and how the plan is carried out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from auditor.audits.stored_keys import stored
from auditor.errors import OutputError
from auditor.fix.change import Change
from auditor.fix.git_index import restaged, unstaged
from auditor.fix.plan import Plan, plan_of
from auditor.fix.problem import scene_of
from auditor.fix.workspace import digest
from auditor.model.finding import Severity
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.model.secret import PlainBytes
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
    drawn = report(found.collected, found.evaluation)
    run = found.collected.run
    scene = scene_of(found.collected.evidence, drawn.findings)
    plan = plan_of(scene, run.names_root, builtin().extended(run.configuration.names))
    return Planned(drawn, plan, run.threshold or Severity.MEDIUM)


def write(plan: Plan, *, index: bool = False) -> list[str]:
    """Carries out a plan as `write_each` does, and returns what was done with the index, in words.

    Raises:
        OutputError: as in `write_each`.
    """
    return [said for _, said in write_each(plan, index=index) if said]


def write_each(plan: Plan, *, index: bool = False) -> Iterator[tuple[Change, str]]:
    """Carries out a plan, file by file; each is written whole or not at all.

    Args:
        plan: What to do.
        index: Whether the git index follows: where exactly the old content of a file was staged, the new one is.

    Yields:
        Each change once it is written, and what was done with the index, in words; empty for nothing.

    Raises:
        OutputError: a file has changed since, or cannot be written; those before it are done, those after it are not.
    """
    for change in plan.changes:
        yield change, _write(change, index=index)


def _write(change: Change, *, index: bool) -> str:
    try:
        before = _unchanged(change.file, change.digest)
        if change.content is None and change.mode is not None:
            change.file.chmod(change.mode)
    except OSError as error:
        raise OutputError(f"cannot write {change.path}: {error.strerror}") from None
    if change.content is not None:
        atomic_write.write(change.file, change.content.data, mode=change.mode)
    if not index:
        return ""
    if change.unstage:
        return unstaged(change.file)
    return restaged(change.file, before, change.content.data) if change.content and before else ""


def _unchanged(file: Path, before: bytes) -> PlainBytes:
    """Returns what a file holds, which must be what it was when the plan was made."""
    content = file.read_bytes() if file.exists() else b""
    if (digest(content) if file.exists() else b"") != before:
        raise OutputError(f"{file} changed while it was scanned, so it was left alone; run the command again")
    return PlainBytes(content)
