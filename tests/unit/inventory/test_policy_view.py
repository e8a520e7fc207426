from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from policy_scene import audit

from auditor.classification.sample_keys import specimen
from auditor.model.finding import Finding, Status
from auditor.model.report import KeyRow

FILES = {
    "backpack-keys.yaml": """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 0}
integrations:
  own-bot: {needs: trade, addresses: [9.9.9.9, 149.112.112.112]}
keys:
  - name: grid
    api_key: {{ a.key }}
    status: active
    read_only: false
    subaccount: grid
    ip_whitelist: [9.9.9.9/32, 9.9.9.9, 192.168.1.20]
    used_by: [own-bot]
    owner: desk@example.com
    created: 2026-08-01
    rotate_after_days: 90
  - {name: taxes, api_key: "{{ b.key }}", status: active, read_only: true, subaccount: main, used_by: [tax-tracker],
     owner: desk@example.com, created: 2026-08-01, ip_whitelist: [9.9.9.9]}
  - {name: old, api_key: "{{ c.key }}", status: revoked, read_only: false, ip_whitelist: [0.0.0.0/0]}
  - {name: open, api_key: "{{ e.key }}", status: unknown, read_only: unknown, ip_whitelist: [0.0.0.0/0]}
""",
    "bot/.env": "BACKPACK_API_SECRET={{ a.secret }}\n",
    "bot2/.env": "BACKPACK_API_KEY={{ d.key }}\n",
}


def rows() -> dict[str, KeyRow]:
    return {row.name: row for row in audit(FILES).view.keys}


def test_a_row_says_what_is_declared_what_was_seen_and_the_verdict() -> None:
    assert rows()["grid"] == KeyRow(
        name="grid",
        api_key=specimen("a").key,
        scope="trade",
        subaccount="grid",
        whitelist="3 entries",
        age="31 of 90 days",
        used_by="own-bot",
        seen="leaked: bot/.env:1",
        verdict="critical: BPK510, BPK607, BPK604, BPK605",
    )


def test_a_key_without_findings_is_ok_and_a_revoked_one_revoked() -> None:
    found = rows()
    assert (found["taxes"].verdict, found["taxes"].seen, found["taxes"].scope) == ("ok", "nowhere", "read only")
    assert (found["old"].verdict, found["old"].whitelist) == ("revoked", "open to the world")


def test_what_nobody_has_said_is_not_guessed() -> None:
    row = rows()["open"]
    assert (row.scope, row.subaccount, row.age, row.used_by, row.api_key) == (
        "unknown",
        "unknown",
        "unknown",
        "nothing",
        "",
    )


def test_undeclared_keys_have_a_row() -> None:
    row = rows()["(not in the inventory)"]
    assert (row.seen, row.verdict, row.api_key) == ("bot2/.env:1", "medium: BPK501", "")


def test_the_account_is_a_table_of_its_own() -> None:
    assert audit(FILES).view.account == (
        ("Two-factor authentication", "on"),
        ("Withdrawal delay", "24 hours"),
        ("Withdrawal addresses without 2FA", "0"),
    )
    bare = audit({"backpack-keys.yaml": "version: 1\naccount: {withdrawal_delay_hours: 0}\nkeys: []\n"})
    assert [value for _, value in bare.view.account] == ["unknown", "off", "unknown"]


def test_corrected_lists_are_ready_to_paste() -> None:
    """Fixed, without what is dead, with what is needed; nothing for lists that are right, revoked or hopeless."""
    assert audit(FILES).view.corrected == (("grid", ("9.9.9.9", "149.112.112.112")),)


def test_without_a_scan_nothing_was_seen() -> None:
    assert {row.seen for row in audit(FILES, scanned=False).view.keys} == {"not scanned"}


def test_verdicts_count_only_what_is_not_accepted() -> None:
    def accept(findings: Sequence[Finding]) -> list[Finding]:
        return [replace(one, status=Status.BASELINED) if one.rule_id != "BPK604" else one for one in findings]

    result = audit(FILES, settle=accept)
    assert {row.name: row.verdict for row in result.view.keys}["grid"] == "low: BPK604"
    assert len(result.findings) > 5
