"""Tells what rules may ask and say of one key and of what the scan saw of it."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.inventory.cel_functions import email_domain
from auditor.inventory.inventory import MAIN_ACCOUNT
from auditor.inventory.subjects import KeySubject, account_name, named, reach, sightings, trading
from auditor.rulebook.fact_dsl import FactSource, Placeholder
from auditor.wording.amounts import plural

_SCOPES = {True: "read", False: "trade", None: "unknown"}


def _name(matter: KeySubject) -> str:
    if matter.key is not None:
        return f"API key {matter.key.name}"
    api_key = matter.seen.api_key if matter.seen else None
    return f"API key {api_key}" if api_key else "This API key"


KEY: Mapping[str, FactSource[KeySubject]] = {
    "key.declared": FactSource("bool", "It is in the inventory; else the scan saw it.", lambda m: m.key is not None),
    "key.name": FactSource("string", "Its name; empty for an undeclared key.", lambda m: m.key.name if m.key else ""),
    "key.status": FactSource(
        "string",
        "active, revoked or unknown; empty for an undeclared key.",
        lambda m: (m.key.status or "unknown") if m.key else "",
    ),
    "key.active": FactSource(
        "bool", "It is declared, and not as revoked.", lambda m: m.key is not None and m.key.is_active
    ),
    "key.read_only": FactSource("bool", "It is declared read-only.", lambda m: m.read_only is True),
    "key.scope": FactSource(
        "string", "read, trade, or unknown where the inventory does not say.", lambda m: _SCOPES[m.read_only]
    ),
    "key.can_withdraw": FactSource(
        "bool",
        "It is not declared read-only, and the account has an address that needs no two-factor authentication.",
        lambda m: m.can_trade and (m.setting.account.exempt_addresses or 0) > 0,
    ),
    "key.subaccount": FactSource(
        "string",
        "The sub-account, `main` for the main account; empty where the inventory does not say.",
        lambda m: (m.key.subaccount or "") if m.key else "",
    ),
    "key.main_account": FactSource(
        "bool",
        "It is declared to be a key of the main account.",
        lambda m: m.key is not None and m.key.subaccount == MAIN_ACCOUNT,
    ),
    "key.owner": FactSource(
        "string",
        "Who answers for it; empty where the inventory does not say.",
        lambda m: (m.key.owner or "") if m.key else "",
    ),
    "key.owner_domain": FactSource(
        "string",
        "The domain of the owner's e-mail address, in lower case; empty if it is none.",
        lambda m: email_domain((m.key.owner or "") if m.key else ""),
    ),
    "key.used_by": FactSource(
        "list(string)",
        "The names of the integrations that hold it, sorted.",
        lambda m: sorted(m.key.used_by) if m.key else [],
    ),
    "key.needs": FactSource(
        "string",
        "What its integrations need together: trade, read, or unknown; empty where nothing uses it.",
        lambda m: m.needs,
    ),
    "key.created": FactSource(
        "string",
        "The day it was made, as 2026-08-31; empty where the inventory does not say.",
        lambda m: str(m.key.created or "") if m.key else "",
    ),
    "key.age_days": FactSource(
        "int",
        "Days since then, from 0; -1 where the inventory does not say.",
        lambda m: -1 if m.age_days is None else m.age_days,
    ),
    "key.rotate_after_days": FactSource(
        "int",
        "The age in days at which it has to be replaced, from 1; -1 where the inventory does not say.",
        lambda m: (m.key.rotate_after_days or -1) if m.key else -1,
    ),
    "key.overdue_days": FactSource(
        "int",
        "Days by which it is older than that; 0 where it is not, or the inventory does not say.",
        lambda m: m.overdue_days,
    ),
    "key.expires": FactSource(
        "string",
        "Its last day, as 2026-08-31; empty if it has none.",
        lambda m: str(m.key.expires or "") if m.key else "",
    ),
    "key.expired": FactSource("bool", "Its last day has passed.", lambda m: m.is_expired),
    "key.revoked_on": FactSource(
        "string",
        "The day it was deleted, as 2026-08-31; empty where the inventory does not say.",
        lambda m: str(m.key.revoked_on or "") if m.key else "",
    ),
    "key.unknown": FactSource(
        "list(string)",
        "Its fields that are marked `unknown`, and `api_key` where that holds no valid API key.",
        lambda m: list(m.unknown),
    ),
}

SEEN: Mapping[str, FactSource[KeySubject]] = {
    "seen.scanned": FactSource("bool", "A scan was part of the audit.", lambda m: m.setting.scanned),
    "seen.count": FactSource(
        "int",
        "Places where the scan saw the API key or its secret, from 0; the inventory does not count.",
        lambda m: len(m.sightings),
    ),
    "seen.paths": FactSource(
        "list(string)",
        "The paths of these places, sorted.",
        lambda m: sorted({one.location.path for one in m.sightings}),
    ),
    "seen.exposures": FactSource(
        "list(string)",
        "Their exposures, sorted: history, ignored, staged, tracked, untracked, unversioned.",
        lambda m: sorted({one.provenance.exposure.value for one in m.sightings}),
    ),
    "seen.documentation": FactSource(
        "bool",
        "It was seen, and only in documentation, tests and examples.",
        lambda m: m.seen is not None and m.seen.only_documentation,
    ),
    "seen.leaked": FactSource(
        "bool",
        "Its secret is in a place that reaches other people: proven by derivation.",
        lambda m: bool(m.leaks),
    ),
    "seen.published": FactSource(
        "bool",
        "Its secret is in a place that others have, or may have: a commit that a remote has, or a folder without git.",
        lambda m: m.seen is not None and m.seen.is_published,
    ),
    "seen.leaks": FactSource(
        "list(string)", "The paths of these places, sorted.", lambda m: sorted({one.location.path for one in m.leaks})
    ),
}

PROBE: Mapping[str, FactSource[KeySubject]] = {
    "probe.state": FactSource(
        "string",
        "What the last probe said: active, not-accepted or consistent-with-revoked; empty if it was never probed.",
        lambda m: m.probed.latest.state.value if m.probed.latest else "",
    ),
    "probe.day": FactSource(
        "string",
        "The day of that probe, as 2026-08-31; empty if there was none.",
        lambda m: str(m.probed.latest.day) if m.probed.latest else "",
    ),
    "probe.works_revoked": FactSource(
        "bool",
        "A probe got 200 although the key was declared revoked by then: proven.",
        lambda m: m.probed.works_revoked,
    ),
    "probe.works_outside": FactSource(
        "bool",
        "A probe got 200 from an address that the whitelist does not admit: proven.",
        lambda m: m.probed.outside is not None,
    ),
    "probe.whitelist": FactSource(
        "string",
        "What probes measured of the whitelist: in force, not in force, or not measured.",
        lambda m: m.probed.enforcement.value,
    ),
}

WORDS: Mapping[str, Placeholder[KeySubject]] = {
    "key": Placeholder("The key, as a subject: `API key grid-bot`, or `This API key` for an undeclared one.", _name),
    "owner": Placeholder("Who answers for it.", lambda m: (m.key and m.key.owner) or "nobody"),
    "account": Placeholder("What it acts on: a sub-account or the main account.", account_name),
    "used_by": Placeholder(
        "The integrations that hold it; `whatever uses it` where none is named.",
        lambda m: named(sorted(m.key.used_by) if m.key else [], "whatever uses it"),
    ),
    "unknown": Placeholder("Its fields that are still unknown.", lambda m: named(m.unknown)),
    "age": Placeholder("Its age.", lambda m: plural(m.age_days, "day")),
    "period": Placeholder(
        "After how many days it has to be replaced.",
        lambda m: plural(m.key.rotate_after_days if m.key else None, "day"),
    ),
    "overdue": Placeholder("By how many days it is older than that.", lambda m: plural(m.overdue_days, "day")),
    "expires": Placeholder("Its last day.", lambda m: str((m.key and m.key.expires) or "")),
    "seen": Placeholder("Where the scan saw it, and under which names.", lambda m: sightings(m.sightings)),
    "leaks": Placeholder("Where its secret is, for others to read.", lambda m: sightings(m.leaks)),
    "reach": Placeholder("What its secret can do in wrong hands, as a sentence.", reach),
    "trading": Placeholder("What trading includes, as a sentence; of a Read Only key, that it cannot.", trading),
    "probed": Placeholder(
        "The day of the last probe.", lambda m: str(m.probed.latest.day) if m.probed.latest else "(never)"
    ),
    "outside": Placeholder(
        "The address outside the whitelist from which a probe got 200.",
        lambda m: m.probed.outside.sender if m.probed.outside else "",
    ),
    "outside_day": Placeholder(
        "The day of that probe.", lambda m: str(m.probed.outside.day) if m.probed.outside else ""
    ),
    "revoked_on": Placeholder(
        "When the inventory says that it was revoked: ` on 2026-08-31`; empty where it names no day.",
        lambda m: f" on {m.key.revoked_on}" if m.key and m.key.revoked_on else "",
    ),
}
