"""Joins one inventory of keys with everything that a fleet holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from auditor.evaluation import judged
from auditor.fleet.fleet_key import FleetKey
from auditor.inventory.audit_inventory import PolicyAudit, audit_policy, lowered
from auditor.inventory.inventory import Inventory
from auditor.inventory.probe_record import ProbeRecord
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.material import Role
from auditor.model.report import Report
from auditor.rulebook.rulebook import RuleBook

_CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


class PolicyFindings(Struct, frozen=True):
    """What the rules about keys say of a fleet."""

    inventory: Inventory
    audit: PolicyAudit
    findings: tuple[Finding, ...]

    def lowered(self, findings: Iterable[Finding]) -> Sequence[Finding]:
        """Returns findings, those about revoked keys at most low; not if a probe proved that such a key works."""
        named = zip(self.inventory.keys, self.audit.inventory.keys, strict=True)
        working = {one.token for one, other in named if one.token and other.token in self.audit.working}
        return lowered(findings, self.inventory, working)

    def shown_in(self, report: Report) -> Report:
        """Returns a report with the table of keys."""
        return replace(report, policy=self.audit.view(report.findings), keys=self.audit.keys)


class FleetPolicy:
    """Takes the evidence of one target after the other, and keeps what is about keys."""

    def __init__(self, inventory: Inventory, key: FleetKey, record: ProbeRecord | None = None) -> None:
        """Prepares the join under the fleet key.

        Args:
            inventory: What is declared.
            key: The fleet key.
            record: The answers to earlier probes; None where there are none.
        """
        self._inventory = inventory
        self._named = replace(
            inventory,
            keys=tuple(replace(one, token=key.name(one.token)) if one.token else one for one in inventory.keys),
        )
        names = {token.hex(): key.name(token).hex() for token in inventory.tokens}
        answers = record.answers if record else ()
        self._record = ProbeRecord(
            answers=tuple(replace(one, key=names[one.key]) for one in answers if one.key in names)
        )
        self._evidence: list[Evidence] = []

    def take(self, evidence: Iterable[Evidence]) -> None:
        """Takes what is a credential by its name, a proven pair, or declared."""
        declared = self._named.tokens
        for one in evidence:
            material = one.material
            is_declared = material.token in declared or material.public_key_token in declared
            if is_declared or material.role in _CREDENTIALS or one.pairing.is_secret or one.pairing.is_key:
                self._evidence.append(one)

    def audited(self, book: RuleBook, today: date) -> PolicyFindings:
        """Returns what the rules about keys say."""
        audit = audit_policy(self._named, self._evidence, today=today, record=self._record)
        return PolicyFindings(self._inventory, audit, judged(book, (), (), audit.cases).findings)
