"""`backpack-audit completion`: prints the script that completes commands and options in a shell."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from auditor.cli.command_help import PlainCommand, examples, new_app
from auditor.cli.completion_scripts import Shell, script_for

app = new_app()


@app.command(
    name="completion",
    cls=PlainCommand,
    epilog=examples(
        ('eval "$(backpack-audit completion bash)"', "Complete commands and options in this bash."),
        ("backpack-audit completion zsh > ~/.zfunc/_backpack-audit", "Install completion for zsh."),
        ("backpack-audit completion fish | source", "Complete commands and options in this fish."),
    ),
)
def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Print the script that completes commands and options in a shell."""
    sys.stdout.write(script_for(shell) + "\n")
