"""`backpack-audit probe`: asks the exchange whether one's own keys are alive. The one command that goes online."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import Environment, Inventory, Stdin, with_common
from auditor.errors import UsageError
from auditor.model.exit_code import Exit


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


if TYPE_CHECKING:
    from auditor.audits.probe_plan import Plan
    from auditor.cli.output import Output
    from auditor.probe.https_client import Client

app = new_app()
_MOST_STDIN = 1 << 20
"""Bytes; a file of credentials has some hundred."""


@app.command(
    name="probe",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit probe grid-bot", "Ask whether a key of backpack-keys.yaml works from here."),
        ("backpack-audit probe --expect revoked --yes old.env", "Fail if a leaked key still works."),
        ("backpack-audit probe grid-bot --from 198.51.100.7", "Measure whether its whitelist keeps this address out."),
    ),
)
@with_common
def probe(
    *,
    arguments: Arguments = None,
    stdin: Stdin = False,
    env: Environment = False,
    inventory: Inventory = None,
    record: Record = None,
    sender: Sender = "",
    expect: Expect = None,
    yes: Yes = False,
    base_url: BaseUrl = "",
    authority: Authority = None,
    system_proxy: SystemProxy = False,
    common: Common,
) -> None:
    """Ask the exchange whether your own keys still work: the one command that goes online.

    It sends the time question, one request signed by a throw-away key, and one read-only request for each key; a secret is
    never sent. 200 proves that a key works; a refusal is at most consistent with revoked.
    """
    stdin = stdin or "-" in (arguments or ())
    given = [text for text in arguments or () if text != "-"]
    from auditor.audits.probe_plan import ProbeRequest, declared_names, planned  # not for --help

    names, files = _split(given, declared_names(common.request(), inventory) if given else ())
    if sum((bool(files), stdin, env)) > 1:
        raise UsageError("FILE, --stdin and --env cannot be combined: use one of them")
    if not yes and not (sys.stdin.isatty() and not stdin):
        raise UsageError("`probe` asks before it goes online, and nobody can answer here: use --yes in scripts")
    from auditor.cli.output import Output
    from auditor.probe.base_url import is_official, sender_of

    output = Output.of(common)
    client = _client(base_url, authority, system_proxy=system_proxy)
    plan = planned(
        common.request(),
        ProbeRequest(
            names=names,
            files=files,
            environment=os.environ if env else None,
            stdin=_read_stdin() if stdin else None,
            inventory=inventory,
            sender=sender_of(sender, official=is_official(client.address)),
            expected=str(expect or ""),
            record=record,
        ),
        variables=os.environ,
    )
    if not yes:
        _confirm(plan, client)
    _carry_out(plan, client, output, quiet=common.quiet)


def _carry_out(plan: Plan, client: Client, output: Output, *, quiet: bool) -> NoReturn:
    from auditor.audits.probe import carried_out  # as above
    from auditor.reporters._shared.counts import verdict

    report = carried_out(plan, client)
    if quiet and (alarm := verdict(report)):
        sys.stderr.write(f"backpack-audit: {alarm}\n")
    output.finish(report)


def _split(arguments: Sequence[str], declared: Collection[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Returns the names of keys, and the files; a file that is called like a key is `./NAME`.

    Raises:
        UsageError: a folder is named.
    """
    names: list[str] = []
    files: list[Path] = []
    for text in arguments:
        if text in declared:
            names.append(text)
        elif os.path.isdir(text):  # noqa: PTH112 - as the shell wrote it
            raise UsageError(
                f"{text} is a folder: `probe` takes keys by name, and files one by one. It asks only about keys that are "
                "yours; secrets that a scan finds in other people's repositories are not yours to try"
            )
        elif os.path.lexists(text):
            files.append(Path(text))
        elif os.sep in text or text.startswith("."):
            raise UsageError(f"{text}: no such file")
        else:
            names.append(text)
    return tuple(names), tuple(files)


def _client(base_url: str, authority: Path | None, *, system_proxy: bool) -> Client:
    from auditor.probe.base_url import address_of, proxy_of  # as above
    from auditor.probe.https_client import Client, verified_tls

    if authority and not base_url:
        raise UsageError("--ca is for a stand-in: name it with --base-url")
    proxy = None
    if system_proxy:
        from urllib.request import getproxies  # 20 ms

        proxy = proxy_of(getproxies().get("https", ""))
    return Client(address_of(base_url), verified_tls(authority), proxy)


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(_MOST_STDIN + 1)
    if len(data) > _MOST_STDIN:
        raise UsageError("standard input has more than 1 MiB: `probe` reads one file of credentials")
    return data


def _confirm(plan: Plan, client: Client) -> None:
    """Says what is sent where, and ends where nobody agrees."""
    from auditor.cli.probe_view import question  # as above

    sys.stderr.write(question(plan, client))
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        sys.stderr.write("Nothing was sent.\n")
        raise typer.Exit(Exit.INCOMPLETE)
