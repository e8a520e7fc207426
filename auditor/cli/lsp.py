"""`backpack-audit lsp`: shows findings in an editor while somebody types."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.command_help import RUN, PlainCommand, examples, new_app
from auditor.cli.common import codes, patterns
from auditor.cli.options import (
    BaselineFile,
    Config,
    Exclude,
    Generics,
    Ignore,
    Lang,
    NoConfig,
    NoInlineIgnores,
    Packs,
    Select,
)
from auditor.model.request import AuditRequest

app = new_app()


@app.command(
    name="lsp",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit lsp", "Serve an editor, which starts this by itself; see docs/editors.md."),
        ("backpack-audit lsp --ignore BPK9", "Leave other products' secrets to another tool."),
        ('pip install "backpack-audit[lsp]"', "Install what the command needs."),
    ),
)
def lsp(
    *,
    exclude: Exclude = None,
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    config: Config = None,
    no_config: NoConfig = False,
    rules: Packs = None,
    generic: Generics = None,
    no_inline_ignores: NoInlineIgnores = False,
    lang: Lang = "",
    stdio: Annotated[
        bool,
        typer.Option("--stdio", help="Use standard input and output; the default.", rich_help_panel=RUN),
    ] = False,
) -> None:
    """Serve an editor by the Language Server Protocol: findings while you type, explanations and fixes.

    The editor starts this command and talks to it on standard input and output. What is open is joined with the files
    of its work tree, by their configuration and baseline. Nothing is sent anywhere else.
    """
    del stdio
    from auditor.cli.run_lsp import run_lsp  # not for --help

    request = AuditRequest(
        exclude=patterns(exclude),
        select=codes(select),
        ignore=codes(ignore),
        baseline=None if baseline is None else Path(os.path.realpath(baseline)),
        config=None if config is None else Path(os.path.realpath(config)),
        use_config=not no_config,
        rules=tuple(rules or ()),
        generic=generic,
        inline_ignores=not no_inline_ignores,
    )
    raise typer.Exit(run_lsp(request, lang=lang))
