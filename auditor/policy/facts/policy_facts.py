"""What rules about keys may ask and say: one table of facts, functions and words for each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.model.case import Fact, FactTable, FactValue
from auditor.model.rule_traits import Subject
from auditor.policy.cel_functions import FUNCTIONS
from auditor.policy.facts import account, integration, key, records, whitelists
from auditor.policy.facts.fact_dsl import FactSource, Placeholder, Placeholders, answers
from auditor.policy.subjects import EntrySubject, IntegrationSubject, KeySubject, RecordSubject, Setting

_KEY_QUESTIONS: Mapping[str, FactSource[KeySubject]] = {**key.KEY, **key.SEEN, **whitelists.WHITELIST}
_KEY_WORDS: Mapping[str, Placeholder[KeySubject]] = {**key.WORDS, **whitelists.WHITELIST_WORDS}


def setting_facts(setting: Setting) -> dict[str, FactValue]:
    """The facts of a case about the account, which every case has."""
    return answers(account.QUESTIONS, setting)


def key_facts(matter: KeySubject, shared: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The facts of a case about a key or its whitelist, on top of `setting_facts`."""
    return {**shared, **answers(_KEY_QUESTIONS, matter)}


def integration_facts(matter: IntegrationSubject, shared: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The facts of a case about an integration's use of a key, on top of `key_facts`."""
    return {**shared, **answers(integration.QUESTIONS, matter)}


def entry_facts(matter: EntrySubject, shared: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The facts of a case about an entry of a whitelist, on top of `key_facts`."""
    return {**shared, **answers(whitelists.ENTRY, matter)}


def record_facts(matter: RecordSubject, shared: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The facts of a case about a record of the inventory, on top of `setting_facts`."""
    return {**shared, **answers(records.QUESTIONS, matter)}


def setting_words(setting: Setting) -> Mapping[str, str]:
    """The words of a case about the account, which every case has."""
    return Placeholders(account.WORDS, setting, {})


def key_words(matter: KeySubject) -> Mapping[str, str]:
    """The words of a case about a key or its whitelist."""
    return Placeholders(_KEY_WORDS, matter, setting_words(matter.setting))


def record_words(matter: RecordSubject) -> Mapping[str, str]:
    """The words of a case about a record of the inventory."""
    return Placeholders(records.WORDS, matter, setting_words(matter.setting))


def integration_words(matter: IntegrationSubject) -> Mapping[str, str]:
    """The words of a case about an integration's use of a key."""
    return Placeholders(integration.WORDS, matter, key_words(matter.of))


def entry_words(matter: EntrySubject) -> Mapping[str, str]:
    """The words of a case about an entry of a whitelist."""
    return Placeholders(whitelists.ENTRY_WORDS, matter, key_words(matter.of))


def _table(
    subject: Subject,
    questions: Sequence[Mapping[str, FactSource[Any]]],
    words: Sequence[Mapping[str, Placeholder[Any]]],
) -> FactTable:
    return FactTable(
        subject=subject,
        facts={name: Fact(one.type, one.doc) for part in questions for name, one in part.items()},
        functions=FUNCTIONS,
        words={name: one.doc for part in words for name, one in part.items()},
    )


_ABOUT_KEYS: tuple[Mapping[str, FactSource[Any]], ...] = (account.QUESTIONS, _KEY_QUESTIONS)
_OF_KEYS: tuple[Mapping[str, Placeholder[Any]], ...] = (account.WORDS, _KEY_WORDS)

POLICY_FACTS: tuple[FactTable, ...] = (
    _table("account", (account.QUESTIONS,), (account.WORDS,)),
    _table("key", _ABOUT_KEYS, _OF_KEYS),
    _table("integration", (*_ABOUT_KEYS, integration.QUESTIONS), (*_OF_KEYS, integration.WORDS)),
    _table("whitelist", _ABOUT_KEYS, _OF_KEYS),
    _table("entry", (*_ABOUT_KEYS, whitelists.ENTRY), (*_OF_KEYS, whitelists.ENTRY_WORDS)),
    _table("record", (account.QUESTIONS, records.QUESTIONS), (account.WORDS, records.WORDS)),
)
"""The tables of the six subjects."""
