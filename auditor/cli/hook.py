"""`backpack-audit hook`: what pre-commit calls, with the files of the commit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from auditor.cli.command_help import RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.options import Common, with_common
from auditor.errors import UsageError
from auditor.model.request import Scope

app = new_app()


@app.command(
    name="hook",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit hook", "Audit everything that is staged."),
        ("backpack-audit hook --fail-on high", "Block a commit only for high and critical findings."),
        ("backpack-audit hook --install", "Run before each commit and push, without pre-commit."),
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
    install: Annotated[
        bool,
        typer.Option("--install", help="Install git hooks (pre-commit and pre-push) here.", rich_help_panel=RUN),
    ] = False,
    uninstall: Annotated[
        bool, typer.Option("--uninstall", help="Remove these git hooks.", rich_help_panel=RUN)
    ] = False,
    common: Common,
) -> None:
    """Audit what is about to be committed, as the git index has it."""
    if install or uninstall:
        _change_hooks(files, install=install, uninstall=uninstall)
        return
    from auditor.cli.output import Output  # not for --help
    from auditor.pipeline import audit

    # A commit without content, such as an amended message, is fine.
    output = replace(Output.of(common), allow_empty=True)
    request = common.request(paths=(Path(),), scope=Scope.STAGED, files=None if files is None else tuple(files))
    report = audit(request)
    if report.exit_code and ("text", None) in output.targets and not common.quiet:
        from auditor.cli.commit_blocked import blocked_lines  # only where a commit is stopped

        sys.stderr.write("".join(f"{line}\n" for line in blocked_lines(report)))
    # Whoever commits knows the files: a list of them would hide what was found.
    output.finish(replace(report, scan=replace(report.scan, targets=(".",))))


def _change_hooks(files: list[str] | None, *, install: bool, uninstall: bool) -> None:
    from auditor.cli.init_files import git_hooks  # not for a hook that runs

    if files or (install and uninstall):
        raise UsageError("use --install or --uninstall alone, without files")
    for line in git_hooks.install(Path()) if install else git_hooks.uninstall(Path()):
        sys.stdout.write(f"{line}\n")
