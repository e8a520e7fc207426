"""The policy part of an audit: what a scan found, held against the inventory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.model.case import Case
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.report import PolicyView
from auditor.policy.cases import policy_cases
from auditor.policy.inventory import FILE_NAME, Inventory
from auditor.policy.leaks import lowered
from auditor.policy.load import read_inventory
from auditor.policy.profiles import load_profiles
from auditor.policy.survey import survey
from auditor.policy.view import policy_view
from auditor.rulebook.book import RuleBook

EXAMPLES_DAY = date(2026, 9, 1)
"""The day as of which the examples of rules about keys are judged."""


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What the policy part adds to a report."""

    findings: tuple[Finding, ...]
    """Those of the scan, lowered where a key is revoked, and those about the inventory; settled and sorted."""
    view: PolicyView


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What the scan before the policy part brought, before suppression."""

    evidence: Sequence[Evidence]
    findings: Sequence[Finding]
    whole: bool = True
    """False with `--no-scan`: then it is the inventory file alone that was read."""


def audit_policy(
    inventory: Inventory,
    scan: ScanResult,
    *,
    rulebook: RuleBook,
    today: date,
    settle: Callable[[Sequence[Finding]], Sequence[Finding]] = tuple,
) -> PolicyResult:
    """Judges an inventory together with what a scan brought.

    `settle` applies suppression, so that the verdicts of the table count only what is active.
    """
    known = survey(inventory, scan.evidence, today=today, scanned=scan.whole)
    judged = rulebook.judge(policy_cases(inventory, known))
    settled = settle(sorted((*lowered(scan.findings, inventory), *judged), key=lambda finding: finding.sort_key))
    return PolicyResult(tuple(settled), policy_view(inventory, known.keys, settled))


def example_cases(files: Mapping[str, bytes], evidence: Sequence[Evidence]) -> list[Case]:
    """The cases of a rule's example: none, unless its files hold an inventory.

    Raises:
        ConfigurationError: the inventory of the example is wrong.
    """
    if FILE_NAME not in files:
        return []
    text = files[FILE_NAME].decode()
    inventory = read_inventory(text, shown_as=FILE_NAME, today=EXAMPLES_DAY, profiles=load_profiles())
    return policy_cases(inventory, survey(inventory, evidence, today=EXAMPLES_DAY))
