"""What rules may ask and say of one key and of what the scan saw of it."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.policy.blast_radius import account_name, reach
from auditor.policy.cel_functions import email_domain
from auditor.policy.facts.fact_dsl import Question, Word
from auditor.policy.inventory import MAIN_ACCOUNT
from auditor.policy.policy_wording import amount, listed, sightings
from auditor.policy.subjects import KeyMatter

_SCOPES = {True: "read", False: "trade", None: "unknown"}


def _name(matter: KeyMatter) -> str:
    if matter.key is not None:
        return f"API key {matter.key.name}"
    api_key = matter.seen.api_key if matter.seen else None
    return f"API key {api_key}" if api_key else "This API key"


KEY: Mapping[str, Question[KeyMatter]] = {
    "key.declared": Question("bool", "It stands in the inventory; else the scan saw it.", lambda m: m.key is not None),
    "key.name": Question("string", "Its name; empty for an undeclared key.", lambda m: m.key.name if m.key else ""),
    "key.status": Question(
        "string",
        "active, revoked or unknown; empty for an undeclared key.",
        lambda m: (m.key.status or "unknown") if m.key else "",
    ),
    "key.active": Question(
        "bool", "It is declared, and not as revoked.", lambda m: m.key is not None and m.key.is_active
    ),
    "key.read_only": Question("bool", "It is declared read-only.", lambda m: m.read_only is True),
    "key.scope": Question(
        "string", "read, trade, or unknown where the inventory does not say.", lambda m: _SCOPES[m.read_only]
    ),
    "key.can_withdraw": Question(
        "bool",
        "It is not declared read-only, and the account has an address that needs no two-factor authentication.",
        lambda m: m.can_trade and (m.setting.account.exempt_addresses or 0) > 0,
    ),
    "key.subaccount": Question(
        "string",
        "The sub-account, `main` for the main account; empty where nothing is said.",
        lambda m: (m.key.subaccount or "") if m.key else "",
    ),
    "key.main_account": Question(
        "bool",
        "It is declared to be a key of the main account.",
        lambda m: m.key is not None and m.key.subaccount == MAIN_ACCOUNT,
    ),
    "key.owner": Question(
        "string", "Who answers for it; empty where nothing is said.", lambda m: (m.key.owner or "") if m.key else ""
    ),
    "key.owner_domain": Question(
        "string",
        "The domain of the owner's e-mail address, in lower case; empty if it is none.",
        lambda m: email_domain((m.key.owner or "") if m.key else ""),
    ),
    "key.used_by": Question(
        "list(string)",
        "The names of the integrations that hold it, sorted.",
        lambda m: sorted(m.key.used_by) if m.key else [],
    ),
    "key.needs": Question(
        "string",
        "What its integrations need together: trade, read, or unknown; empty where nothing uses it.",
        lambda m: m.needs,
    ),
    "key.created": Question(
        "string",
        "The day it was made, as 2026-08-31; empty where nothing is said.",
        lambda m: str(m.key.created or "") if m.key else "",
    ),
    "key.age_days": Question(
        "int",
        "Days since then, from 0; -1 where nothing is said.",
        lambda m: -1 if m.age_days is None else m.age_days,
    ),
    "key.rotate_after_days": Question(
        "int",
        "The age in days at which it has to be replaced, from 1; -1 where nothing is said.",
        lambda m: (m.key.rotate_after_days or -1) if m.key else -1,
    ),
    "key.overdue_days": Question(
        "int", "Days by which it is older than that; 0 where it is not, or nothing is said.", lambda m: m.overdue_days
    ),
    "key.expires": Question(
        "string",
        "Its last day, as 2026-08-31; empty if it has none.",
        lambda m: str(m.key.expires or "") if m.key else "",
    ),
    "key.expired": Question("bool", "Its last day has passed.", lambda m: m.is_expired),
    "key.revoked_on": Question(
        "string",
        "The day it was deleted, as 2026-08-31; empty where nothing is said.",
        lambda m: str(m.key.revoked_on or "") if m.key else "",
    ),
    "key.unknown": Question(
        "list(string)",
        "Its fields that are marked `unknown`, and `api_key` where that holds no valid API key.",
        lambda m: list(m.unknown),
    ),
}

SEEN: Mapping[str, Question[KeyMatter]] = {
    "seen.scanned": Question("bool", "A scan was part of the audit.", lambda m: m.setting.scanned),
    "seen.count": Question(
        "int",
        "Places where the scan saw the API key or its secret, from 0; the inventory does not count.",
        lambda m: len(m.sightings),
    ),
    "seen.paths": Question(
        "list(string)",
        "The paths of these places, sorted.",
        lambda m: sorted({one.place.path for one in m.sightings}),
    ),
    "seen.exposures": Question(
        "list(string)",
        "Their exposures, sorted: history, ignored, staged, tracked, untracked, unversioned.",
        lambda m: sorted({one.provenance.exposure.value for one in m.sightings}),
    ),
    "seen.documentation": Question(
        "bool",
        "It was seen, and only in documentation, tests and examples.",
        lambda m: m.seen is not None and m.seen.only_documentation,
    ),
    "seen.leaked": Question(
        "bool",
        "Its secret stands in a place that reaches other people: proven by derivation.",
        lambda m: bool(m.leaks),
    ),
    "seen.leaks": Question(
        "list(string)", "The paths of these places, sorted.", lambda m: sorted({one.place.path for one in m.leaks})
    ),
}

WORDS: Mapping[str, Word[KeyMatter]] = {
    "key": Word("The key, as a subject: `API key grid-bot`, or `This API key` for an undeclared one.", _name),
    "owner": Word("Who answers for it.", lambda m: (m.key and m.key.owner) or "nobody"),
    "account": Word("What it acts on: a sub-account or the main account.", account_name),
    "used_by": Word(
        "The integrations that hold it; `whatever uses it` where none is named.",
        lambda m: listed(sorted(m.key.used_by) if m.key else [], "whatever uses it"),
    ),
    "unknown": Word("Its fields that are still unknown.", lambda m: listed(m.unknown)),
    "age": Word("Its age.", lambda m: amount(m.age_days, "day")),
    "period": Word(
        "After how many days it has to be replaced.",
        lambda m: amount(m.key.rotate_after_days if m.key else None, "day"),
    ),
    "overdue": Word("By how many days it is older than that.", lambda m: amount(m.overdue_days, "day")),
    "expires": Word("Its last day.", lambda m: str((m.key and m.key.expires) or "")),
    "seen": Word("Where the scan saw it, and under which names.", lambda m: sightings(m.sightings)),
    "leaks": Word("Where its secret stands for others to read.", lambda m: sightings(m.leaks)),
    "reach": Word("What its secret can do in wrong hands, as a sentence.", reach),
}
