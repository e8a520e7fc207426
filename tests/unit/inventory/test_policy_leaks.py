"""A revoked key's leak is reported low, with the reason; nothing else is touched."""

from __future__ import annotations

from policy_scene import audit, codes, inventory

from auditor.classification.sample_keys import specimen
from auditor.inventory.audit_inventory import lowered
from auditor.model.finding import Confidence, Finding, Severity
from auditor.model.location import Exposure, Location, Span

LEAK = {
    "bot/.env": "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n",
    "bot2/.env": "BACKPACK_API_SECRET={{ b.secret }}\n",
}


def declared(status: str, more: str = "") -> str:
    return (
        f'version: 1\nkeys:\n  - {{name: old, api_key: "{{{{ a.key }}}}", status: {status}, read_only: false{more}}}\n'
        '  - {name: new, api_key: "{{ b.key }}", status: active, read_only: true}\n'
    )


def leaks(status: str, more: str = "") -> dict[str, Finding]:
    """The leak findings by path."""
    found = audit({"backpack-keys.yaml": declared(status, more), **LEAK}).findings
    return {finding.location.path: finding for finding in found if finding.rule_id.startswith("BPK1")}


def test_a_revoked_key_s_leak_is_low_and_says_why() -> None:
    finding = leaks("revoked", ", revoked_on: 2026-08-01")["bot/.env"]
    assert finding.severity is Severity.LOW
    assert finding.message.endswith(
        "; low because backpack-keys.yaml says that this API key (old) was revoked on 2026-08-01"
    )


def test_an_active_key_s_leak_stays_what_it_is() -> None:
    assert leaks("active")["bot/.env"].severity is Severity.CRITICAL
    assert leaks("unknown")["bot/.env"].severity is Severity.CRITICAL
    assert leaks("revoked")["bot2/.env"].severity is Severity.CRITICAL


def test_the_fingerprint_stays() -> None:
    assert leaks("revoked")["bot/.env"].fingerprint == leaks("active")["bot/.env"].fingerprint


def test_only_the_active_key_s_leak_is_a_finding_about_the_inventory() -> None:
    found = audit({"backpack-keys.yaml": declared("revoked"), **LEAK}).findings
    told = [finding.message for finding in found if finding.rule_id == "BPK510"]
    assert len(told) == 1
    assert told[0].startswith("The secret of API key new is at bot2/.env:1 (BACKPACK_API_SECRET)")
    assert codes(found).count("BPK510") == 1


def finding(severity: Severity, api_key: str | None) -> Finding:
    return Finding(
        rule_id="BPK102",
        rule="leaked-secret",
        severity=severity,
        confidence=Confidence.STRONG,
        exposure=Exposure.TRACKED,
        message="leaked",
        location=Location("old/.env", Span(1, 1, 1, 2)),
        api_key=api_key,
        fingerprint="0" * 32,
        remediation="",
    )


def test_nothing_is_lowered_by_a_name_a_path_or_a_broken_key() -> None:
    known = inventory(declared("revoked"))
    for api_key in (None, "", "old", "AAAA", "not base64"):
        assert lowered([finding(Severity.HIGH, api_key)], known) == [finding(Severity.HIGH, api_key)]


def test_what_is_low_already_says_nothing_more() -> None:
    known = inventory(declared("revoked"))
    for severity in (Severity.LOW, Severity.INFO):
        assert lowered([finding(severity, specimen("a").key)], known) == [finding(severity, specimen("a").key)]
