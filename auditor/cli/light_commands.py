"""Runs the commands that git, agents and editors call often, without Typer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from auditor._version import __version__
from auditor.cli.light_imports import import_without_extras
from auditor.cli.program_name import PROGRAM


def run_light(arguments: Sequence[str]) -> bool:
    """Runs a command line, if it is a plain one of these commands; returns whether it was.

    Args:
        arguments: The command line without the name of the program.

    Raises:
        AuditError: what the command raises.
        SystemExit: the command has ended the process.
    """
    command = arguments[0] if arguments else ""
    if command in {"version", "--version", "-V"} and len(arguments) == 1:
        sys.stdout.write(f"{PROGRAM} {__version__}\n")
        return True
    if command not in {"hook", "scan"}:
        return False
    import_without_extras()
    if command == "hook":
        return _hook(arguments[1:])
    return _scan(arguments[1:])


def _hook(arguments: Sequence[str]) -> bool:
    from auditor.cli.common import of_values
    from auditor.cli.light_parser import HOOK, parse

    if (given := parse(HOOK, "files", arguments)) is None:
        return False
    from auditor.cli.commit_hook import run_hook

    common = of_values(given)
    run_hook(common=common, **given)
    return True


def _scan(arguments: Sequence[str]) -> bool:
    from auditor.cli.common import of_values
    from auditor.cli.light_parser import SCAN, parse

    if (given := parse(SCAN, "paths", arguments)) is None:
        return False
    from auditor.cli.run_scan import run_scan

    common = of_values(given)
    run_scan(common=common, **given)
    return True
