"""The audit of a history for the secrets that have to leave it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from auditor.collection.collect import collect
from auditor.errors import UsageError
from auditor.evaluation import evaluate
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.model.request import AuditRequest
from auditor.pipeline import report
from auditor.purge.clean_blobs import clean_blobs, cleaned
from auditor.purge.rewrite_history import Rewritten, check_writable, rewrite
from auditor.reach.purge_plan import PurgePlan, purge_plans
from auditor.reach.tracked_files import BlobIdentities
from auditor.scanner.reread import Rereader
from auditor.sources.git.command import Git
from auditor.sources.git.history import COMMIT_MESSAGE
from auditor.vocabulary.vocabulary import Vocabulary, builtin

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
    collected = collect(request)
    evaluation = evaluate(request, collected.configuration, collected.evidence, collected.generic)
    drawn = report(request, collected, evaluation)
    found = [finding for finding in drawn.findings if finding.traits.leak and _is_meant(finding, api_key)]
    keys = {finding.api_key for finding in found}
    if api_key and len(keys) > 1:
        raise UsageError("several API keys begin with these characters: give the whole key")
    vocabulary = builtin().extended(collected.configuration.names)
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
