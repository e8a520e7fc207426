"""Says of findings from history who brought the secret, with what words, what holds it now, and for how many days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from auditor.model.batch_result import identity_of
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Introduced
from auditor.model.location import Reach
from auditor.model.report import InPlace
from auditor.redaction import holds_secret as looks_secret
from auditor.rulebook.is_secret import secrecy_of
from auditor.sources.git.attribution import holders
from auditor.sources.git.command import Git
from auditor.sources.git.commit_facts import CommitFacts, commit_facts

HoldsSecret = Callable[[Sequence[str]], Collection[str]]
"""Returns those of some texts that hold a secret or what looks like one."""
_LONGEST = 120


def described(findings: Iterable[Finding], today: dt.date, holds_secret: HoldsSecret) -> tuple[Finding, ...]:
    """Returns the findings with what git says of the commits that brought their secrets.

    Args:
        findings: All findings of a run.
        today: The day up to which a secret that is still there is counted.
        holds_secret: Picks the texts that must not be shown.
    """
    findings = tuple(findings)
    commits: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.introduced and finding.repository:
            commits[finding.repository].add(finding.introduced.commit)
    if not commits:
        return findings
    facts: dict[tuple[str, str], Introduced] = {}
    for folder, own in commits.items():
        found = introductions(Git.at(Path(folder)), own, holds_secret)
        facts |= {(folder, commit): introduced for commit, introduced in found.items()}
    return tuple(
        with_introduction(finding, facts.get((finding.repository, finding.introduced.commit)), today)
        if finding.introduced
        else finding
        for finding in findings
    )


def introductions(git: Git, commits: Collection[str], holds_secret: HoldsSecret) -> dict[str, Introduced]:
    """Returns what git says of each commit, without texts that hold a secret; dates are left out.

    Args:
        git: The repository.
        commits: The commits.
        holds_secret: Picks the texts that must not be shown.
    """
    said, held = commit_facts(git, commits), holders(git, commits)
    texts = {text for one in said.values() for text in (one.author, one.subject)}
    texts |= {ref for refs in held.values() for ref in refs}
    hidden = {text for text in texts if looks_secret(text)} | set(holds_secret(sorted(texts)))
    return {commit: _introduced(commit, said, held, hidden) for commit in commits}


def _introduced(
    commit: str,
    said: Mapping[str, CommitFacts],
    held: Mapping[str, tuple[str, ...]],
    hidden: Collection[str],
) -> Introduced:
    def shown(text: str) -> str:
        return "" if text in hidden else text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    own = said.get(commit, CommitFacts("", ""))
    return Introduced(
        commit=commit,
        author=shown(own.author),
        subject=shown(own.subject),
        refs=tuple(ref for ref in held.get(commit, ()) if ref not in hidden),
    )


def with_introduction(finding: Finding, known: Introduced | None, today: dt.date) -> Finding:
    """Returns a finding from history with what is known of the commit that brought its secret, and for how many days.

    Args:
        finding: The finding.
        known: What git says of the commit; None for nothing.
        today: The day up to which a secret that still is there is counted.
    """
    introduced = finding.introduced
    if introduced is None:
        return finding
    known = known or introduced
    until = _day(finding.removed.date) if finding.removed else today
    since = _day(introduced.date)
    days = max(0, (until - since).days) if since and until else None
    return replace(finding, introduced=replace(known, date=introduced.date), exposed_days=days)


def _day(date: str) -> dt.date | None:
    """Returns the day in UTC of an ISO 8601 date."""
    try:
        return dt.datetime.fromisoformat(date).astimezone(dt.UTC).date()
    except ValueError:
        return None


def in_place(evidence: Iterable[Evidence]) -> InPlace:
    """Returns the secrets that got no farther than a credential store that only its owner can read, each once."""
    pairs: dict[bytes, bool] = {}
    for one in evidence:
        if one.reach is Reach.OWNER and not one.material.published and secrecy_of(one) != "none":
            identity = identity_of(one.material)
            pairs[identity] = pairs.get(identity, False) or one.pairing.is_secret
    return InPlace(pairs=sum(pairs.values()), secrets=len(pairs))
