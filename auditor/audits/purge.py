"""The audit of a history for the secrets that have to leave it."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.collection.collect import collect
from auditor.collection.resolve_run import run_of
from auditor.errors import UsageError
from auditor.evaluation import evaluate
from auditor.model.blob_source import COMMIT_MESSAGE
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Introduced
from auditor.model.location import Reach
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import report
from auditor.purge.clean_blobs import clean_blobs, cleaned
from auditor.purge.rewrite_history import Rewritten, check_writable, rewrite
from auditor.reach.tracked_files import BlobIdentities
from auditor.scanner.reread import Rereader
from auditor.sources.git.command import Git
from auditor.sources.git.refs import commits_of_paths, pushed_refs
from auditor.vocabulary.vocabulary import Vocabulary, builtin


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
    """Those of them in which it is inside an archive."""
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


SHORTEST = 8
"""Characters of an API key that name it."""


class Purge(Struct, frozen=True):
    """What a history holds of the secrets that were asked for."""

    report: Report
    plans: tuple[PurgePlan, ...]
    evidence: tuple[Evidence, ...]
    vocabulary: Vocabulary
    read: BlobIdentities
    """Reads older versions of files as the scan did."""


def purge(request: AuditRequest, api_key: str) -> Purge:
    """Returns how the secret of an API key is taken out of a history; with an empty one, of all keys.

    Args:
        request: The history to read.
        api_key: An API key or how it begins.

    Raises:
        UsageError: it is too short to name a key, or names several.
        AuditError: the audit is impossible.
    """
    if api_key and len(api_key) < SHORTEST:
        raise UsageError(f"KEY is too short: give an API key or its first {SHORTEST} characters")
    run = run_of(request)
    collected = collect(run)
    drawn = report(collected, evaluate(run, collected.evidence, collected.generic))
    found = [finding for finding in drawn.findings if finding.traits.leak and _is_meant(finding, api_key)]
    keys = {finding.api_key for finding in found}
    if api_key and len(keys) > 1:
        raise UsageError("several API keys begin with these characters: give the whole key")
    vocabulary = builtin().extended(run.configuration.names)
    read = Rereader(collected.worker).identities if collected.worker else _nothing
    return Purge(drawn, purge_plans(found), collected.evidence, vocabulary, read)


def _nothing(_: Git, __: Mapping[str, str]) -> Mapping[str, Collection[bytes]]:
    return {}


def carry_out(found: Purge) -> Mapping[str, Rewritten]:
    """Rewrites the history of every repository of the plans, and returns what was done, by its folder.

    Args:
        found: What the histories hold.

    Raises:
        UsageError: a repository cannot be rewritten now; none was.
        RepositoryError: git failed; the refs of that repository are as they were.
    """
    secrets: dict[str, set[bytes]] = {}
    for plan in found.plans:
        secrets.setdefault(plan.repository, set()).add(b64decode(plan.api_key))
    gits = {folder: Git.at(Path(folder)) for folder in secrets}
    for git in gits.values():
        check_writable(git)
    return {folder: _rewritten(git, found, secrets[folder]) for folder, git in gits.items()}


def _rewritten(git: Git, found: Purge, secrets: set[bytes]) -> Rewritten:
    known = found.vocabulary
    own = [one for one in found.evidence if one.provenance.repository == git.folder]
    blobs = clean_blobs(git, own, secrets, known, found.read)

    def clean_message(text: bytes) -> bytes:
        return cleaned(text, COMMIT_MESSAGE, secrets, known) or b""

    return rewrite(git, blobs, clean_message)


def _is_meant(finding: Finding, api_key: str) -> bool:
    """Returns whether a finding is about a key; without one, whether it counts (nobody accepted it)."""
    return (finding.api_key or "").startswith(api_key) if api_key else finding.status == "active"
