"""`backpack-audit policy`: permissions and whitelists, from an inventory joined with a scan; and a first inventory."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.command_help import JUDGE, SCOPE, PlainCommand, PlainGroup, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import Config, History, Inventory, Jobs, NoConfig, Paths, Silent, with_common
from auditor.errors import UsageError
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.wording.amounts import plural

if TYPE_CHECKING:
    from auditor.collection.resolve_run import Run

_AUDIT = "(paths)"
"""The name of the command that nobody types."""
_INIT, _UPDATE = "init", "update"


def _other_commands(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns the words that a shell may complete besides paths: the other commands, if no path is typed yet."""
    return [] if ctx.params.get("paths") else [name for name in (_INIT, _UPDATE) if name.startswith(incomplete)]


PathsOrCommand = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files and folders; the current folder if none is given.",
        autocompletion=_other_commands,
        rich_help_panel=SCOPE,
    ),
]


class _AuditByDefault(PlainGroup):
    """`policy` alone audits; `policy init` and `policy update` write. A folder called init is `./init`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the audit's name before everything but `init` and `update`."""
        rest: list[str] = super().parse_args(ctx, args if args[:1] in ([_INIT], [_UPDATE]) else [_AUDIT, *args])
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Returns the command, whose own name stays out of what `--help` shows."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == _AUDIT else name, command, rest


app = new_app(cls=_AuditByDefault)
NoScan = Annotated[
    bool, typer.Option("--no-scan", help="Check the inventory alone, without a scan.", rich_help_panel=SCOPE)
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="DATE", help="Compute ages for this day (2026-08-31).", rich_help_panel=JUDGE),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="What `probe` learned; by default the record next to the inventory.",
        rich_help_panel=SCOPE,
    ),
]
NewInventory = Annotated[
    Path,
    typer.Option("--inventory", metavar="FILE", help="The file to write, or to add keys to.", rich_help_panel=SCOPE),
]


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
    paths: PathsOrCommand = None,
    inventory: Inventory = None,
    history: History = False,
    no_scan: NoScan = False,
    as_of: AsOf = "",
    record: Record = None,
    common: Common,
) -> None:
    """Check what keys may do, from where, and who owns them: backpack-keys.yaml joined with a scan.

    `backpack-audit policy init` writes a first backpack-keys.yaml from what a scan finds, `policy update` adds new keys.
    """
    if no_scan and history:
        raise UsageError("--no-scan and --history contradict each other: use one of them")
    if record is not None and not record.exists():
        raise UsageError(f"--record {record}: no such file; `backpack-audit probe --record` writes one")
    day = _day(as_of) if as_of else None
    from auditor.audits.policy import PolicyRequest, audit_inventory
    from auditor.cli.output import Output  # not for --help
    from auditor.cli.path_arguments import given_paths

    output = Output.of(common)
    scope = Scope.HISTORY if history else Scope.WORKTREE
    request = common.request(paths=given_paths(paths), scope=scope)
    wanted = PolicyRequest(inventory=inventory, scan=not no_scan, as_of=day, record=record)
    output.finish(audit_inventory(request, wanted))


@app.command(
    name=_INIT,
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit policy init", "Write backpack-keys.yaml with the API keys of the current folder."),
        ("backpack-audit policy init --inventory ops/keys.yaml bots", "Write another file from another folder."),
        ("backpack-audit policy", "Check the inventory."),
    ),
)
def init(
    *,
    paths: Paths = None,
    inventory: NewInventory = Path("backpack-keys.yaml"),
    config: Config = None,
    no_config: NoConfig = False,
    jobs: Jobs = 0,
    quiet: Silent = False,
) -> None:
    """Write an inventory of the API keys that a scan finds; what it cannot know is commented out, for you to fill in.

    If there is an inventory already, as `backpack-audit init` writes one, the keys that it lacks are added.
    """
    from auditor.audits.policy import start_inventory  # not for --help
    from auditor.audits.read_files_again import reveal_public_keys
    from auditor.collection.resolve_run import run_of

    run = run_of(_scan_request(paths, config, jobs, use_config=not no_config))
    if inventory.exists() or inventory.is_symlink():
        _update(run, inventory, quiet=quiet)
        return
    count = start_inventory(run, inventory, reveal_public_keys(run))
    if not quiet:
        what = "fill in what is commented out" if count else "add your keys"
        sys.stdout.write(f"{inventory} lists {plural(count, 'API key')}; {what}, then run `backpack-audit policy`.\n")


@app.command(
    name=_UPDATE,
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit policy update", "Add the API keys of the current folder to backpack-keys.yaml."),
        ("backpack-audit policy update --inventory ops/keys.yaml", "Add them to another file."),
        ("backpack-audit policy", "Check the inventory."),
    ),
)
def update(
    *,
    paths: Paths = None,
    inventory: Inventory = None,
    config: Config = None,
    no_config: NoConfig = False,
    jobs: Jobs = 0,
    quiet: Silent = False,
) -> None:
    """Add the API keys that a scan finds to the inventory, and change nothing else in it."""
    from auditor.audits.policy import PolicyRequest, inventory_path  # not for --help
    from auditor.collection.resolve_run import run_of

    run = run_of(_scan_request(paths, config, jobs, use_config=not no_config))
    _update(run, inventory_path(run, PolicyRequest(inventory=inventory)), quiet=quiet)


def _update(run: Run, path: Path, *, quiet: bool) -> None:
    from auditor.audits.policy import update_inventory  # not for --help
    from auditor.audits.read_files_again import reveal_public_keys

    added = update_inventory(run, path, reveal_public_keys(run))
    if not quiet:
        said = f"{plural(added, 'API key')} added; fill in what is commented out" if added else "nothing to add"
        sys.stdout.write(f"{path}: {said}.\n")


def _scan_request(paths: list[str] | None, config: Path | None, jobs: int, *, use_config: bool) -> AuditRequest:
    from auditor.cli.path_arguments import given_paths  # not for --help

    return AuditRequest(
        paths=given_paths(paths),
        config=config,
        use_config=use_config,
        jobs=jobs,
        generic=Generic.OFF,
        cache=False,
        describe_rules=False,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of takes a date such as 2026-08-31, not {text}") from None
