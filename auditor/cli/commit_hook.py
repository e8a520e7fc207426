"""Runs `backpack-audit hook`, whatever parsed its options."""

from __future__ import annotations

import sys
from pathlib import Path

from msgspec.structs import replace

from auditor.agents.agent import Agent
from auditor.cli.common import Common
from auditor.errors import UsageError
from auditor.model.request import Scope


def run_hook(
    *,
    common: Common,
    files: list[str] | None = None,
    install: bool = False,
    uninstall: bool = False,
    agent: Agent | None = None,
    fail_closed: bool = False,
) -> None:
    """Audits what is staged and ends the process, or installs and removes git hooks.

    Args:
        common: The common options.
        files: The files; all staged files if None.
        install: Whether to install git hooks.
        uninstall: Whether to remove them.
        agent: The coding agent whose event is on standard input.
        fail_closed: Whether the agent is stopped where its event cannot be audited.

    Raises:
        AuditError: options contradict each other, or the audit is impossible.
    """
    if install or uninstall:
        _change_hooks(files, install=install, uninstall=uninstall)
        return
    if agent is not None:
        if files:
            raise UsageError("--agent reads an event from standard input: give no files with it")
        from auditor.cli.agent_hook import run_agent_hook  # not for a commit

        run_agent_hook(agent, common=common, fail_closed=fail_closed)
        return
    if fail_closed:
        raise UsageError("--fail-closed needs --agent")
    from auditor.cli.output import Output  # not to install hooks
    from auditor.pipeline import audit

    # A commit without content, such as an amended message, is fine.
    output = replace(Output.of(common), allow_empty=True)
    request = common.request(paths=(Path(),), scope=Scope.STAGED, files=None if files is None else tuple(files))
    report = audit(request)
    if report.exit_code and ("text", None) in output.targets and not common.quiet:
        from auditor.cli.commit_blocked import blocked_lines  # only where a commit is stopped
        from auditor.languages.localised import speaking_in
        from auditor.reporters._output.terminal import speakable

        with speaking_in(speakable(output.options.language, sys.stderr)):
            sys.stderr.write("".join(f"{line}\n" for line in blocked_lines(report)))
    # Whoever commits knows the files: a list of them would hide what was found.
    output.finish(replace(report, scan=replace(report.scan, targets=(".",))))


def _change_hooks(files: list[str] | None, *, install: bool, uninstall: bool) -> None:
    from auditor.cli.init_files import git_hooks  # not for a hook that runs

    if files or (install and uninstall):
        raise UsageError("use --install or --uninstall alone, without files")
    for line in git_hooks.install(Path()) if install else git_hooks.uninstall(Path()):
        sys.stdout.write(f"{line}\n")
