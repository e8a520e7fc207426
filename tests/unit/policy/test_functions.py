from __future__ import annotations

import pytest
from scene import TODAY, inventory

from auditor.model.case import FactTable
from auditor.policy.cases import policy_cases
from auditor.policy.facts import POLICY_FACTS
from auditor.policy.functions import FUNCTIONS
from auditor.policy.survey import survey
from auditor.rulebook.condition import Environment
from auditor.rulebook.rule import Written
from auditor.rulebook.ruletext import RuleText

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


def table(subject: str) -> FactTable:
    return next(table for table in POLICY_FACTS if table.subject == subject)


def holds(text: str) -> bool:
    """Whether a condition holds of the one key, by the real CEL."""
    known = inventory(INVENTORY)
    case = next(case for case in policy_cases(known, survey(known, (), today=TODAY)) if case.subject == "key")
    condition = Environment(table("key")).compile(Written(text, RuleText("rule.yaml", text), 0, None))
    return condition.holds(case.facts)


@pytest.mark.parametrize(("text", "wanted"), CALLS)
def test_functions_answer_inside_conditions(text: str, wanted: bool) -> None:
    assert holds(text) is wanted


def test_every_function_is_tried_and_documented() -> None:
    tried = " ".join(text for text, _ in CALLS)
    for name, function in FUNCTIONS.items():
        assert f"{name}(" in tried
        assert function.doc.endswith(".")


def test_every_subject_has_every_function() -> None:
    assert all(dict(one.functions) == dict(FUNCTIONS) for one in POLICY_FACTS)
