"""`backpack-audit hook`: what pre-commit calls, with the files of the commit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from auditor.cli.command_help import SCOPE, PlainCommand, examples, new_app
from auditor.cli.options import Common, with_common
from auditor.model.request import Scope

app = new_app()


@app.command(
    name="hook",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit hook", "Audit everything that is staged."),
        ("backpack-audit hook .env bot.py", "Audit two of the staged files."),
        ("backpack-audit hook --fail-on high", "Block a commit only for high and critical findings."),
    ),
)
@with_common
def hook(
    *,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="The files; all staged files if none is given.", rich_help_panel=SCOPE
        ),
    ] = None,
    common: Common,
) -> None:
    """Audit what is about to be committed, as the git index has it."""
    from auditor.cli.output import Output  # not for --help
    from auditor.pipeline import audit

    output = Output.of(common)
    request = common.request(paths=(Path(),), scope=Scope.STAGED, files=None if files is None else tuple(files))
    report = audit(request)
    # Whoever commits knows the files: a list of them would hide what was found.
    output.finish(replace(report, scan=replace(report.scan, targets=(".",))))
