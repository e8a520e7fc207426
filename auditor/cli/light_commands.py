"""Runs the commands that git, agents and editors call often, without Typer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

from auditor._version import __version__
from auditor.cli.program import PROGRAM


def import_msgspec() -> None:
    """Imports msgspec, unless that is done; whoever imports the other modules afterwards gets the real ones."""
    if "msgspec" in sys.modules:
        return
    uuid = ModuleType("uuid")
    uuid.UUID = type("UUID", (), {})  # type: ignore[attr-defined]
    uuid.SafeUUID = type("SafeUUID", (), {"unknown": None})  # type: ignore[attr-defined]
    schemas = ModuleType("msgspec._json_schema")
    schemas.schema = schemas.schema_components = None  # type: ignore[attr-defined]
    stand_ins: dict[str, ModuleType | None] = {
        "uuid": uuid,
        "typing_extensions": None,
        "msgspec._json_schema": schemas,
    }
    unloaded = [name for name in stand_ins if name not in sys.modules]
    for name in unloaded:
        sys.modules[name] = stand_ins[name]  # type: ignore[assignment] # None makes an import fail
    try:
        __import__("msgspec")
    finally:
        for name in unloaded:
            del sys.modules[name]


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
    import_msgspec()
    if command == "hook":
        return _hook(arguments[1:])
    return _scan(arguments[1:])


def _hook(arguments: Sequence[str]) -> bool:
    from auditor.cli.common import of_values
    from auditor.cli.light_parser import HOOK, parse

    if (given := parse(HOOK, "files", arguments)) is None:
        return False
    from auditor.cli.run_hook import run_hook

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
