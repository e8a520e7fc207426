"""The Typer application `backpack-audit COMMAND`; each command is a module that is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from auditor._version import __version__
from auditor.cli.command_help import PlainGroup, errors_without_values, examples, new_app
from auditor.cli.completion_scripts import install_completion, show_completion
from auditor.cli.program_name import PROGRAM

COMMANDS: dict[str, str] = {
    "scan": "Find leaked keys and secrets, values in the wrong field, and invalid keys",
    "check": "Check stored keys: is each valid and in the right field?",
    "policy": "Check permissions and IP whitelists against backpack-keys.yaml",
    "probe": "Ask the exchange whether your own keys still work; goes online",
    "hook": "Audit what is about to be committed",
    "fix": "Fix swapped fields, encodings, file modes and .gitignore",
    "purge": "Show the commands that take a secret out of the git history",
    "rules": "List, explain and test the rules",
    "explain": "Explain a rule, or list the rules of a prefix",
    "baseline": "Accept known findings",
    "fleet": "Audit many repositories and buckets, joined as one",
    "lsp": "Show findings in an editor while you type",
    "init": "Set up pre-commit, CI and a key inventory",
    "completion": "Print the completion script of a shell",
    "help": "Show the help of a command",
    "version": "Print the version",
}
"""The commands and their one-line helps; the module of a command is `auditor.cli.<name>` and holds `app`."""
_MODULES = {"help": "help_command"}
"""Modules that are not named like their command."""


class LazyGroup(PlainGroup):
    """Imports a command's module only when that command is called, which halves the start-up of a hook."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Returns all commands, the everyday ones first."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Returns the command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"auditor.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        command.help = command.help or COMMANDS[cmd_name]
        command.short_help = COMMANDS[cmd_name]
        return command

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Parses the options before the command.

        Raises:
            ClickException: something is wrong with them.
        """
        with errors_without_values():
            return super().make_context(*args, **more)

    def invoke(self, ctx: Any) -> Any:
        """Runs the command.

        Raises:
            ClickException: something is wrong with its command line.
        """
        with errors_without_values():
            return super().invoke(ctx)


app = new_app(name=PROGRAM, cls=LazyGroup, no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"backpack-audit {__version__}\n")
        raise typer.Exit


@app.callback(
    epilog=examples(
        ("backpack-audit scan", "Scan the current folder."),
        ("backpack-audit scan --history", "Scan it with every commit of every branch, tag and stash."),
        ("backpack-audit explain BPK101", "Explain what a finding means and what to do."),
    )
)
def backpack_audit(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    install_completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=install_completion,
            is_eager=True,
            help="Install completion for this shell.",
        ),
    ] = False,
    show_completion: Annotated[
        bool,
        typer.Option(
            "--show-completion",
            callback=show_completion,
            is_eager=True,
            help="Print the completion script of this shell.",
        ),
    ] = False,
) -> None:
    """Audit Backpack Exchange API keys: prove leaks, swaps and mismatches by arithmetic, offline except for `probe`."""
