"""`backpack-audit scan`: finds leaks, wrong fields and invalid keys in files, the index, the history or standard input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from auditor.cli.command_help import SCOPE, PlainCommand, examples, new_app
from auditor.cli.options import Common, Paths, with_common
from auditor.errors import UsageError
from auditor.model.report import Report
from auditor.model.request import Scope

app = new_app()
STDIN = "-"
"""What many programs take for standard input in the place of a path."""


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
    history: Annotated[
        bool, typer.Option("--history", help="Files and the whole git history.", rich_help_panel=SCOPE)
    ] = False,
    staged: Annotated[
        bool, typer.Option("--staged", help="What is staged for the next commit.", rich_help_panel=SCOPE)
    ] = False,
    revisions: Annotated[
        str, typer.Option("--range", metavar="A..B", help="What the commits of a range added.", rich_help_panel=SCOPE)
    ] = "",
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Standard input; the same as -.", rich_help_panel=SCOPE)
    ] = False,
    stdin_name: Annotated[
        str,
        typer.Option("--stdin-name", metavar="NAME", help="The file name of standard input.", rich_help_panel=SCOPE),
    ] = "stdin",
    unreachable: Annotated[
        bool, typer.Option("--unreachable", help="With --history: dangling objects too.", rich_help_panel=SCOPE)
    ] = False,
    common: Common,
) -> None:
    """Find leaked keys and secrets, values in the wrong field, and invalid keys."""
    given = paths
    if paths and STDIN in paths:
        if len(paths) > 1:
            raise UsageError("- is standard input, which is scanned alone: give no other path with it")
        paths, stdin = None, True
    scope = _scope(history=history, staged=staged, ranged=bool(revisions), stdin=stdin)
    if unreachable and scope is not Scope.HISTORY:
        raise UsageError("--unreachable needs --history")
    from auditor.cli.output import Output  # not for --help
    from auditor.cli.path_arguments import given_paths
    from auditor.cli.progress import progress
    from auditor.pipeline import audit

    output = Output.of(common)
    request = common.request(
        paths=given_paths(paths),
        scope=scope,
        revision_range=revisions,
        unreachable=unreachable,
        stdin_name=stdin_name,
    )
    run: Callable[..., Report] = audit
    if request.describe_keys:
        from auditor.audits.declared_keys import audit_with_keys  # 60 ms, for formats that name keys

        run = audit_with_keys
    with progress(quiet=common.quiet) as told:
        report = run(request, progress=told)
    output.finish(report, named=bool(given))


def _scope(*, history: bool, staged: bool, ranged: bool, stdin: bool) -> Scope:
    wanted = {
        "--history": (history, Scope.HISTORY),
        "--staged": (staged, Scope.STAGED),
        "--range": (ranged, Scope.RANGE),
        "--stdin": (stdin, Scope.STDIN),
    }
    given = [name for name, (is_given, _) in wanted.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} cannot be combined: use one of them")
    return wanted[given[0]][1] if given else Scope.WORKTREE
