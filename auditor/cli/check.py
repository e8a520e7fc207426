"""`backpack-audit check`: stored keys only, in files, folders, standard input or the environment."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from auditor.cli.command_help import JUDGE, PlainCommand, examples, new_app
from auditor.cli.common import Common
from auditor.cli.options import Environment, Paths, Stdin, StdinName, with_common
from auditor.errors import UsageError
from auditor.model.report import Report
from auditor.model.request import Scope

app = new_app()


@app.command(
    name="check",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit check .env", "Check the keys that a file stores."),
        ("backpack-audit check --env", "Check the variables of the environment."),
        ("ssh host cat bot/.env | backpack-audit check -", "Check a file of another machine."),
    ),
)
@with_common
def check(
    *,
    paths: Paths = None,
    stdin: Stdin = False,
    stdin_name: StdinName = "stdin",
    env: Environment = False,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="NAME",
            help="Exit with 1 unless the field NAME has a value; repeatable.",
            rich_help_panel=JUDGE,
        ),
    ] = None,
    common: Common,
) -> None:
    """Check stored keys: is each valid, not weak, in the right field, part of its pair, and well kept?

    Leaks are not reported: this is for a deployed .env or configuration. Values are never read from the command line.
    Without any credential in scope nothing is checked; the report says so, and the exit code is 0.
    """
    if paths == ["-"]:
        paths, stdin = None, True
    if sum((bool(paths), stdin, env)) > 1:
        raise UsageError("PATH, --stdin and --env cannot be combined: use one of them")
    from auditor.audits.check import check_stored, environment_source  # not for --help
    from auditor.cli.output import Output
    from auditor.cli.path_arguments import given_paths

    output = Output.of(common)
    scope = Scope.STDIN if stdin else Scope.WORKTREE
    request = common.request(paths=given_paths(paths), scope=scope, stdin_name=stdin_name)
    source = environment_source(os.environ) if env else None
    report = check_stored(request, source=source, require=tuple(require or ()))
    _say_if_nothing(report, is_told=("text", None) in output.targets and not common.quiet)
    output.finish(report)


def _say_if_nothing(report: Report, *, is_told: bool) -> None:
    """Says on standard error that no credential was found, where the report on standard output does not."""
    from auditor.reporters._shared.counts import NO_CREDENTIAL  # not for --help

    if not report.checks and not is_told:
        sys.stderr.write(f"{NO_CREDENTIAL}\n")
