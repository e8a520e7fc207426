"""What a revoked key leaves of a finding: its severity and its action, and nothing else changes."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.inventory.audit_inventory import lowered
from auditor.inventory.inventory import TOP, Inventory, Key
from auditor.model.finding import Action, Confidence, Finding, Severity
from auditor.model.location import Exposure, Location, Span

PAIR = specimen("a")
KEY = Key(
    name="grid",
    token=token(PAIR.public_key),
    status="revoked",
    revoked_on=date(2026, 8, 1),
    span=TOP,
    whitelist_span=TOP,
)
LEAK = Finding(
    rule_id="BPK101",
    rule="slug",
    severity=Severity.CRITICAL,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message="It leaks",
    location=Location(".env", Span(1, 1, 1, 9)),
    fingerprint="f",
    remediation="r",
    field="x",
    api_key=PAIR.key,
    action=Action.REVOKE,
)


def after(finding: Finding, key: Key = KEY, working: frozenset[bytes] = frozenset()) -> Finding:
    (found,) = lowered([finding], Inventory(path="k.yaml", keys=(key,)), working)
    return found


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("severity", Severity)
def test_what_is_above_low_becomes_low_and_needs_no_revocation(action: Action, severity: Severity) -> None:
    finding = replace(LEAK, severity=severity, action=action)
    found = after(finding)
    if severity in {Severity.INFO, Severity.LOW}:
        assert found == finding
        return
    assert found.severity is Severity.LOW
    assert found.action is (Action.NONE if action in {Action.REVOKE, Action.CHECK} else action)
    assert found.message == "It leaks; low because k.yaml says that this API key (grid) was revoked on 2026-08-01"


@pytest.mark.parametrize(
    "api_key", [None, "", "no base64!", "AAAA", specimen("b").key, PAIR.secret, f"{PAIR.key[:9]}!{PAIR.key[9:]}"]
)
def test_a_finding_about_another_key_stays(api_key: str | None) -> None:
    finding = replace(LEAK, api_key=api_key)
    assert after(finding) == finding


def test_what_has_not_32_bytes_is_no_api_key() -> None:
    short = replace(LEAK, api_key="AAAA")
    assert after(short, replace(KEY, token=token(b"\0\0\0"))) == short


def test_a_key_that_is_active_or_proven_to_work_lowers_nothing() -> None:
    assert after(LEAK, replace(KEY, status="active")) == LEAK
    assert after(LEAK, replace(KEY, status=None)) == LEAK
    assert after(LEAK, working=frozenset({token(PAIR.public_key)})) == LEAK
    assert after(LEAK, replace(KEY, revoked_on=None)).message.endswith("was revoked")
