"""Declares the arguments and options of `backpack-audit fleet` that no other command has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE

RECORDS = "fleet-records"

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
    typer.Option(
        "--mirrors",
        metavar="FOLDER",
        help="Where clones are kept; by default in the user's cache.",
        rich_help_panel=SCOPE,
    ),
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
Recorded = Annotated[
    str,
    typer.Option(
        "--records", metavar="URL", help="Leave out what these records, a folder or a URL, hold.", rich_help_panel=SCOPE
    ),
]
Require = Annotated[
    str,
    typer.Option(
        "--require",
        metavar="WHAT",
        help="Exit with 3 unless everything was read; WHAT is `complete`.",
        rich_help_panel=REPORT,
    ),
]
UnitsAtOnce = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, metavar="N", help="Units at once; 0 (default) chooses.", rich_help_panel=RUN),
]
UnitSeconds = Annotated[
    float,
    typer.Option(
        "--unit-seconds",
        min=0,
        metavar="N",
        help="Seconds that one unit may take; 0 (default) sets no limit.",
        rich_help_panel=RUN,
    ),
]
UnitMemory = Annotated[
    int,
    typer.Option(
        "--unit-memory",
        min=0,
        metavar="MB",
        help="Memory of one worker in MiB; 0 (default) sets no limit.",
        rich_help_panel=RUN,
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="Where units run: embedded (default; processes of this machine) or dask.",
        rich_help_panel=RUN,
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="URL",
        help="With dask: tls://HOST:PORT of the cluster; by default one on this machine.",
        rich_help_panel=RUN,
    ),
]
TlsAuthority = Annotated[
    Path | None,
    typer.Option(
        "--tls-ca", metavar="FILE", help="With --scheduler: its certificate authority (PEM).", rich_help_panel=RUN
    ),
]
TlsCertificate = Annotated[
    Path | None,
    typer.Option("--tls-cert", metavar="FILE", help="With --scheduler: our certificate (PEM).", rich_help_panel=RUN),
]
TlsKey = Annotated[
    Path | None,
    typer.Option(
        "--tls-key", metavar="FILE", help="With --scheduler: the key of our certificate (PEM).", rich_help_panel=RUN
    ),
]
Events = Annotated[
    Path | None,
    typer.Option(
        "--events",
        metavar="FILE",
        help="Write progress events as JSON lines; - for standard output.",
        rich_help_panel=REPORT,
    ),
]
FleetInventory = Annotated[
    Path | None,
    typer.Option("--inventory", metavar="FILE", help="An inventory to join with all targets.", rich_help_panel=SCOPE),
]
Probes = Annotated[
    Path | None,
    typer.Option(
        "--probes",
        metavar="FILE",
        help="What `probe` learned; by default the record next to the inventory.",
        rich_help_panel=SCOPE,
    ),
]
