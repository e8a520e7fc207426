"""`backpack-audit fleet`: many repositories and buckets, recorded apart and joined as one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE, PlainCommand, PlainGroup, examples, new_app
from auditor.cli.common import Common, patterns
from auditor.cli.options import Exclude, Generics, Quiet, with_common
from auditor.errors import UsageError
from auditor.model.exit_status import Exit

app = new_app(
    cls=PlainGroup,
    no_args_is_help=True,
    epilog=examples(
        ("backpack-audit fleet init", "Make the fleet key."),
        ("backpack-audit fleet scan ~/src --records records", "Record all repositories of a folder."),
        ("backpack-audit fleet report --records records", "Join and judge what was recorded."),
    ),
)
COMPLETE = "complete"

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The fleet key; by default BACKPACK_AUDIT_FLEET_KEY or the one that `fleet init` wrote.",
        rich_help_panel=RUN,
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TARGET]...",
        help="Repositories, folders of them, other folders, and URLs of repositories and object stores.",
        rich_help_panel=SCOPE,
    ),
]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="More targets: one a line, or JSON of `gh repo list` or `glab repo list`; - for standard input.",
        rich_help_panel=SCOPE,
    ),
]
Clone = Annotated[
    bool,
    typer.Option(
        "--clone", help="Clone the repositories that URLs name, with git's own credentials.", rich_help_panel=SCOPE
    ),
]
Mirrors = Annotated[
    Path | None,
    typer.Option("--mirrors", metavar="FOLDER", help="Where clones are kept.", rich_help_panel=SCOPE),
]
NoConfig = Annotated[
    bool,
    typer.Option(
        "--no-config", help="Ignore the configurations and baselines of the repositories.", rich_help_panel=JUDGE
    ),
]
Records = Annotated[
    str,
    typer.Option(
        "--records",
        metavar="URL",
        help="Where the records are, a folder or a URL; fleet-records if not given.",
        rich_help_panel=SCOPE,
    ),
]
_RECORDS = "fleet-records"
Require = Annotated[
    str,
    typer.Option(
        "--require",
        metavar="WHAT",
        help="With complete: exit with 3 unless everything was read.",
        rich_help_panel=REPORT,
    ),
]


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fleet init", "Write a new fleet key to the user's configuration folder."),
        ("backpack-audit fleet init --key fleet.key", "Write it to a file of your choice."),
        ("backpack-audit fleet scan ~/src --records records", "Record a folder of repositories under it."),
    ),
)
def init(*, key: KeyFile = None, quiet: Quiet = False) -> None:
    """Make the fleet key, without which nobody can confirm a guess from a record."""
    from auditor.fleet.fleet_key import VARIABLE, create, default_path  # not for --help

    path = key or default_path()
    made = create(path)
    if not quiet:
        sys.stdout.write(
            f"{path} holds the fleet key {made.id}. Keep a copy: without it no record can be read. Workers on other "
            f"machines take it from the same path, or from {VARIABLE}.\n"
        )


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fleet plan ~/src > units.jsonl", "Plan all repositories of a folder."),
        ("backpack-audit fleet plan ~/src --records records", "Plan only what the records lack."),
        ("backpack-audit fleet plan --clone --from repos.json", "Clone what `gh repo list --json` names."),
    ),
)
def plan(
    *,
    targets: Targets = None,
    listed: From = None,
    records: Records = "",
    clone: Clone = False,
    mirrors: Mirrors = None,
    exclude: Exclude = None,
    generic: Generics = None,
    no_config: NoConfig = False,
    key: KeyFile = None,
    quiet: Quiet = False,
) -> None:
    """Print what would be read: one unit a line, as JSON, and the sum on standard error."""
    from auditor.cli.fleet_plan import PlanArguments, plan_of, summary  # not for --help
    from auditor.fleet.fleet_unit import encode_units
    from auditor.fleet.scan_options import ScanOptions

    options = ScanOptions(generic=generic, use_config=not no_config, exclude=patterns(exclude))
    arguments = PlanArguments(
        targets=tuple(targets or ()), listed=listed, clone=clone, mirrors=mirrors, records=records, key=key
    )
    units = plan_of(arguments, options)
    sys.stdout.buffer.write(encode_units(units))
    sys.stdout.buffer.flush()
    if not quiet:
        sys.stderr.write(f"{summary(units)}\n")


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fleet scan ~/src --records records", "Record every repository of a folder."),
        ("backpack-audit fleet scan s3://logs --records s3://rec", "Record a bucket in another one."),
        ("backpack-audit fleet scan units.jsonl --engine dask", "Run a plan on Dask."),
    ),
)
def scan(
    *,
    targets: Targets = None,
    records: Records = _RECORDS,
    listed: From = None,
    clone: Clone = False,
    mirrors: Mirrors = None,
    exclude: Exclude = None,
    generic: Generics = None,
    no_config: NoConfig = False,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, metavar="N", help="Units at once; 0 (default) chooses.", rich_help_panel=RUN
        ),
    ] = 0,
    seconds: Annotated[
        float,
        typer.Option(
            "--unit-seconds", min=0, metavar="N", help="The time that one unit may take.", rich_help_panel=RUN
        ),
    ] = 0,
    memory: Annotated[
        int,
        typer.Option("--unit-memory", min=0, metavar="MB", help="The memory of one worker.", rich_help_panel=RUN),
    ] = 0,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="embedded, processes of this machine (default), or dask.",
            rich_help_panel=RUN,
        ),
    ] = "embedded",
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler",
            metavar="URL",
            help="Of a Dask cluster, tls://HOST:PORT; without it, one is started on this machine.",
            rich_help_panel=RUN,
        ),
    ] = "",
    tls_ca: Annotated[
        Path | None,
        typer.Option("--tls-ca", metavar="FILE", help="The authority of the scheduler, as PEM.", rich_help_panel=RUN),
    ] = None,
    tls_cert: Annotated[
        Path | None,
        typer.Option("--tls-cert", metavar="FILE", help="Our certificate for it, as PEM.", rich_help_panel=RUN),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option("--tls-key", metavar="FILE", help="The key of our certificate, as PEM.", rich_help_panel=RUN),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(
            "--events",
            metavar="FILE",
            help="Write events as JSON lines; - for standard output.",
            rich_help_panel=REPORT,
        ),
    ] = None,
    key: KeyFile = None,
    quiet: Quiet = False,
) -> None:
    """Read what the records lack, and keep a record of each unit. Exit with 3 unless all of it was read."""
    from auditor.cli.fleet_plan import PlanArguments, units_of  # not for --help
    from auditor.cli.fleet_scan import ScanArguments, run_plan
    from auditor.fleet.scan_options import ScanOptions

    options = ScanOptions(
        generic=generic, use_config=not no_config, exclude=patterns(exclude), seconds=seconds, memory=memory << 20
    )
    arguments = PlanArguments(targets=tuple(targets or ()), listed=listed, clone=clone, mirrors=mirrors, key=key)
    run = ScanArguments(
        records=records,
        jobs=jobs,
        engine=engine,
        scheduler=scheduler,
        tls=(tls_ca, tls_cert, tls_key),
        events=events,
        key=key,
        quiet=quiet,
    )
    raise typer.Exit(run_plan(units_of(arguments, options), run, options))


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fleet report --records records", "Join and judge everything that was recorded."),
        ("backpack-audit fleet report --records rec -f html=a.html", "Write a page."),
        ("backpack-audit fleet report --records rec --lang es", "Report in Spanish."),
    ),
)
@with_common
def report(
    *,
    records: Records = _RECORDS,
    inventory: Annotated[
        Path | None,
        typer.Option(
            "--inventory", metavar="FILE", help="An inventory to join with all targets.", rich_help_panel=SCOPE
        ),
    ] = None,
    require: Require = "",
    key: KeyFile = None,
    common: Common,
) -> None:
    """Join everything that was ever recorded, judge it by the rules of today, and report."""
    if require not in ("", COMPLETE):
        raise UsageError(f"--require takes {COMPLETE}, not {require}")
    from msgspec.structs import replace

    from auditor.cli.fleet_plan import reported  # not for --help
    from auditor.cli.output import Output

    output = Output.of(common)
    drawn = reported(common, records, inventory, key)
    if require and drawn.incomplete:
        drawn = replace(drawn, exit_code=Exit.INCOMPLETE)
    output.finish(drawn, named=True)
