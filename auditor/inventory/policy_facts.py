"""Tells what rules about keys may ask and say: one table of facts, functions and words for each subject."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.inventory import key_questions, whitelist_questions
from auditor.inventory.cel_functions import FUNCTIONS
from auditor.inventory.networks import written
from auditor.inventory.subjects import IntegrationSubject, KeySubject, RecordSubject, Setting, named, networks
from auditor.model.case import FactTable
from auditor.rulebook.fact_dsl import FactSet, FactSource, Placeholder, fact_table
from auditor.wording.amounts import plural

_ACCOUNT_FACTS: Mapping[str, FactSource[Setting]] = {
    "today": FactSource("string", "The day of the audit, as 2026-08-31.", lambda m: str(m.today)),
    "account.declared": FactSource("bool", "The inventory has an `account`.", lambda m: m.account.declared),
    "account.two_factor": FactSource(
        "bool",
        "Two-factor authentication is declared on; also false where the inventory does not say.",
        lambda m: m.account.two_factor is True,
    ),
    "account.withdrawal_delay_hours": FactSource(
        "int",
        "Hours that a withdrawal to a new address waits, from 0 (off); -1 where the inventory does not say.",
        lambda m: _number(m.account.withdrawal_delay_hours),
    ),
    "account.withdrawal_addresses_without_2fa": FactSource(
        "int",
        "Withdrawal addresses that need no two-factor authentication, from 0; -1 where the inventory does not say.",
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

_ACCOUNT_WORDS: Mapping[str, Placeholder[Setting]] = {
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


_INTEGRATION_FACTS: Mapping[str, FactSource[IntegrationSubject]] = {
    "integration.name": FactSource("string", "The name that the key's `used_by` says.", lambda m: m.integration.name),
    "integration.needs": FactSource("string", "read, trade, or unknown.", lambda m: m.integration.needs or "unknown"),
    "integration.declared": FactSource(
        "bool", "It is in the inventory, not only in a profile.", lambda m: m.integration.declared
    ),
    "integration.profile": FactSource(
        "string", "The profile that it extends; empty if none.", lambda m: m.integration.profile
    ),
    "integration.whitelist_required": FactSource(
        "bool", "It insists on an IP whitelist.", lambda m: m.integration.whitelist_required
    ),
    "integration.addresses": FactSource(
        "list(string)",
        "The addresses from which it calls the exchange; empty where they are not known.",
        lambda m: [written(network) for network in m.integration.addresses],
    ),
    "integration.missing": FactSource(
        "list(string)",
        "Those of them that the key's whitelist does not admit.",
        lambda m: [written(network) for network in m.missing],
    ),
}

_INTEGRATION_WORDS: Mapping[str, Placeholder[IntegrationSubject]] = {
    "integration": Placeholder("The integration's name.", lambda m: m.integration.name),
    "title": Placeholder("What the integration calls itself.", lambda m: m.integration.title),
    "addresses": Placeholder("Its addresses.", lambda m: networks(m.integration.addresses, "unknown")),
    "missing": Placeholder("Those that the whitelist does not admit.", lambda m: networks(m.missing, "none")),
    "addresses_from": Placeholder(
        "Where a person reads its addresses, as a sentence.",
        lambda m: m.integration.addresses_from or "Ask its operator for its public addresses.",
    ),
}


_RECORD_FACTS: Mapping[str, FactSource[RecordSubject]] = {
    "record.kind": FactSource("string", "account, integration or key.", lambda m: m.kind),
    "record.name": FactSource("string", "The name of the integration or key; empty for the account.", lambda m: m.name),
    "record.not_said": FactSource(
        "list(string)",
        "The fields that are not filled in: marked `unknown`; of the account, and of a key without `status`, also absent.",
        lambda m: list(m.not_said),
    ),
}


def _name(matter: RecordSubject) -> str:
    kinds = {"account": "the account", "integration": f"integration {matter.name}", "key": f"API key {matter.name}"}
    return kinds[matter.kind]


_RECORD_WORDS: Mapping[str, Placeholder[RecordSubject]] = {
    "record": Placeholder("What it is about: `the account`, `API key grid-bot`, `integration my-bot`.", _name),
    "not_said": Placeholder("The fields that are not filled in.", lambda m: named(m.not_said)),
}


SETTING = FactSet(_ACCOUNT_FACTS, _ACCOUNT_WORDS)
"""Of the account: in every case."""
KEY: FactSet[KeySubject] = FactSet(
    {**key_questions.KEY, **key_questions.SEEN, **key_questions.PROBE, **whitelist_questions.WHITELIST},
    {**key_questions.WORDS, **whitelist_questions.WHITELIST_WORDS},
)
"""Of a key and its whitelist, on top of the account's."""
INTEGRATION = FactSet(_INTEGRATION_FACTS, _INTEGRATION_WORDS)
"""Of an integration's use of a key, on top of the key's."""
ENTRY = FactSet(whitelist_questions.ENTRY, whitelist_questions.ENTRY_WORDS)
"""Of an entry of a whitelist, on top of the key's."""
RECORD = FactSet(_RECORD_FACTS, _RECORD_WORDS)
"""Of a record of the inventory, on top of the account's."""

POLICY_FACTS: tuple[FactTable, ...] = (
    fact_table("account", SETTING, functions=FUNCTIONS),
    fact_table("key", SETTING, KEY, functions=FUNCTIONS),
    fact_table("integration", SETTING, KEY, INTEGRATION, functions=FUNCTIONS),
    fact_table("whitelist", SETTING, KEY, functions=FUNCTIONS),
    fact_table("entry", SETTING, KEY, ENTRY, functions=FUNCTIONS),
    fact_table("record", SETTING, RECORD, functions=FUNCTIONS),
)
"""The tables of the six subjects."""
