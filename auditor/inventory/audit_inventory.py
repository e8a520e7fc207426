"""The policy part of an audit: an inventory compared with what a scan found, as cases to judge and tables to show."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification import ed25519
from auditor.inventory.cases import policy_cases
from auditor.inventory.inventory import FILE_NAME, Inventory, Key
from auditor.inventory.key_table import key_facts, policy_view
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.probe_record import FILE_NAME as RECORD_NAME
from auditor.inventory.probe_record import ProbeRecord, read_record
from auditor.inventory.profiles import load_profiles
from auditor.inventory.subjects import Survey, survey
from auditor.model.case import Case
from auditor.model.evidence import Evidence
from auditor.model.finding import Action, Finding, Severity
from auditor.model.location import Exposure
from auditor.model.report import KeyFacts, PolicyView


def lowered(
    findings: Iterable[Finding], inventory: Inventory, working: Collection[bytes] = frozenset()
) -> list[Finding]:
    """Returns the findings of a scan, those about keys that the inventory calls revoked at most low, with the reason.

    A key is known by its public key, so only findings that name one (a proven or derived API key) are touched, and
    nothing is lowered by a name or a path. The fingerprint stays: a baseline goes on holding.

    Args:
        findings: Those of all rules.
        inventory: What is declared.
        working: The tokens of keys that work although they are called revoked, as a probe proved: nothing is lowered.
    """
    revoked = {token: key for token, key in inventory.tokens.items() if not key.is_active and token not in working}
    return [_lowered(finding, revoked.get(_token(finding)), inventory.path) for finding in findings]


def _lowered(finding: Finding, key: Key | None, path: str) -> Finding:
    if key is None or finding.severity.rank <= Severity.LOW.rank:
        return finding
    when = f" on {key.revoked_on}" if key.revoked_on else ""
    reason = f"low because {path} says that this API key ({key.name}) was revoked{when}"
    action = Action.NONE if finding.action in (Action.REVOKE, Action.CHECK) else finding.action
    return replace(finding, severity=Severity.LOW, action=action, message=f"{finding.message}; {reason}")


def _token(finding: Finding) -> bytes:
    """Returns the join token of the API key that a finding names; empty if it names none."""
    try:
        key = base64.b64decode(finding.api_key or "", validate=True)
    except binascii.Error:
        return b""
    return ed25519.token(key) if len(key) == ed25519.SEED_BYTES else b""


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
        """Returns the findings of a scan, those about revoked keys at most low."""
        return tuple(lowered(findings, self.inventory, self.working))

    @property
    def working(self) -> Collection[bytes]:
        """The tokens of keys that work although they are called revoked, as a probe proved."""
        return {one.key.token for one in self.survey.keys if one.key and one.key.token and one.probed.works_revoked}

    @property
    def keys(self) -> tuple[KeyFacts, ...]:
        """What is known of every key, as values."""
        return key_facts(self.survey.keys)

    def view(self, findings: Iterable[Finding]) -> PolicyView:
        """Returns the tables; the active ones of all findings make the verdicts."""
        return policy_view(self.inventory, self.survey.keys, findings)


def audit_policy(
    inventory: Inventory,
    evidence: Sequence[Evidence],
    *,
    today: date,
    scanned: bool = True,
    record: ProbeRecord | None = None,
    exposure: Exposure | None = None,
) -> PolicyAudit:
    """Joins an inventory with what a scan found, and with the answers to probes; see `survey`."""
    found = survey(inventory, evidence, today=today, scanned=scanned, record=record)
    return PolicyAudit(inventory, replace(found, exposure=exposure) if exposure else found)


def example_cases(files: Mapping[str, bytes], evidence: Sequence[Evidence]) -> list[Case]:
    """Returns the cases of a rule's example: none, unless its files hold an inventory.

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
