"""What a message about a value may say: every word, and where it comes from; none can hold a secret."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from auditor.model.evidence import Evidence
from auditor.model.flaw import Flaw
from auditor.model.material import Role
from auditor.rulebook import rule_wording
from auditor.rulebook.fact_dsl import Placeholder
from auditor.rulebook.path_facts import inner_path, path_facts
from auditor.rulebook.secrecy import is_copied_key, is_public, secrecy_of
from auditor.wording.flaw_words import FLAW_WORDS
from auditor.wording.lists import listed

_MANNERS = ("a client of the exchange", "the exchange's way to sign")
"""What shows a call where no host does; see `prefilter.exchange_calls`."""


def api_key(evidence: Evidence) -> str | None:
    """Base64 of the public key that belongs to the value if it is used as a secret; None if it is a public key."""
    material = evidence.material
    if material.public_key is None or is_public(evidence) or is_copied_key(evidence):
        return None
    if secrecy_of(evidence) == "none" and material.role is not Role.API_SECRET:
        return None
    return base64.b64encode(material.public_key).decode("ascii")


def _partner(evidence: Evidence) -> str:
    partner = evidence.pairing.partner
    name = rule_wording.place_name(partner)
    is_elsewhere = partner is not None and partner.target != evidence.location.target
    return f"{name} of {partner.target}" if partner and is_elsewhere else name


def _address(evidence: Evidence) -> str:
    if evidence.material.public_key is None:
        return ""
    import base58  # for wallets only

    return str(base58.b58encode(evidence.material.public_key).decode("ascii"))


def _caller(evidence: Evidence) -> str:
    caller = evidence.material.caller
    if caller is None:
        return "its file is about Backpack"
    verb = "names" if path_facts(caller.path).documentation else "uses" if caller.what in _MANNERS else "calls"
    return f"`{caller.path}` {verb} {caller.what}"


def _encoding(evidence: Evidence) -> str:
    material = evidence.material
    if Flaw.WRONG_PADDING in material.flaws:
        return 'base64 with the wrong padding at its end (one "=" belongs there)'
    return rule_wording.encoding_name(material.encoding)


WORDS: Mapping[str, Placeholder[Evidence]] = {
    "field": Placeholder(
        "The name of the field.", lambda e: rule_wording.field_name(e.material.name) or rule_wording.NAMELESS
    ),
    "callee": Placeholder(
        "What the value is passed to.", lambda e: rule_wording.field_name(e.material.callee) or "a call"
    ),
    "api_key": Placeholder("The API key that belongs to the secret.", lambda e: api_key(e) or "(unknown)"),
    "address": Placeholder("The Solana address of a wallet's key.", _address),
    "partner": Placeholder("Where the counterpart stands.", _partner),
    "caller": Placeholder("The file that calls the exchange, and what it calls.", _caller),
    "name": Placeholder("The file's own name.", lambda e: path_facts(inner_path(e.location)).name),
    "commit": Placeholder("The commit that brought the value.", lambda e: rule_wording.short(e.provenance.commit)),
    "date": Placeholder("The day of that commit.", lambda e: rule_wording.day(e.provenance.author_date)),
    "mode": Placeholder("The permission bits of the file.", lambda e: f"{e.provenance.mode or 0:04o}"),
    "kind": Placeholder("What the value is.", lambda e: rule_wording.kind_name(e.material.kind)),
    "encoding": Placeholder("How the value is written.", _encoding),
    "recode": Placeholder(
        "How to write the value in base64, as a sentence.", lambda e: rule_wording.recoding(e.material.encoding)
    ),
    "length": Placeholder("How many bytes it decodes to.", lambda e: str(e.material.length)),
    "flaws": Placeholder(
        "What is wrong with its text.",
        lambda e: listed((*(FLAW_WORDS[flaw] for flaw in e.material.flaws), *e.material.damage)),
    ),
    "weakness": Placeholder("Why it can be guessed.", lambda e: e.material.weak_seed),
    "published": Placeholder("The publication that prints it.", lambda e: e.material.published),
    "looks_like": Placeholder("What it looks like instead.", lambda e: e.material.looks_like or "something else"),
}
