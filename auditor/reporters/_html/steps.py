"""What a person does about the findings, in order: keys to revoke, keys to look at, problems to fix, gaps to fill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.revocations import must_be_revoked

REVOKE, CHECK, FIX, TIGHTEN, DECLARE, NOTE = "revoke", "check", "fix", "tighten", "declare", "note"
STEPS = (REVOKE, CHECK, FIX, TIGHTEN, DECLARE, NOTE)
"""The steps in their order."""
_STEP_OF = {Action.REVOKE: REVOKE, Action.CHECK: CHECK, Action.DECLARE: DECLARE, Action.NONE: NOTE}
"""Every other action is something to fix in a file, or in what a key may do."""
POLICY = ("permission", "whitelist")
"""The categories of rules about the inventory."""


class KeyToRevoke(Struct, frozen=True):
    """One API key that has to go, or that somebody has to look at."""

    api_key: str
    step: str
    """`revoke` or `check`."""
    severity: Severity
    findings: tuple[Finding, ...]
    """Those that ask for it."""


def step_words(step: str) -> str:
    """Returns a step as a heading."""
    return say(f"step.{step}")


def step_of(finding: Finding, category: str = "") -> str:
    """Returns the step that a finding belongs to.

    Args:
        finding: `revoke` and `check` need a key, and a severity that matters.
        category: That of its rule; rules about the inventory have a step of their own.
    """
    fix = TIGHTEN if category in POLICY else FIX
    step = _STEP_OF.get(finding.action, fix)
    return fix if step in {REVOKE, CHECK} and not must_be_revoked(finding) else step


def keys_to_revoke(findings: Iterable[Finding]) -> tuple[KeyToRevoke, ...]:
    """Returns the keys that findings ask to revoke or to look at, the most urgent first.

    Args:
        findings: The active findings.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.api_key is not None and step_of(finding) in {REVOKE, CHECK}:
            found[finding.api_key].append(finding)
    keys = (_key(api_key, members) for api_key, members in found.items())
    return tuple(sorted(keys, key=lambda key: (key.step != REVOKE, -key.severity.rank, key.api_key)))


def _key(api_key: str, findings: list[Finding]) -> KeyToRevoke:
    step = REVOKE if any(step_of(finding) == REVOKE for finding in findings) else CHECK
    severity = max((finding.severity for finding in findings), key=lambda each: each.rank)
    return KeyToRevoke(api_key, step, severity, tuple(findings))
