"""`backpack-audit hook`: what pre-commit calls, with the files of the commit."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.agents.agent import Agent
from auditor.cli.command_help import RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import with_common

app = new_app()


@app.command(
    name="hook",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit hook", "Audit everything that is staged."),
        ("backpack-audit hook --agent cursor", "Answer an event of a coding agent; `init --agent` sets it up."),
        ("backpack-audit hook --install", "Run before each commit and push, without pre-commit."),
    ),
)
@with_common
def hook(
    *,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="The files; all staged files if none is given.", rich_help_panel=SCOPE
        ),
    ] = None,
    install: Annotated[
        bool,
        typer.Option("--install", help="Install git hooks (pre-commit and pre-push) here.", rich_help_panel=RUN),
    ] = False,
    uninstall: Annotated[
        bool, typer.Option("--uninstall", help="Remove these git hooks.", rich_help_panel=RUN)
    ] = False,
    agent: Annotated[
        Agent | None,
        typer.Option(
            "--agent",
            metavar="AGENT",
            help="Answer a coding agent's event: claude-code, cursor, codex, copilot or gemini.",
            rich_help_panel=SCOPE,
        ),
    ] = None,
    fail_closed: Annotated[
        bool,
        typer.Option("--fail-closed", help="With --agent: deny what could not be audited.", rich_help_panel=RUN),
    ] = False,
    common: Common,
) -> None:
    """Audit what is about to be committed, as the git index has it, or with --agent what a coding agent is about to do."""
    from auditor.cli.commit_hook import run_hook  # not for --help

    run_hook(files=files, install=install, uninstall=uninstall, agent=agent, fail_closed=fail_closed, common=common)
