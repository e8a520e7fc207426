"""Repositories with a secret in them, and what an audit says of it."""

from __future__ import annotations

from pathlib import Path

from repositories import Repository

from auditor import AuditRequest, Finding, Generic, Scope, audit
from auditor.classification.sample_keys import expand
from auditor.model.report import Report

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
LEAKS = ("BPK101", "BPK102")


def scanned(folder: Path, scope: Scope = Scope.WORKTREE, *, unreachable: bool = False, name: str = "") -> Report:
    """The report on a folder, or a file in it."""
    paths = (folder / name,) if name else (folder,)
    return audit(
        AuditRequest(
            paths=paths,
            scope=scope,
            unreachable=unreachable,
            generic=Generic.OFF,
            jobs=1,
            cache=False,
            use_config=False,
        )
    )


def leaks(report: Report) -> list[Finding]:
    """The findings of leak rules."""
    return [finding for finding in report.active if finding.rule_id in LEAKS]


def reach_of(report: Report) -> str | None:
    """The reach of the one leak in a report; None without one."""
    found = {str(finding.reach) for finding in leaks(report)}
    assert len(found) <= 1, found
    return next(iter(found), None)


def clone(repository: Repository, name: str, *options: str) -> Repository:
    """A clone next to a repository."""
    path = repository.path.parent / name
    repository.git("clone", "--quiet", *options, str(repository.path), str(path))
    return Repository(path)
