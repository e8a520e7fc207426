"""How a secret is taken out of a history: what has to be rewritten, from where on, and what has to be pushed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.model.finding import Finding, Introduced
from auditor.model.location import Reach
from auditor.sources.git.command import Git
from auditor.sources.git.refs import commits_of_paths, pushed_refs


class PurgePlan(Struct, frozen=True, kw_only=True):
    """One secret in the commits of one repository."""

    api_key: str
    """The API key of the secret; empty where it is not known."""
    rule_id: str
    repository: str
    is_published: bool
    paths: tuple[str, ...]
    """The files that hold it, relative to the top of the repository."""
    archives: tuple[str, ...]
    """Those of them in which it stands inside an archive."""
    commits: tuple[Introduced, ...]
    """The oldest commit of each path, the oldest of them first."""
    is_head: bool = False
    """HEAD is the only commit that has to be changed."""
    base: str | None = None
    """The parent of the oldest commit; empty for the first commit of a branch, None where HEAD does not hold them all."""
    branch: str = ""
    """The branch that is checked out; empty for a detached HEAD."""
    refs: Mapping[str, tuple[str, ...]] = {}
    """What a forced push must replace, by the remote's name."""


def purge_plans(findings: Iterable[Finding]) -> tuple[PurgePlan, ...]:
    """Returns a plan for each secret and repository; published ones first.

    Args:
        findings: Findings about secrets; those that no commit holds are left out.
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.introduced and finding.repository and finding.reach in (Reach.LOCAL, Reach.PUBLISHED):
            groups.setdefault((finding.repository, finding.api_key or finding.fingerprint), []).append(finding)
    plans = [_plan(repository, found) for (repository, _), found in groups.items()]
    return tuple(sorted(plans, key=lambda plan: (not plan.is_published, plan.repository, plan.api_key, plan.paths)))


def _plan(repository: str, findings: Sequence[Finding]) -> PurgePlan:
    git = Git.at(Path(repository))
    introduced = {finding.introduced.commit: finding.introduced for finding in findings if finding.introduced}
    paths = tuple(sorted({finding.location.path for finding in findings}))
    order = _oldest_first(git, introduced)
    commits = tuple(introduced[commit] for commit in order)
    is_published = any(finding.reach is Reach.PUBLISHED for finding in findings)
    return PurgePlan(
        api_key=findings[0].api_key or "",
        rule_id=findings[0].rule_id,
        repository=repository,
        is_published=is_published,
        paths=paths,
        archives=tuple(sorted({finding.location.path for finding in findings if finding.location.member})),
        commits=commits,
        is_head=order == (_said(git, "rev-parse", "HEAD"),),
        base=_base(git, order),
        branch=_said(git, "symbolic-ref", "--quiet", "--short", "HEAD"),
        refs=pushed_refs(git, commits_of_paths(git, order, paths)) if is_published else {},
    )


def _oldest_first(git: Git, commits: Iterable[str]) -> tuple[str, ...]:
    """Returns commits in the order of their history; those that git cannot order come last."""
    wanted = sorted(commits)
    said = git.ask("rev-list", "--topo-order", "--reverse", "--ignore-missing", "--stdin", lines=wanted).output
    known = [line for line in os.fsdecode(said).split() if line in set(wanted)]
    return tuple(dict.fromkeys((*known, *wanted)))


def _base(git: Git, commits: Sequence[str]) -> str | None:
    if any(git.ask("merge-base", "--is-ancestor", commit, "HEAD").code for commit in commits):
        return None
    return _said(git, "rev-parse", "--verify", "--quiet", f"{commits[0]}^")


def _said(git: Git, *arguments: str) -> str:
    answer = git.ask(*arguments)
    return os.fsdecode(answer.output).strip() if answer.code == 0 else ""
