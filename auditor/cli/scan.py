"""`backpack-audit scan`: finds leaks, wrong fields and invalid keys in files, the index, the history or standard input."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli.command_help import SCOPE, PlainCommand, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import History, Paths, Stdin, StdinName, with_common

app = new_app()


@app.command(
    name="scan",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit scan", "Scan the current folder."),
        ("backpack-audit scan --history -f sarif=out.sarif", "Scan files and git history, with a SARIF report."),
        ("git diff | backpack-audit scan -", "Scan standard input."),
    ),
)
@with_common
def scan(
    *,
    paths: Paths = None,
    history: History = False,
    staged: Annotated[
        bool, typer.Option("--staged", help="What is staged for the next commit.", rich_help_panel=SCOPE)
    ] = False,
    revisions: Annotated[
        str, typer.Option("--range", metavar="A..B", help="What the commits of a range added.", rich_help_panel=SCOPE)
    ] = "",
    stdin: Stdin = False,
    stdin_name: StdinName = "stdin",
    agents: Annotated[
        bool,
        typer.Option(
            "--agents",
            help="What coding agents keep here: transcripts, histories, MCP settings.",
            rich_help_panel=SCOPE,
        ),
    ] = False,
    unreachable: Annotated[
        bool, typer.Option("--unreachable", help="With --history: dangling objects too.", rich_help_panel=SCOPE)
    ] = False,
    common: Common,
) -> None:
    """Find leaked keys and secrets, values in the wrong field, and invalid keys."""
    from auditor.cli.run_scan import run_scan  # not for --help

    run_scan(
        paths=paths,
        history=history,
        staged=staged,
        revisions=revisions,
        stdin=stdin,
        stdin_name=stdin_name,
        agents=agents,
        unreachable=unreachable,
        common=common,
    )
