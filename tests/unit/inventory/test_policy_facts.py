"""Facts and words are what their tables say: typed, documented, and there for every case."""

from __future__ import annotations

import pytest
from policy_scene import TODAY, inventory, scan

from auditor.inventory.cases import policy_cases
from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.inventory.subjects import survey
from auditor.model.case import Case, FactTable, FactType, FactValue

FILES = {
    "backpack-keys.yaml": """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 0, withdrawal_addresses_without_2fa: 2}
integrations:
  own-bot: {needs: trade, addresses: [9.9.9.9, 149.112.112.112]}
keys:
  - name: grid
    api_key: {{ a.key }}
    status: active
    read_only: false
    subaccount: main
    ip_whitelist: [9.9.9.0/24, 9.9.9.9, "fe80::1%eth0", bot.example.com, 203.0.113.9/24]
    used_by: [own-bot, tealstreet]
    owner: Ada <ada@Desk.Example.com>
    created: 2026-03-01
    rotate_after_days: 90
    expires: 2026-08-31
  - {name: bare, api_key: "{{ b.key }}", status: unknown, read_only: unknown}
  - {name: old, api_key: "{{ c.key }}", status: revoked, read_only: true, revoked_on: 2026-08-01}
  - {name: broken, api_key: none yet, status: active, read_only: true}
""",
    "bot/.env": "BACKPACK_API_SECRET={{ a.secret }}\n",
    "bot2/.env": "BACKPACK_API_KEY={{ d.key }}\n",
}


def cases() -> list[Case]:
    known = inventory(FILES["backpack-keys.yaml"])
    return policy_cases(known, survey(known, scan(FILES), today=TODAY))


def table(case: Case) -> FactTable:
    return next(one for one in POLICY_FACTS if one.subject == case.subject)


def fits(value: FactValue, type_: FactType) -> bool:
    if type_ == "list(string)":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is {"string": str, "int": int, "bool": bool, "double": float}[type_]


def test_every_case_has_every_fact_of_its_table_in_its_type() -> None:
    assert {case.subject for case in cases()} == {one.subject for one in POLICY_FACTS}
    for case in cases():
        facts = table(case).facts
        assert set(case.facts) == set(facts)
        for name, fact in facts.items():
            assert fits(case.facts[name], fact.type), name


def test_every_case_has_every_word_of_its_table() -> None:
    for case in cases():
        assert set(case.words) == set(table(case).words)
        assert len(case.words) == len(table(case).words)
        for name in table(case).words:
            assert isinstance(case.words[name], str)


def test_facts_and_words_are_documented() -> None:
    for one in POLICY_FACTS:
        for doc in (*(fact.doc for fact in one.facts.values()), *one.words.values()):
            assert doc.endswith(".")


def grid(subject: str, index: int = 0) -> Case:
    found = [case for case in cases() if case.subject == subject and "grid" in case.field]
    return found[index]


FACTS: list[tuple[str, int, dict[str, FactValue]]] = [
    (
        "key",
        0,
        {
            "today": "2026-09-01",
            "account.two_factor": True,
            "account.withdrawal_delay_hours": 0,
            "account.withdrawal_addresses_without_2fa": 2,
            "account.active_keys": 3,
            "key.name": "grid",
            "key.status": "active",
            "key.scope": "trade",
            "key.can_withdraw": True,
            "key.main_account": True,
            "key.owner_domain": "desk.example.com",
            "key.used_by": ["own-bot", "tealstreet"],
            "key.needs": "trade",
            "key.created": "2026-03-01",
            "key.age_days": 184,
            "key.overdue_days": 94,
            "key.expired": True,
            "key.unknown": [],
            "seen.scanned": True,
            "seen.count": 1,
            "seen.paths": ["bot/.env"],
            "seen.exposures": ["tracked"],
            "seen.leaked": True,
            "whitelist.count": 5,
            "whitelist.required": True,
            "whitelist.open": False,
            "whitelist.widest_v4": 24,
            "whitelist.widest_v6": 128,
            "whitelist.networks": ["9.9.9.0/24", "203.0.113.0/24", "fe80::1"],
        },
    ),
    (
        "integration",
        0,
        {
            "integration.name": "own-bot",
            "integration.needs": "trade",
            "integration.declared": True,
            "integration.whitelist_required": False,
            "integration.missing": ["149.112.112.112"],
        },
    ),
    (
        "integration",
        1,
        {"integration.name": "tealstreet", "integration.declared": False, "integration.profile": "tealstreet"},
    ),
    ("entry", 0, {"entry.text": "9.9.9.0/24", "entry.prefix": 24, "entry.overlap": "", "entry.opens_block": True}),
    ("entry", 1, {"entry.text": "9.9.9.9", "entry.overlap": "lies within", "entry.opens_block": False}),
    ("entry", 1, {"entry.block_prefix": 24, "entry.version": 4, "entry.special": "", "entry.explained": "yes"}),
    ("entry", 2, {"entry.special": "link-local", "entry.flaws": ["zone"], "entry.version": 6}),
    ("entry", 3, {"entry.valid": False, "entry.flaws": ["host-name"], "entry.version": 0, "entry.prefix": -1}),
    ("entry", 4, {"entry.flaws": ["host-bits"], "entry.special": "documentation (TEST-NET-3)"}),
]


@pytest.mark.parametrize(("subject", "index", "facts"), FACTS)
def test_facts_say_what_is_declared_and_seen(subject: str, index: int, facts: dict[str, FactValue]) -> None:
    case = grid(subject, index)
    assert {name: case.facts[name] for name in facts} == facts


def key_case(name: str) -> Case:
    return next(case for case in cases() if case.subject == "key" and case.facts["key.name"] == name)


def test_what_is_not_said_has_values_of_its_own() -> None:
    facts = key_case("bare").facts
    assert {name: facts[name] for name in ("key.scope", "key.status", "key.age_days", "key.rotate_after_days")} == {
        "key.scope": "unknown",
        "key.status": "unknown",
        "key.age_days": -1,
        "key.rotate_after_days": -1,
    }
    assert facts["key.unknown"] == ["status", "read_only"]
    assert facts["key.active"]
    assert not facts["key.read_only"]
    assert facts["key.can_withdraw"]


def test_a_key_that_cannot_be_joined_says_so() -> None:
    assert key_case("broken").facts["key.unknown"] == ["api_key"]


def test_an_undeclared_key_is_no_active_key() -> None:
    facts = key_case("").facts
    assert (facts["key.declared"], facts["key.active"], facts["key.status"]) == (False, False, "")
    assert facts["seen.paths"] == ["bot2/.env"]
    assert facts["account.active_keys"] == 3
