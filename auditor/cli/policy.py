"""`backpack-audit policy`: permissions and whitelists, from an inventory joined with a scan; and a first inventory."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from auditor.cli.options import Common, with_common
from auditor.errors import UsageError
from auditor.model.request import Scope

_AUDIT = "(paths)"
"""The name of the command that nobody types."""
_INIT = "init"


class _AuditUnlessTold(TyperGroup):
    """`policy` alone audits; `policy init` is the one other thing to do. A folder called init is `./init`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own signature
        """Puts the audit's name before everything but `init`."""
        rest: list[str] = super().parse_args(ctx, args if args[:1] == [_INIT] else [_AUDIT, *args])
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """The command, whose own name stays out of what `--help` shows."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == _AUDIT else name, command, rest


app = typer.Typer(cls=_AuditUnlessTold, add_completion=False)

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders; the current folder if none.")
]


@app.command(name=_AUDIT)
@with_common
def audit(
    *,
    paths: Paths = None,
    inventory: Annotated[
        Path | None,
        typer.Option("--inventory", metavar="FILE", help="The inventory (default: backpack-keys.yaml in the root)."),
    ] = None,
    no_scan: Annotated[bool, typer.Option("--no-scan", help="Check the inventory alone, without a scan.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Scan the git history too, not the files alone.")] = False,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="Count ages by this day (2026-08-31) instead of today.")
    ] = "",
    common: Common,
) -> None:
    """Check what keys may do, from where, and who answers for them: backpack-keys.yaml joined with a scan.

    `backpack-audit policy init` writes a first backpack-keys.yaml from what a scan sees.
    """
    if no_scan and history:
        raise UsageError("--no-scan and --history contradict each other: give one of them")
    day = _day(as_of) if as_of else None
    from auditor.audits.policy import PolicyRequest, audit_inventory
    from auditor.cli.output import Output  # not for --help

    output = Output.of(common)
    scope = Scope.HISTORY if history else Scope.WORKTREE
    request = common.request(paths=tuple(paths or [Path()]), scope=scope)
    output.finish(audit_inventory(request, PolicyRequest(inventory=inventory, scan=not no_scan, as_of=day)))


@app.command(name=_INIT)
@with_common
def init(
    *,
    paths: Paths = None,
    inventory: Annotated[
        Path, typer.Option("--inventory", metavar="FILE", help="The file to write; it must not exist.")
    ] = Path("backpack-keys.yaml"),
    common: Common,
) -> None:
    """Write a first inventory of every API key that a scan sees; what it cannot know is marked to be filled in."""
    from auditor.audits.policy import start_inventory  # not for --help
    from auditor.audits.second_look import reveal_public_keys

    request = common.request(paths=tuple(paths or [Path()]))
    count = start_inventory(request, inventory, reveal_public_keys(request))
    if not common.quiet:
        keys = f"{count} API key" if count == 1 else f"{count} API keys"
        sys.stdout.write(f"{inventory} lists {keys}. Fill in what reads `unknown`, then run `backpack-audit policy`.\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of takes a date as 2026-08-31, not {text}") from None
