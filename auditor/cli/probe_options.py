"""Declares the arguments and options of `backpack-audit probe` that no other command has."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE


class Expected(StrEnum):
    """The state that `--expect` asks for."""

    ACTIVE = "active"
    REVOKED = "revoked"


Arguments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME|FILE]...",
        help="Keys of the inventory, and files that hold secrets; never a secret itself.",
        show_default=False,
        rich_help_panel=SCOPE,
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Where status, code and message are kept; by default next to the inventory.",
        rich_help_panel=REPORT,
    ),
]
Sender = Annotated[
    str,
    typer.Option(
        "--from",
        "--my-address",
        metavar="ADDRESS",
        help="The address that the exchange sees, to test a whitelist; nobody is asked for it.",
        rich_help_panel=JUDGE,
    ),
]
Expect = Annotated[
    Expected | None,
    typer.Option(
        "--expect",
        metavar="STATE",
        help="Exit with 1 if a key is not in this state: active or revoked.",
        rich_help_panel=JUDGE,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before something is sent.", rich_help_panel=RUN)]
BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Send to a stand-in for the exchange, such as https://127.0.0.1:8443.",
        rich_help_panel=RUN,
    ),
]
Authority = Annotated[
    Path | None,
    typer.Option(
        "--ca", metavar="FILE", help="With --base-url: trust only this certificate (PEM).", rich_help_panel=RUN
    ),
]
SystemProxy = Annotated[
    bool,
    typer.Option("--system-proxy", help="Connect through the proxy that HTTPS_PROXY names.", rich_help_panel=RUN),
]
