"""Cases keep their identity when keys and entries change their order; only places follow the lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from policy_scene import TODAY, Result, audit, inventory, scan

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.inventory.audit_inventory import audit_policy
from auditor.inventory.cases import policy_cases
from auditor.inventory.subjects import survey
from auditor.model.location import Exposure
from auditor.rulebook.rulebook import fingerprint

HEAD = "version: 1\nintegrations:\n  own-bot: {needs: trade, addresses: [9.9.9.9]}\nkeys:\n"
KEYS = {
    "grid": ("status: active, read_only: false, subaccount: main, used_by: [USES], ip_whitelist: [ENTRIES]", "a"),
    "taxes": (
        "status: active, read_only: false, used_by: [tax-tracker], created: 2026-01-01, rotate_after_days: 30",
        "b",
    ),
    "old": ("status: revoked, read_only: true", "c"),
}
ENTRIES = [
    "9.9.9.9",
    "9.9.9.0/24",
    "9.9.9.9/32",
    "192.168.1.20",
    "203.0.113.9/24",
    "149.112.112.112",
    "8.0.0.0/8",
    "x y",
]
GIVEN: list[dict[str, Any]] = [{}, {"scanned": True}, {"scanned": False}]
USES = ["own-bot", "tealstreet"]
LEAK = {"bot/.env": "BACKPACK_API_SECRET={{ a.secret }}\nBACKPACK_API_KEY={{ d.key }}\n"}


def text(names: list[str], entries: list[str], uses: list[str]) -> str:
    lines = HEAD
    for name in names:
        fields, label = KEYS[name]
        fields = fields.replace("ENTRIES", ", ".join(f'"{entry}"' for entry in entries)).replace(
            "USES", ", ".join(uses)
        )
        lines += f'  - {{name: {name}, api_key: "{{{{ {label}.key }}}}", {fields}}}\n'
    return lines


@settings(max_examples=25)
@given(
    names=st.permutations(list(KEYS)),
    entries=st.permutations(ENTRIES),
    uses=st.permutations(USES),
)
def test_the_report_is_the_same_whatever_the_order(names: list[str], entries: list[str], uses: list[str]) -> None:
    one = audit({"backpack-keys.yaml": text(list(KEYS), ENTRIES, USES), **LEAK})
    two = audit({"backpack-keys.yaml": text(names, entries, uses), **LEAK})
    assert told(one) == told(two)
    assert sorted(one.view.keys, key=str) == sorted(two.view.keys, key=str)
    assert one.view.corrected == two.view.corrected
    assert one.view.account == two.view.account


def told(result: Result) -> list[tuple[str, ...]]:
    """All of the findings about keys but their lines. (Those of the scan name the line of the counterpart.)"""
    return sorted(
        (finding.fingerprint, finding.rule_id, finding.severity, finding.message, finding.remediation, finding.field)
        for finding in result.findings
        if finding.rule_id.startswith(("BPK5", "BPK6"))
    )


def test_identities_come_from_the_public_key_and_not_from_its_text() -> None:
    known = inventory(text(list(KEYS), ENTRIES, USES))
    cases = policy_cases(known, survey(known, (), today=TODAY))
    grid = token(specimen("a").public_key).hex()
    assert {case.identity for case in cases if case.subject == "key" and case.field == "keys.grid"} == {f"key {grid}"}
    assert all(specimen("a").public_key.hex() not in case.identity for case in cases)
    assert len({case.identity for case in cases}) == len(cases)


def test_a_finding_about_one_entry_survives_the_change_of_others() -> None:
    one = audit({"backpack-keys.yaml": text(["grid"], ["192.168.1.20"], USES)}).findings
    two = audit({"backpack-keys.yaml": text(["grid"], ["9.9.9.9", "192.168.1.20", "10.0.0.1"], USES)}).findings
    assert {f.fingerprint for f in one if f.rule_id == "BPK604"} < {f.fingerprint for f in two if f.rule_id == "BPK604"}


def test_places_are_lines_of_the_inventory() -> None:
    known = inventory(text(["grid"], ENTRIES, USES))
    cases = policy_cases(known, survey(known, (), today=TODAY))
    assert {case.location.path for case in cases} == {"backpack-keys.yaml"}
    assert {case.location.span.line for case in cases if case.field.startswith("keys.")} == {5}
    columns = [case.location.span.column for case in cases if case.subject == "entry"]
    assert columns == sorted(set(columns))


def test_an_undeclared_key_is_reported_where_it_is() -> None:
    known = inventory("version: 1\nkeys: []\n")
    files = {"z/.env": "BACKPACK_API_KEY={{ d.key }}\n", "a/.env": "# x\nBACKPACK_KEY={{ d.key }}\n"}
    (case,) = (case for case in policy_cases(known, survey(known, scan(files), today=TODAY)) if case.subject == "key")
    assert (case.location.path, case.location.span.line, case.field) == ("a/.env", 2, "BACKPACK_KEY")
    assert [related.location.path for related in case.related] == ["z/.env"]
    assert case.api_key is None
    assert case.exposure is Exposure.TRACKED


@pytest.mark.parametrize(("places", "listed"), [(1, 1), (19, 19), (20, 20), (21, 20), (22, 20)])
def test_of_many_places_twenty_are_listed(places: int, listed: int) -> None:
    known = inventory(text(["old"], [], USES))
    found = scan({f"bot{number:02}/.env": "BACKPACK_API_KEY={{ c.key }}\n" for number in range(places)})
    (case,) = (case for case in policy_cases(known, survey(known, found, today=TODAY)) if case.subject == "key")
    assert [one.location.path for one in case.related] == [f"bot{number:02}/.env" for number in range(listed)]


def test_a_scan_was_part_of_an_audit_unless_it_is_said() -> None:
    known = inventory(text(["old"], [], USES))
    assert [audit_policy(known, (), today=TODAY, **given).survey.setting.scanned for given in GIVEN] == [
        True,
        True,
        False,
    ]


def test_the_inventory_has_the_exposure_that_the_scan_saw() -> None:
    files = {"backpack-keys.yaml": text(["old"], [], USES)}
    known = inventory(files["backpack-keys.yaml"])
    for exposure in (Exposure.TRACKED, Exposure.IGNORED):
        assert survey(known, scan(files, exposure), today=TODAY).exposure is exposure
    assert survey(known, (), today=TODAY).exposure is Exposure.UNVERSIONED


def test_an_api_key_is_repeated_only_where_it_is_proven() -> None:
    files = {"backpack-keys.yaml": text(["grid"], ["9.9.9.9"], USES)}
    known = inventory(files["backpack-keys.yaml"])
    silent = policy_cases(known, survey(known, scan(files), today=TODAY))
    assert {case.api_key for case in silent} == {None}
    proven = policy_cases(known, survey(known, scan({**files, **LEAK}), today=TODAY))
    assert {case.api_key for case in proven if case.subject == "key" and case.facts["key.declared"]} == {
        specimen("a").key
    }


def test_a_key_without_a_valid_api_key_is_known_by_its_name() -> None:
    known = inventory("version: 1\nkeys:\n  - {name: bot, api_key: later, status: active, read_only: true}\n")
    case = policy_cases(known, survey(known, (), today=TODAY))[1]
    assert case.identity == "key named bot"
    assert fingerprint("BPK509", case.identity) != fingerprint(
        "BPK509", replace(case, identity="key named bo").identity
    )
