from __future__ import annotations

from pathlib import Path

import pytest
from policy_scene import audit

from auditor.inventory.cel_functions import FUNCTIONS
from auditor.inventory.policy_facts import POLICY_FACTS

INVENTORY = """\
version: 1
keys:
  - {name: Bot, api_key: "{{ a.key }}", status: active, read_only: false, owner: Desk@Example.COM, created: 2026-08-01,
     ip_whitelist: [203.0.113.10, 198.51.100.0/24]}
"""
CALLS = [
    ('ip_in("203.0.113.10", "203.0.113.0/24")', True),
    ('ip_in("203.0.113.0/24", "203.0.113.0/24")', True),
    ('ip_in("203.0.112.0/23", "203.0.113.0/24")', False),
    ('ip_in("203.0.113.5-9", "203.0.113.0/28")', True),
    ('ip_in("2001:db8::1", "203.0.113.0/24")', False),
    ('ip_in("::ffff:203.0.113.10", "203.0.113.0/24")', True),
    ('ip_in("bot.example.com", "0.0.0.0/0")', False),
    ('ip_in("203.0.113.10", "nowhere")', False),
    ('ip_version("203.0.113.10") == 4 && ip_version("2001:db8::/32") == 6 && ip_version("x") == 0', True),
    ('ip_prefix("203.0.113.10") == 32 && ip_prefix("198.51.100.0-198.51.101.0") == 23 && ip_prefix("x") == -1', True),
    ('ip_public("9.9.9.9") && !ip_public("10.0.0.1") && !ip_public("x") && !ip_public("9.9.9.9 10.0.0.1")', True),
    ('is_date("2026-08-31") && !is_date("2026-02-30") && !is_date("") && !is_date("20260831")', True),
    ('days_between("2026-08-01", "2026-09-01") == 31', True),
    ('days_between("2026-09-01", "2026-08-01") == -31', True),
    ('days_between("", "2026-08-01") == 0 && days_between("2026-08-01", "soon") == 0', True),
    ('add_days("2026-02-27", 3) == "2026-03-02" && add_days("2026-03-02", -3) == "2026-02-27"', True),
    ('add_days("", 3) == "" && add_days("2026-02-27", 999999999999) == ""', True),
    (
        'email_domain("Desk@Example.COM") == "example.com" && email_domain("desk") == "" && email_domain("@x") == ""',
        True,
    ),
    ('lower("ABC") == "abc"', True),
    ("days_between(key.created, today) == key.age_days", True),
    ('whitelist.entries.all(entry, ip_in(entry, "192.0.0.0/2"))', True),
    ('whitelist.entries.exists(entry, ip_in(entry, "198.51.0.0/16") && ip_prefix(entry) < 32)', True),
    ('lower(key.name) == "bot" && email_domain(key.owner) == key.owner_domain', True),
]


RULE = next((Path(__file__).parents[3] / "docs" / "house-rules").glob("*/DESK001-*.yaml"))


def holds(folder: Path, condition: str) -> bool:
    """Whether a condition holds of the one key, in a rule of somebody's own."""
    text = RULE.read_text(encoding="utf-8")
    old = "key.active && !key.read_only && !(key.owner_domain in data.domains)"
    assert old in text
    (folder / RULE.name).write_text(text.replace(old, condition), encoding="utf-8")
    found = audit({"backpack-keys.yaml": INVENTORY}, packs=(folder,)).findings
    return "DESK001" in {finding.rule_id for finding in found}


@pytest.mark.parametrize(("text", "wanted"), CALLS)
def test_functions_answer_inside_conditions(tmp_path: Path, text: str, wanted: bool) -> None:
    assert holds(tmp_path, text) is wanted


def test_every_function_is_tried_and_documented() -> None:
    tried = " ".join(text for text, _ in CALLS)
    for name, function in FUNCTIONS.items():
        assert f"{name}(" in tried
        assert function.doc.endswith(".")


def test_every_subject_has_every_function() -> None:
    assert all(dict(one.functions) == dict(FUNCTIONS) for one in POLICY_FACTS)
