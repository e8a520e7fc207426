"""Which command runs: `backpack-audit COMMAND`, each in a module of its own that is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from auditor._version import __version__
from auditor.cli.exit_codes import run
from auditor.cli.typed_secrets import refuse_typed_secrets

COMMANDS: dict[str, str] = {
    "scan": "Find leaked keys and secrets, wrong fields and invalid keys.",
    "check": "Check stored keys: are they valid, and is each in its field? No leak rules.",
    "policy": "Check permissions and whitelists from backpack-keys.yaml, joined with a scan.",
    "hook": "Audit what is about to be committed: what pre-commit calls.",
    "fix": "Mend what is mechanical: swapped fields, encodings, modes; shows a diff first.",
    "rules": "List, explain and test the rules.",
    "baseline": "Accept findings that are known: create, update, show.",
    "init": "Write the pre-commit entry, the CI job and an inventory skeleton.",
}
"""The commands and their one-line helps; the module of a command is `auditor.cli.<name>` and holds `app`."""


class LazyGroup(TyperGroup):
    """Imports a command's module only when that command is called: half of a hook's start-up."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own signature
        """All commands, in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as above
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"auditor.cli.{cmd_name}").app)
        command.name = cmd_name
        command.help = command.help or COMMANDS[cmd_name]
        command.short_help = COMMANDS[cmd_name]
        return command


app = typer.Typer(
    name="backpack-audit",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"backpack-audit {__version__}\n")
        raise typer.Exit


@app.callback()
def backpack_audit(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Audit the hygiene of Backpack Exchange API keys: prove leaks, swaps and mismatches by arithmetic, offline."""


def main() -> None:
    """The entry point of the console script."""
    run(_guarded)


def _guarded() -> None:
    refuse_typed_secrets(sys.argv[1:])
    app()


if __name__ == "__main__":
    main()
