"""`backpack-audit hook`: what pre-commit calls, with the files of the commit."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli.command_help import RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import with_common

app = new_app()


@app.command(
    name="hook",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit hook", "Audit everything that is staged."),
        ("backpack-audit hook --fail-on high", "Block a commit only for high and critical findings."),
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
    common: Common,
) -> None:
    """Audit what is about to be committed, as the git index has it."""
    from auditor.cli.run_hook import run_hook  # not for --help

    run_hook(files=files, install=install, uninstall=uninstall, common=common)
