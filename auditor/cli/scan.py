"""`backpack-audit scan`: leaks, wrong fields, invalid keys, in a tree, the index, the history or standard input."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.options import Common, with_common
from auditor.errors import UsageError
from auditor.model.request import Scope

app = typer.Typer(add_completion=False)


@app.command(name="scan")
@with_common
def scan(
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders; the current folder if none.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="The tree, and every object that any ref reaches.")
    ] = False,
    unreachable: Annotated[bool, typer.Option("--unreachable", help="With --history: dangling objects too.")] = False,
    staged: Annotated[
        bool, typer.Option("--staged", help="What is about to be committed, as the index has it.")
    ] = False,
    revisions: Annotated[
        str, typer.Option("--range", metavar="A..B", help="What the commits of a range brought.")
    ] = "",
    stdin: Annotated[bool, typer.Option("--stdin", help="Standard input.")] = False,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", metavar="NAME", help="The file name that standard input goes by.")
    ] = "stdin",
    common: Common,
) -> None:
    """Find leaked keys and secrets, keys and secrets in the wrong field, and stored keys that are no Ed25519 keys."""
    scope = _scope(history=history, staged=staged, ranged=bool(revisions), stdin=stdin)
    if unreachable and scope is not Scope.HISTORY:
        raise UsageError("--unreachable goes with --history: only there are dangling objects looked at")
    from auditor.cli.output import Output  # not for --help
    from auditor.cli.progress import progress
    from auditor.pipeline import audit

    output = Output.of(common)
    request = common.request(
        paths=tuple(paths or [Path()]),
        scope=scope,
        revision_range=revisions,
        unreachable=unreachable,
        stdin_name=stdin_name,
    )
    with progress(quiet=common.quiet) as told:
        report = audit(request, progress=told)
    output.finish(report)


def _scope(*, history: bool, staged: bool, ranged: bool, stdin: bool) -> Scope:
    wanted = {
        "--history": (history, Scope.HISTORY),
        "--staged": (staged, Scope.STAGED),
        "--range": (ranged, Scope.RANGE),
        "--stdin": (stdin, Scope.STDIN),
    }
    given = [name for name, (is_given, _) in wanted.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} exclude each other: give one of them")
    return wanted[given[0]][1] if given else Scope.WORKTREE
