"""`backpack-audit fix`: mends what is mechanical; shows a masked diff, and writes only when it is told to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.exit_codes import Exit
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest

app = typer.Typer(add_completion=False)

_MOST_ROUNDS = 4
"""Times that what was mended is looked at again; one round settles all that is known to occur."""


@app.command()
def fix(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and folders; the current folder if none.")
    ] = None,
    *,
    write: Annotated[bool, typer.Option("--write", help="Apply the changes instead of showing them.")] = False,
    move_to_env: Annotated[
        bool, typer.Option("--move-to-env", help="Move literal secrets of source code and compose files to .env, too.")
    ] = False,
    fail_on: Annotated[
        Severity | None,
        typer.Option("--fail-on", help="Exit with 1 if something so bad cannot be mended (default: medium)."),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="CODE", help="Only what these rules find (BPK303, BPK2).")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="CODE", help="Not what these rules find.")
    ] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="The file of accepted findings.")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="The configuration to use instead of the found one.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Ignore configuration files in the tree.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No diff: one line a file, and what is left.")] = False,
) -> None:
    """Mend swapped fields, wrong encodings, quotes and spaces in values, file modes, and missing .gitignore entries.

    Shows a unified diff in which every secret is masked; --write applies it, and keeps comments, order, quoting, line
    ends and encoding of the files. What cannot be done safely is said. A leaked key stays leaked: revoke it.
    """
    from auditor.cli.options import codes  # not for --help
    from auditor.cli.path_arguments import given_paths

    request = AuditRequest(
        paths=given_paths(paths),
        select=codes(select),
        ignore=codes(ignore),
        fail_on=fail_on,
        baseline=baseline,
        config=config,
        use_config=not no_config,
        describe_rules=False,
        cache=False,
    )
    raise typer.Exit(_run(request, move=move_to_env, apply=write, quiet=quiet))


def _run(request: AuditRequest, *, move: bool, apply: bool, quiet: bool) -> Exit:
    """Plans, shows, and with `apply` writes and looks again, until nothing is left that can be mended."""
    from auditor.audits.fix import planned, write
    from auditor.cli.fix_view import Pages  # not for --help

    pages = Pages(sys.stdout, os.environ, quiet=quiet)
    found = planned(request, move=move)
    written = 0
    pages.changes(found.plan, applied=apply)
    while apply and found.plan.changes and written < _MOST_ROUNDS:
        write(found.plan)
        written += 1
        found = planned(request, move=move)
        pages.changes(found.plan, applied=written < _MOST_ROUNDS)
    pages.remarks(found.plan)
    pages.skipped(found.report)
    pages.ending(found, applied=apply, is_any_written=bool(written))
    if found.matters:
        return Exit.FINDINGS
    return Exit.INCOMPLETE if found.report.incomplete else Exit.CLEAN
