"""`backpack-audit fleet`: many repositories and buckets, recorded apart and joined as one."""

from __future__ import annotations

import sys

import typer

from auditor.cli.command_help import PlainCommand, PlainGroup, examples, new_app
from auditor.cli.common import Common, patterns
from auditor.cli.fleet_options import (
    RECORDS,
    Clone,
    EngineName,
    Events,
    FleetInventory,
    From,
    KeyFile,
    Mirrors,
    NoConfig,
    Probes,
    Recorded,
    Records,
    Require,
    Scheduler,
    Targets,
    TlsAuthority,
    TlsCertificate,
    TlsKey,
    UnitMemory,
    UnitsAtOnce,
    UnitSeconds,
)
from auditor.cli.options import Exclude, Generics, Silent, with_common
from auditor.errors import UsageError
from auditor.model.exit_code import Exit

app = new_app(
    cls=PlainGroup,
    no_args_is_help=True,
    epilog=examples(
        ("backpack-audit fleet init", "Create the fleet key."),
        ("backpack-audit fleet scan ~/src --records records", "Record all repositories of a folder."),
        ("backpack-audit fleet report --records records", "Join and judge what was recorded."),
    ),
)
COMPLETE = "complete"


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fleet init", "Write a new fleet key to the user's configuration folder."),
        ("backpack-audit fleet init --key fleet.key", "Write it to a file of your choice."),
        ("backpack-audit fleet scan ~/src --records records", "Record a folder of repositories under it."),
    ),
)
def init(*, key: KeyFile = None, quiet: Silent = False) -> None:
    """Create the fleet key; without it, nobody can test a guessed secret against a record."""
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
    records: Recorded = "",
    clone: Clone = False,
    mirrors: Mirrors = None,
    exclude: Exclude = None,
    generic: Generics = None,
    no_config: NoConfig = False,
    key: KeyFile = None,
    quiet: Silent = False,
) -> None:
    """Print what a scan would read: one unit per line, as JSON; the totals go to standard error."""
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
    records: Records = RECORDS,
    listed: From = None,
    clone: Clone = False,
    mirrors: Mirrors = None,
    exclude: Exclude = None,
    generic: Generics = None,
    no_config: NoConfig = False,
    jobs: UnitsAtOnce = 0,
    seconds: UnitSeconds = 0,
    memory: UnitMemory = 0,
    engine: EngineName = "embedded",
    scheduler: Scheduler = "",
    tls_ca: TlsAuthority = None,
    tls_cert: TlsCertificate = None,
    tls_key: TlsKey = None,
    events: Events = None,
    key: KeyFile = None,
    quiet: Silent = False,
) -> None:
    """Read all units that have no record yet, and record them. Exit with 3 if something could not be read."""
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
    records: Records = RECORDS,
    inventory: FleetInventory = None,
    probes: Probes = None,
    require: Require = "",
    key: KeyFile = None,
    common: Common,
) -> None:
    """Join all records, judge them by the rules of today, and report."""
    if require not in ("", COMPLETE):
        raise UsageError(f"--require takes {COMPLETE}, not {require}")
    from msgspec.structs import replace

    from auditor.cli.fleet_plan import ReportArguments, reported  # not for --help
    from auditor.cli.output import Output

    output = Output.of(common)
    arguments = ReportArguments(records=records, inventory=inventory, probes=probes, key=key)
    drawn = reported(common, arguments)
    if require and drawn.incomplete:
        drawn = replace(drawn, exit_code=Exit.INCOMPLETE)
    output.finish(drawn, named=True)
