"""The policy part of an audit: an inventory compared with what a scan found, as cases to judge and tables to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from auditor.model.case import Case
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.known_key import KeyFacts
from auditor.model.report import PolicyView
from auditor.policy.cases import policy_cases
from auditor.policy.inventory import FILE_NAME, Inventory
from auditor.policy.join import Survey, survey
from auditor.policy.key_facts import key_facts
from auditor.policy.key_table import policy_view
from auditor.policy.load_inventory import read_inventory
from auditor.policy.probe_record import FILE_NAME as RECORD_NAME
from auditor.policy.probe_record import ProbeRecord, read_record
from auditor.policy.profiles import load_profiles
from auditor.policy.revoked_keys import lowered

EXAMPLES_DAY = date(2026, 9, 1)
"""The day as of which the examples of rules about keys are judged."""


class PolicyAudit(Struct, frozen=True):
    """An inventory joined with what a scan saw. The caller judges `cases` with its own rules, and suppresses."""

    inventory: Inventory
    survey: Survey

    @property
    def cases(self) -> list[Case]:
        """What the rules about keys judge."""
        return policy_cases(self.inventory, self.survey)

    def lowered(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings of a scan, those about revoked keys at most low."""
        return tuple(lowered(findings, self.inventory))

    @property
    def keys(self) -> tuple[KeyFacts, ...]:
        """What is known of every key, as values."""
        return key_facts(self.survey.keys)

    def view(self, findings: Iterable[Finding]) -> PolicyView:
        """The tables; the active ones of all findings make the verdicts."""
        return policy_view(self.inventory, self.survey.keys, findings)


def audit_policy(
    inventory: Inventory,
    evidence: Sequence[Evidence],
    *,
    today: date,
    scanned: bool = True,
    record: ProbeRecord | None = None,
) -> PolicyAudit:
    """Joins an inventory with what a scan found, and with the answers to probes; see `survey`."""
    return PolicyAudit(inventory, survey(inventory, evidence, today=today, scanned=scanned, record=record))


def example_cases(files: Mapping[str, bytes], evidence: Sequence[Evidence]) -> list[Case]:
    """The cases of a rule's example: none, unless its files hold an inventory.

    Raises:
        ConfigurationError: the inventory of the example is wrong.
    """
    if FILE_NAME not in files:
        return []
    text = files[FILE_NAME].decode()
    inventory = read_inventory(text, shown_as=FILE_NAME, today=EXAMPLES_DAY, profiles=load_profiles())
    answers = files.get(RECORD_NAME)
    record = read_record(answers.decode(), shown_as=RECORD_NAME) if answers else None
    return audit_policy(inventory, evidence, today=EXAMPLES_DAY, record=record).cases
