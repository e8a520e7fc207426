"""What rules may ask and say of the account, in every case about keys."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.policy.policy_wording import named
from auditor.policy.subjects import Setting
from auditor.rulebook.fact_dsl import FactSource, Placeholder
from auditor.wording.amounts import plural

QUESTIONS: Mapping[str, FactSource[Setting]] = {
    "today": FactSource("string", "The day of the audit, as 2026-08-31.", lambda m: str(m.today)),
    "account.declared": FactSource("bool", "The inventory has an `account`.", lambda m: m.account.declared),
    "account.two_factor": FactSource(
        "bool",
        "Two-factor authentication is declared on; false also where nothing is said.",
        lambda m: m.account.two_factor is True,
    ),
    "account.withdrawal_delay_hours": FactSource(
        "int",
        "Hours that a withdrawal to a new address waits, from 0 (off); -1 where nothing is said.",
        lambda m: _number(m.account.withdrawal_delay_hours),
    ),
    "account.withdrawal_addresses_without_2fa": FactSource(
        "int",
        "Withdrawal addresses that need no two-factor authentication, from 0; -1 where nothing is said.",
        lambda m: _number(m.account.exempt_addresses),
    ),
    "account.unknown": FactSource(
        "list(string)", "The account's fields that are marked `unknown`.", lambda m: list(m.account.unknown)
    ),
    "account.not_said": FactSource(
        "list(string)", "The account's fields that are absent or marked `unknown`.", lambda m: list(m.account.not_said)
    ),
    "account.active_keys": FactSource("int", "Declared keys that are not revoked, from 0.", lambda m: m.active_keys),
}

WORDS: Mapping[str, Placeholder[Setting]] = {
    "today": Placeholder("The day of the audit.", lambda m: str(m.today)),
    "delay": Placeholder("The withdrawal delay.", lambda m: plural(m.account.withdrawal_delay_hours, "hour")),
    "exempt": Placeholder(
        "How many withdrawal addresses need no two-factor authentication.",
        lambda m: plural(m.account.exempt_addresses, "withdrawal address"),
    ),
    "account_unknown": Placeholder("The account's fields that are still unknown.", lambda m: named(m.account.unknown)),
    "active_keys": Placeholder(
        "How many declared keys are not revoked.", lambda m: plural(m.active_keys, "active key")
    ),
}


def _number(value: int | None) -> int:
    return -1 if value is None else value
