"""`backpack-audit help`: shows what `--help` shows."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from auditor.cli.command_help import PlainCommand, examples, new_app

app = new_app()


@app.command(
    name="help",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit help", "List all commands."),
        ("backpack-audit help scan", "Show the options of scan."),
        ("backpack-audit help baseline create", "Show the options of a command of baseline."),
    ),
)
def show_help(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="The command; all commands if none is given.")
    ] = None,
) -> None:
    """Show the help of a command, or list all commands."""
    parent = context.find_root()
    command = parent.command
    for name in names or ():
        _, command, _ = command.resolve_command(parent, [name])  # type: ignore[attr-defined]
        parent = typer.Context(command, info_name=name, parent=parent)
    sys.stdout.write(command.get_help(parent) + "\n")
