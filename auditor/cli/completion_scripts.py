"""Completion for bash, zsh, fish and PowerShell, by Typer's own scripts, imported only when somebody asks for them."""

from __future__ import annotations

import os
import sys
from enum import StrEnum

import typer

from auditor.cli.program_name import COMPLETE, PROGRAM


class Shell(StrEnum):
    """The shells for which there is a script."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def script_for(shell: str) -> str:
    """Returns the script that gives completion to a shell."""
    from typer._completion_shared import get_completion_script

    script: str = get_completion_script(prog_name=PROGRAM, complete_var=COMPLETE, shell=shell)
    return _for_first_tab(script) if shell == Shell.ZSH else script


def _for_first_tab(script: str) -> str:
    """Returns a script for zsh that completes at the first Tab, too.

    A file in `fpath` is run as a function when it is needed first, and Typer's then only registers what completes.
    """
    *before, last = script.rstrip("\n").splitlines()
    _, function, program = last.split()
    return "\n".join(
        (*before, f'if [ "$funcstack[1]" = _{program} ]; then', f'  {function} "$@"', "else", f"  {last}", "fi")
    )


def prepare_completion() -> None:
    """Lets the program answer a shell that asks for words.

    Raises:
        UsageError: the variable by which a shell asks names no shell that can be answered.
    """
    _, _, shell = os.environ[COMPLETE].partition("_")
    if shell not in {*Shell, "pwsh"}:
        from auditor.errors import UsageError

        raise UsageError(f"{COMPLETE} must be one of {', '.join(f'complete_{one}' for one in Shell)}; unset it")
    from typer._completion_classes import completion_init

    completion_init()


def install_completion(wanted: bool) -> None:
    """Installs completion for the shell that runs the program, and ends it.

    Raises:
        Exit: always, where it is wanted.
    """
    if wanted:
        from typer._completion_shared import install

        shell, path = install(shell=_current_shell(), prog_name=PROGRAM, complete_var=COMPLETE)
        if shell == Shell.ZSH:
            path.write_text(script_for(shell) + "\n", encoding="utf-8")
        sys.stdout.write(f"Installed completion for {shell} in {path}; it works in new terminals.\n")
        raise typer.Exit


def show_completion(wanted: bool) -> None:
    """Prints the script of completion for the shell that runs the program, and ends it.

    Raises:
        Exit: always, where it is wanted.
    """
    if wanted:
        sys.stdout.write(script_for(_current_shell()) + "\n")
        raise typer.Exit


def _current_shell() -> str:
    from typer._completion_shared import _get_shell_name

    from auditor.errors import UsageError

    shell = _get_shell_name()
    if shell not in set(Shell):
        raise UsageError("cannot tell which shell this is: use `backpack-audit completion bash|zsh|fish|powershell`")
    return str(shell)
