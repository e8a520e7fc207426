"""What rules may ask and say of one record of the inventory: the account, an integration or a key."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.policy.policy_wording import named
from auditor.policy.subjects import RecordSubject
from auditor.rulebook.fact_dsl import FactSource, Placeholder

QUESTIONS: Mapping[str, FactSource[RecordSubject]] = {
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


WORDS: Mapping[str, Placeholder[RecordSubject]] = {
    "record": Placeholder("What it is about: `the account`, `API key grid-bot`, `integration my-bot`.", _name),
    "not_said": Placeholder("The fields that are not filled in.", lambda m: named(m.not_said)),
}
