"""`backpack-audit policy`: permissions and whitelists, from an inventory joined with a scan; and a first inventory."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli.command_help import JUDGE, REPORT, SCOPE, PlainCommand, PlainGroup, examples, new_app
from auditor.cli.options import Common, Paths, with_common
from auditor.errors import UsageError
from auditor.model.request import Scope

_AUDIT = "(paths)"
"""The name of the command that nobody types."""
_INIT = "init"


class _AuditUnlessTold(PlainGroup):
    """`policy` alone audits; `policy init` is the one other thing to do. A folder called init is `./init`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the audit's name before everything but `init`."""
        rest: list[str] = super().parse_args(ctx, args if args[:1] == [_INIT] else [_AUDIT, *args])
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, whose own name stays out of what `--help` shows."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == _AUDIT else name, command, rest


app = new_app(cls=_AuditUnlessTold)


@app.command(
    name=_AUDIT,
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit policy", "Check backpack-keys.yaml against a scan of the current folder."),
        ("backpack-audit policy --no-scan", "Check the inventory alone."),
        ("backpack-audit policy init", "Write a first inventory from what a scan finds."),
    ),
)
@with_common
def audit(
    *,
    paths: Paths = None,
    inventory: Annotated[
        Path | None,
        typer.Option(
            "--inventory",
            metavar="FILE",
            help="The inventory; by default backpack-keys.yaml in the scanned folder.",
            rich_help_panel=SCOPE,
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Files and the whole git history.", rich_help_panel=SCOPE)
    ] = False,
    no_scan: Annotated[
        bool, typer.Option("--no-scan", help="Check the inventory alone, without a scan.", rich_help_panel=SCOPE)
    ] = False,
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar="DATE", help="Compute ages for this day (2026-08-31).", rich_help_panel=JUDGE),
    ] = "",
    common: Common,
) -> None:
    """Check what keys may do, from where, and who owns them: backpack-keys.yaml joined with a scan.

    `backpack-audit policy init` writes a first backpack-keys.yaml from what a scan finds.
    """
    if no_scan and history:
        raise UsageError("--no-scan and --history contradict each other: use one of them")
    day = _day(as_of) if as_of else None
    from auditor.audits.policy import PolicyRequest, audit_inventory
    from auditor.cli.output import Output  # not for --help
    from auditor.cli.path_arguments import given_paths

    output = Output.of(common)
    scope = Scope.HISTORY if history else Scope.WORKTREE
    request = common.request(paths=given_paths(paths), scope=scope)
    output.finish(audit_inventory(request, PolicyRequest(inventory=inventory, scan=not no_scan, as_of=day)))


@app.command(
    name=_INIT,
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit policy init", "Write backpack-keys.yaml with the API keys of the current folder."),
        ("backpack-audit policy init --inventory ops/keys.yaml bots", "Write another file from another folder."),
        ("backpack-audit policy", "Check the inventory."),
    ),
)
@with_common
def init(
    *,
    paths: Paths = None,
    inventory: Annotated[
        Path,
        typer.Option("--inventory", metavar="FILE", help="The file to write.", rich_help_panel=REPORT),
    ] = Path("backpack-keys.yaml"),
    common: Common,
) -> None:
    """Write a first inventory of every API key that a scan sees; what it cannot know is marked to be filled in."""
    from auditor.audits.policy import start_inventory  # not for --help
    from auditor.audits.second_look import reveal_public_keys
    from auditor.cli.path_arguments import given_paths

    request = common.request(paths=given_paths(paths))
    count = start_inventory(request, inventory, reveal_public_keys(request))
    if not common.quiet:
        keys = f"{count} API key" if count == 1 else f"{count} API keys"
        sys.stdout.write(f"{inventory} lists {keys}. Fill in what reads `unknown`, then run `backpack-audit policy`.\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of takes a date such as 2026-08-31, not {text}") from None
