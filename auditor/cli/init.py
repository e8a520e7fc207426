"""`backpack-audit init`: the pre-commit entry, the CI job and an inventory skeleton; nothing that is there is touched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor._version import __version__
from auditor.agents.agent import Agent
from auditor.cli.command_help import REPORT, RUN, SCOPE, PlainCommand, examples, new_app
from auditor.cli.init_files.edit import Editor
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.cli.init_files.origin import Origin

app = new_app()


class Host(StrEnum):
    """Where CI runs."""

    GITHUB = "github"
    GITLAB = "gitlab"
    SCRIPT = "script"
    NONE = "none"


Root = Annotated[
    Path,
    typer.Argument(
        metavar="[PATH]", help="The repository; the current folder if none is given.", rich_help_panel=SCOPE
    ),
]
CiJobs = Annotated[
    list[Host] | None,
    typer.Option(
        "--ci",
        metavar="HOST",
        help="github, gitlab, script or none; repeatable; by default what the repository uses.",
        rich_help_panel=REPORT,
    ),
]
Repo = Annotated[
    str,
    typer.Option(
        "--repo", metavar="ADDRESS", help="The repository that pre-commit gets the hook from.", rich_help_panel=REPORT
    ),
]
Rev = Annotated[
    str, typer.Option("--rev", metavar="REV", help="With --repo: the commit or tag.", rich_help_panel=REPORT)
]
Requirement = Annotated[
    str,
    typer.Option("--requirement", metavar="TEXT", help="What pip installs in hook and CI.", rich_help_panel=REPORT),
]
OfAgent = Annotated[
    Agent | None,
    typer.Option(
        "--agent",
        metavar="AGENT",
        help="Only the hooks of a coding agent: claude-code, cursor, codex, copilot or gemini.",
        rich_help_panel=SCOPE,
    ),
]
Remove = Annotated[bool, typer.Option("--remove", help="With --agent: remove its hooks.", rich_help_panel=RUN)]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "--diff", help="Show a diff and write nothing.", rich_help_panel=RUN)
]


@app.command(
    name="init",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit init --dry-run", "Show what would be written."),
        ("backpack-audit init", "Write it."),
        ("backpack-audit init --agent claude-code", "Write the hooks of a coding agent."),
    ),
)
def init(
    *,
    root: Root = Path(),
    ci_jobs: CiJobs = None,
    repo: Repo = "",
    rev: Rev = "",
    requirement: Requirement = "",
    agent: OfAgent = None,
    remove: Remove = False,
    dry_run: DryRun = False,
) -> None:
    """Write a pre-commit hook, a CI job and a key inventory to fill in; existing files are left alone or extended."""
    from auditor.cli.init_files.edit import plan  # not for --help

    if not root.is_dir():
        raise UsageError(f"{root}: no such folder")
    if agent is not None:
        _change_agent(root, agent, remove=remove, dry_run=dry_run)
        return
    if remove:
        raise UsageError("--remove needs --agent")
    origin = _origin(repo, rev, requirement)
    hosts = ci_jobs or _hosts(root)
    steps = [plan(root, name, edit) for name, edit in _edits(hosts, origin)]
    for step in steps:
        if dry_run:
            sys.stdout.writelines(step.diff())
        else:
            step.write()
    for step in steps:
        done = "left alone" if step.after is None else "would write" if dry_run else "wrote"
        sys.stdout.write(f"{done} {step.name}: {step.remark}\n")
    if not origin.requirement:
        sys.stdout.write(
            "The hook calls the installed backpack-audit and there is no CI job, because others cannot install this copy "
            "from anywhere: give --repo ADDRESS or --requirement TEXT once they can.\n"
        )
    if not dry_run and any(step.after is not None for step in steps):
        sys.stdout.write("next: `pre-commit install`, then `backpack-audit scan --history` for existing leaks\n")


def _change_agent(root: Path, agent: Agent, *, remove: bool, dry_run: bool) -> None:
    """Adds the hooks of a coding agent to its configuration, or takes them out."""
    from auditor.cli.init_files.agent_hooks import NAMES, add_agent_hooks, remove_agent_hooks
    from auditor.cli.init_files.edit import plan

    step = plan(root, NAMES[agent], remove_agent_hooks if remove else partial(add_agent_hooks, agent=agent))
    if dry_run:
        sys.stdout.writelines(step.diff())
    elif step.after == b"":
        step.path.unlink()
    else:
        step.write()
    done = "left alone" if step.after is None else "would write" if dry_run else "wrote" if step.after else "removed"
    sys.stdout.write(f"{done} {step.name}: {step.remark}\n")


def _origin(repo: str, rev: str, requirement: str) -> Origin:
    """Returns where hook and CI get the program from.

    Raises:
        UsageError: the options contradict each other or hold what hook and CI files would take for their own.
    """
    from auditor.cli.init_files.origin import Origin, find_origin, of_repository
    from auditor.redaction import holds_secret

    if requirement and repo:
        raise UsageError("--requirement and --repo cannot be combined: use one of them")
    for name, text in (("--requirement", requirement), ("--repo", repo), ("--rev", rev)):
        if any(character in text for character in "\"'\\\n$`"):
            raise UsageError(
                f"{name} has a character with a meaning of its own in hook and CI files, such as a quote or $"
            )
        if holds_secret(text):
            raise UsageError(f"{name} holds what looks like a secret, and would be written to files that are committed")
    if rev and not repo:
        raise UsageError("--rev needs --repo")
    if repo:
        return of_repository(repo, rev or f"v{__version__}")
    return Origin(requirement) if requirement else find_origin()


def _edits(hosts: list[Host], origin: Origin) -> Iterator[tuple[str, Editor]]:
    """Yields the files to write, each with what makes its new text."""
    from auditor.cli.init_files import ci_jobs, inventory_skeleton, pre_commit
    from auditor.inventory.inventory import FILE_NAME

    requirement = origin.requirement
    yield (
        pre_commit.NAME,
        partial(pre_commit.add_hook, requirement=requirement, repository=origin.repository, revision=origin.revision),
    )
    if not requirement:
        hosts = []
    if Host.GITHUB in hosts:
        yield ci_jobs.GITHUB, partial(ci_jobs.add_workflow, requirement=requirement)
    if Host.GITLAB in hosts:
        yield ci_jobs.GITLAB, partial(ci_jobs.add_job, requirement=requirement)
    if Host.SCRIPT in hosts:
        yield ci_jobs.NAME, partial(ci_jobs.add_script, requirement=requirement)
    yield FILE_NAME, inventory_skeleton.add_inventory


def _hosts(root: Path) -> list[Host]:
    """Returns where CI runs: where the repository has CI files, else where its remotes are, else a plain script."""
    files = ((Host.GITHUB, ".github"), (Host.GITLAB, ".gitlab-ci.yml"), (Host.GITLAB, ".gitlab"))
    shown = [host for host, name in files if (root / name).exists()]
    remote = [host for host in (Host.GITHUB, Host.GITLAB) if host in _remotes(root)]
    return list(dict.fromkeys(shown)) or remote or [Host.SCRIPT]


def _remotes(root: Path) -> str:
    """Returns the addresses of the remotes in the repository's own configuration, which is searched, never obeyed."""
    config = root / ".git" / "config"
    try:
        lines = config.read_text("utf-8", "replace").splitlines() if config.is_file() else []
    except OSError:
        return ""
    return "\n".join(line for line in lines if line.strip().startswith("url"))
