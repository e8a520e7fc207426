"""Runs `backpack-audit scan`, whatever parsed its options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.cli.common import Common
from auditor.cli.output import Output
from auditor.cli.path_arguments import given_paths
from auditor.cli.progress import progress
from auditor.collection.listing import Progress
from auditor.errors import UsageError
from auditor.model.report import Report
from auditor.model.request import AuditRequest, Scope
from auditor.pipeline import audit

STDIN = "-"
"""What many programs take for standard input in the place of a path."""


def run_scan(
    *,
    common: Common,
    paths: list[str] | None = None,
    history: bool = False,
    staged: bool = False,
    revisions: str = "",
    stdin: bool = False,
    stdin_name: str = "stdin",
    agents: bool = False,
    unreachable: bool = False,
) -> None:
    """Scans, writes the report and ends the process; the arguments are the options of `scan`.

    Raises:
        AuditError: options contradict each other, or the audit is impossible.
    """
    given = paths
    if paths and STDIN in paths:
        if len(paths) > 1:
            raise UsageError("- is standard input, which is scanned alone: give no other path with it")
        paths, stdin = None, True
    scope = _scope(history=history, staged=staged, ranged=bool(revisions), stdin=stdin, agents=agents)
    if unreachable and scope is not Scope.HISTORY:
        raise UsageError("--unreachable needs --history")
    output = Output.of(common)
    found = _of_agents(paths) if agents else given_paths(paths)
    request = common.request(
        paths=found or (Path(),),
        scope=scope,
        revision_range=revisions,
        unreachable=unreachable,
        stdin_name=stdin_name,
    )
    run: Callable[..., Report] = audit if found else _nothing
    if request.describe_keys and found:
        from auditor.audits.keys_in_report import audit_with_keys  # 60 ms, for formats that name keys

        run = audit_with_keys
    with progress(quiet=common.quiet) as told:
        report = run(request, progress=told)
    output.finish(report, named=bool(given))


def _of_agents(projects: list[str] | None) -> tuple[Path, ...]:
    """Returns what coding agents keep on this machine and in the given folders, or in the current one."""
    from auditor.sources.agent_files import agent_files  # only with --agents

    return agent_files(given_paths(projects))


def _nothing(request: AuditRequest, *, progress: Progress | None) -> Report:
    """Scans nothing: there is no coding agent that keeps anything here."""
    from auditor.sources.memory import MemorySource

    return audit(request, source=MemorySource({}), progress=progress)


def _scope(*, history: bool, staged: bool, ranged: bool, stdin: bool, agents: bool) -> Scope:
    wanted = {
        "--history": (history, Scope.HISTORY),
        "--staged": (staged, Scope.STAGED),
        "--range": (ranged, Scope.RANGE),
        "--stdin": (stdin, Scope.STDIN),
        "--agents": (agents, Scope.WORKTREE),
    }
    given = [name for name, (is_given, _) in wanted.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} cannot be combined: use one of them")
    return wanted[given[0]][1] if given else Scope.WORKTREE
