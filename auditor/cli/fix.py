"""`backpack-audit fix`: fixes what is mechanical; shows a masked diff, and writes only with `--write`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from auditor.cli.command_help import REPORT, RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.common import Color, codes, patterns
from auditor.cli.options import (
    BaselineFile,
    Colors,
    Config,
    Exclude,
    FailOn,
    Ignore,
    NoConfig,
    Paths,
    Select,
)
from auditor.errors import UsageError
from auditor.model.exit_code import Exit
from auditor.model.request import AuditRequest

app = new_app()

Write = Annotated[
    bool, typer.Option("--write", help="Change the files instead of showing a diff.", rich_help_panel=RUN)
]
Diff = Annotated[
    bool,
    typer.Option("--diff", "--dry-run", help="Show a diff and change nothing; the default.", rich_help_panel=RUN),
]
MoveToEnv = Annotated[
    bool,
    typer.Option(
        "--move-to-env", help="Move literal secrets of code and compose files to .env.", rich_help_panel=SCOPE
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 even if problems are left.", rich_help_panel=REPORT)
]
NoDiff = Annotated[bool, typer.Option("--quiet", "-q", help="No diff: one line for each file.", rich_help_panel=REPORT)]
_MOST_ROUNDS = 4
"""How often files that were fixed are scanned again; one round settles all that is known to occur."""


@app.command(
    name="fix",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit fix", "Show what can be fixed, as a diff with every secret masked."),
        ("backpack-audit fix --write", "Fix it."),
        ("backpack-audit fix --move-to-env --write bot.py", "Move the secrets of a program to .env."),
    ),
)
def fix(
    *,
    paths: Paths = None,
    exclude: Exclude = None,
    write: Write = False,
    diff: Diff = False,
    move_to_env: MoveToEnv = False,
    fail_on: FailOn = None,
    exit_zero: ExitZero = False,
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    config: Config = None,
    no_config: NoConfig = False,
    quiet: NoDiff = False,
    color: Colors = Color.AUTO,
) -> None:
    """Fix swapped fields, encodings, quotes and spaces in values, file modes, and missing .gitignore entries.

    Shows a unified diff in which every secret is masked. --write changes the files and keeps comments, order, quotes,
    line ends and encoding. What can't be fixed safely is named. A leaked key stays leaked: revoke it.
    """
    if write and diff:
        raise UsageError("--write and --diff contradict each other: use one of them")
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
        exclude=patterns(exclude),
    )
    code = _run(request, move=move_to_env, apply=write, quiet=quiet, environment=color.environment(os.environ))
    raise typer.Exit(Exit.CLEAN if exit_zero and code is Exit.FINDINGS else code)


def _run(request: AuditRequest, *, move: bool, apply: bool, quiet: bool, environment: Mapping[str, str]) -> Exit:
    """Plans and shows the changes; with `apply` writes them and scans again, until nothing is left that can be fixed."""
    from auditor.audits.fix import planned, write_each
    from auditor.cli.fix_view import Pages  # not for --help

    pages = Pages(sys.stdout, environment, quiet=quiet)
    found = planned(request, move=move)
    pages.diffs(found.plan)
    written = 0
    while apply and found.plan.changes and written < _MOST_ROUNDS:
        said = []
        for change, text in write_each(found.plan, index=move):
            pages.change(change, applied=True)  # after it is written, because the next one may fail
            said.append(text)
        pages.revocations(found.plan)
        pages.notes(filter(None, said))
        written += 1
        found = planned(request, move=move)
        pages.diffs(found.plan)
    for change in found.plan.changes:
        pages.change(change, applied=False)
    pages.remarks(found.plan)
    pages.skipped(found.report)
    pages.ending(found, applied=apply, is_any_written=bool(written), moved=move)
    if found.matters:
        return Exit.FINDINGS
    return Exit.INCOMPLETE if found.report.incomplete else Exit.CLEAN
