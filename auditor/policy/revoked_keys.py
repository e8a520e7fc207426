"""What a revoked key does to the findings of a scan: its secret opens nothing any more, and the report says why."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from msgspec.structs import replace

from auditor.classification import ed25519
from auditor.model.finding import Action, Finding, Severity
from auditor.policy.inventory import Inventory, Key


def lowered(findings: Iterable[Finding], inventory: Inventory) -> list[Finding]:
    """The findings of a scan, those about keys that the inventory calls revoked at most low, with the reason.

    A key is known by its public key, so only findings that name one (a proven or derived API key) are touched, and
    nothing is lowered by a name or a path. The fingerprint stays: a baseline goes on holding.
    """
    revoked = {token: key for token, key in inventory.tokens.items() if not key.is_active}
    return [_lowered(finding, revoked.get(_token(finding)), inventory.path) for finding in findings]


def _lowered(finding: Finding, key: Key | None, path: str) -> Finding:
    if key is None or finding.severity.rank <= Severity.LOW.rank:
        return finding
    when = f" on {key.revoked_on}" if key.revoked_on else ""
    reason = f"low because {path} says that this API key ({key.name}) was revoked{when}"
    action = Action.NONE if finding.action in (Action.REVOKE, Action.CHECK) else finding.action
    return replace(finding, severity=Severity.LOW, action=action, message=f"{finding.message}; {reason}")


def _token(finding: Finding) -> bytes:
    """The join token of the API key that a finding names; empty if it names none."""
    try:
        key = base64.b64decode(finding.api_key or "", validate=True)
    except binascii.Error:
        return b""
    return ed25519.token(key) if len(key) == ed25519.SEED_BYTES else b""
