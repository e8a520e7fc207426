"""What rules about keys may ask and say: one table of facts, functions and words for each subject."""

from __future__ import annotations

from auditor.model.case import FactTable
from auditor.policy.cel_functions import FUNCTIONS
from auditor.policy.facts import account, integration, key, records, whitelists
from auditor.policy.subjects import KeySubject
from auditor.rulebook.fact_dsl import FactSet, fact_table

SETTING = FactSet(account.QUESTIONS, account.WORDS)
"""Of the account: in every case."""
KEY: FactSet[KeySubject] = FactSet(
    {**key.KEY, **key.SEEN, **key.PROBE, **whitelists.WHITELIST}, {**key.WORDS, **whitelists.WHITELIST_WORDS}
)
"""Of a key and its whitelist, on top of the account's."""
INTEGRATION = FactSet(integration.QUESTIONS, integration.WORDS)
"""Of an integration's use of a key, on top of the key's."""
ENTRY = FactSet(whitelists.ENTRY, whitelists.ENTRY_WORDS)
"""Of an entry of a whitelist, on top of the key's."""
RECORD = FactSet(records.QUESTIONS, records.WORDS)
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
