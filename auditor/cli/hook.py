"""`backpack-audit hook`: what pre-commit calls, with the files of the commit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.options import Common, with_common
from auditor.model.request import Scope

app = typer.Typer(add_completion=False)


@app.command(name="hook")
@with_common
def hook(
    *,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="The files to audit; all staged files if none.")
    ] = None,
    common: Common,
) -> None:
    """Audit what is about to be committed, exactly as the index has it, not as the work tree has it."""
    from auditor.cli.output import Output  # not for --help
    from auditor.pipeline import audit

    output = Output.of(common)
    request = common.request(paths=(Path(),), scope=Scope.STAGED, files=None if files is None else tuple(files))
    output.finish(audit(request))
