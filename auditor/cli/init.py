"""`backpack-audit init`: the pre-commit entry, the CI job and an inventory skeleton; nothing that is there is touched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from auditor._version import __version__
from auditor.cli.command_help import REPORT, RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.init_files.edit import Editor
from auditor.errors import UsageError

app = new_app()


class Host(StrEnum):
    """Where CI runs."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


@app.command(
    name="init",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit init --dry-run", "Show what would be written."),
        ("backpack-audit init", "Write it."),
        ("backpack-audit init --ci gitlab", "Write a CI job for GitLab."),
    ),
)
def init(
    *,
    root: Annotated[
        Path,
        typer.Argument(
            metavar="[PATH]", help="The repository; the current folder if none is given.", rich_help_panel=SCOPE
        ),
    ] = Path(),
    ci_jobs: Annotated[
        list[Host] | None,
        typer.Option(
            "--ci",
            metavar="HOST",
            help="github, gitlab or none; repeatable; by default what the repository uses.",
            rich_help_panel=REPORT,
        ),
    ] = None,
    requirement: Annotated[
        str,
        typer.Option("--requirement", metavar="TEXT", help="What pip installs in hook and CI.", rich_help_panel=REPORT),
    ] = f"backpack-audit=={__version__}",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--diff", help="Show a diff and write nothing.", rich_help_panel=RUN)
    ] = False,
) -> None:
    """Write a pre-commit hook, a CI job and a key inventory to fill in; existing files are left alone or extended."""
    from auditor.cli.init_files.edit import plan  # not for --help

    if not root.is_dir():
        raise UsageError(f"{root}: no such folder")
    if any(character in requirement for character in "\"'\\\n$`"):
        raise UsageError("--requirement holds a character that hook and CI files would take for their own")
    hosts = ci_jobs or _hosts(root)
    steps = [plan(root, name, edit) for name, edit in _edits(hosts, requirement)]
    for step in steps:
        if dry_run:
            sys.stdout.writelines(step.diff())
        else:
            step.write()
    for step in steps:
        done = "left alone" if step.after is None else "would write" if dry_run else "wrote"
        sys.stdout.write(f"{done} {step.name}: {step.remark}\n")
    if not hosts:
        sys.stdout.write("no CI job: nothing shows where CI runs; name it with --ci github or --ci gitlab\n")
    if not dry_run and any(step.after is not None for step in steps):
        sys.stdout.write("next: `pre-commit install`, and `backpack-audit scan --history` for what is there already\n")


def _edits(hosts: list[Host], requirement: str) -> Iterator[tuple[str, Editor]]:
    """The files to look after, each with what makes its new text."""
    from auditor.cli.init_files import ci_jobs, inventory_skeleton, pre_commit  # not for --help
    from auditor.policy.inventory import FILE_NAME

    yield pre_commit.NAME, partial(pre_commit.add_hook, requirement=requirement)
    if Host.GITHUB in hosts:
        yield ci_jobs.GITHUB, partial(ci_jobs.add_workflow, requirement=requirement)
    if Host.GITLAB in hosts:
        yield ci_jobs.GITLAB, partial(ci_jobs.add_job, requirement=requirement)
    yield FILE_NAME, inventory_skeleton.add_inventory


def _hosts(root: Path) -> list[Host]:
    """Where CI runs: where the repository has CI files, else where its remotes are."""
    files = ((Host.GITHUB, ".github"), (Host.GITLAB, ".gitlab-ci.yml"), (Host.GITLAB, ".gitlab"))
    shown = [host for host, name in files if (root / name).exists()]
    return list(dict.fromkeys(shown)) or [host for host in (Host.GITHUB, Host.GITLAB) if host in _remotes(root)]


def _remotes(root: Path) -> str:
    """The addresses of the remotes in the repository's own configuration, which is searched, never obeyed."""
    try:
        lines = (root / ".git" / "config").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "\n".join(line for line in lines if line.strip().startswith("url"))
