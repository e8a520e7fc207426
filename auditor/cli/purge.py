"""`backpack-audit purge`: says how a secret is taken out of a history; `--write` does it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from auditor.cli.command_help import RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.options import Config, NoConfig
from auditor.errors import UsageError
from auditor.model.exit_code import Exit
from auditor.model.request import AuditRequest, Generic, Scope

if TYPE_CHECKING:
    from auditor.audits.purge import Purge

app = new_app()


@app.command(
    name="purge",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit purge --all", "Show how every secret leaves the history of this repository."),
        ("backpack-audit purge Abcd1234", "Show it for one API key, named by its first eight characters."),
        ("backpack-audit purge --all --write", "Rewrite the history of this repository without them."),
    ),
)
def purge(
    *,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY [PATH]", help="An API key or its first eight characters; never a secret.", show_default=False
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All secrets of API keys that a commit holds.", rich_help_panel=SCOPE)
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Rewrite the commits, tags and stash that hold it.", rich_help_panel=RUN)
    ] = False,
    config: Config = None,
    no_config: NoConfig = False,
) -> None:
    """Show the commands that take a secret out of the git history.

    For commits that were not pushed: amend, rebase or git filter-repo. For published ones: revoke the key first, then
    rewrite, force-push and tell everyone. Nothing is changed without --write, which replaces the secret by REMOVED in every
    commit, tag and stash of this repository, and leaves the files on the disk and the remotes alone.
    """
    key, paths = _split(arguments or [], every=every)
    from auditor.audits.purge import purge as planned  # not for --help
    from auditor.cli.path_arguments import given_paths
    from auditor.cli.purge_view import purge_lines

    request = AuditRequest(
        paths=given_paths(paths),
        scope=Scope.HISTORY,
        config=config,
        use_config=not no_config,
        generic=Generic.OFF,
        describe_rules=False,
    )
    found = planned(request, key)
    if write and found.plans:
        _write(found, request, key)
    texts = ["\n".join(purge_lines(plan)) for plan in found.plans]
    about = "API key" if every else f"API key {key[:8]}…"
    nothing = f"No commit holds the secret of {'an ' if every else ''}{about}: nothing to purge."
    sys.stdout.write("\n\n".join(texts or [nothing]) + "\n")
    if texts:
        raise typer.Exit(Exit.FINDINGS)
    if found.report.incomplete:
        sys.stderr.write("backpack-audit: parts of the history could not be read: backpack-audit scan --history\n")
        raise typer.Exit(Exit.INCOMPLETE)


def _write(found: Purge, request: AuditRequest, key: str) -> NoReturn:
    """Rewrites the histories, says what was done, and ends with 1 if a remote or anything else still holds a secret."""
    from auditor.audits.purge import carry_out
    from auditor.audits.purge import purge as planned
    from auditor.cli.purge_view import left_lines, written_lines

    done = carry_out(found)
    for folder, one in done.items():
        sys.stdout.write("".join(f"{line}\n" for line in written_lines(folder, one)))
    after = planned(request, key)
    for plan in after.plans:
        sys.stdout.write("\n" + "\n".join(left_lines(plan)) + "\n")
    is_left = bool(after.plans) or not all(one.is_forgotten for one in done.values())
    raise typer.Exit(Exit.FINDINGS if is_left else Exit.INCOMPLETE if after.report.incomplete else Exit.CLEAN)


def _split(arguments: list[str], *, every: bool) -> tuple[str, list[str]]:
    """Returns the API key and the paths.

    Raises:
        UsageError: there is no key, or more than one path.
    """
    key, paths = ("", arguments) if every else ("".join(arguments[:1]), arguments[1:])
    if not every and not key:
        raise UsageError("give an API key, its first eight characters, or --all")
    if len(paths) > 1:
        raise UsageError("purge reads one repository: give one PATH")
    return key, paths
