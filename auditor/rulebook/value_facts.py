"""Tells what rules about values may ask and say, and the case of one value at one place. No word can hold a secret."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from auditor.model.case import Case
from auditor.model.evidence import Evidence
from auditor.model.finding import Related, Trace
from auditor.model.material import Context, Flaw, Kind, Role
from auditor.rulebook import rule_wording
from auditor.rulebook.fact_dsl import FactSet, FactSource, Placeholder, fact_table
from auditor.rulebook.is_secret import is_copied_key, is_public, secrecy_of
from auditor.rulebook.location_facts import place_facts
from auditor.rulebook.path_facts import inner_path, path_facts
from auditor.rulebook.rule_wording import field_name
from auditor.wording.flaw_words import FLAW_WORDS
from auditor.wording.lists import listed

_OTHERS_READ = 0o044
"""Permission bits by which group or others read a file."""
_SIGNING_KINDS = frozenset({Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY})


def _parents(evidence: Evidence) -> list[str]:
    return [field_name(name) for name in evidence.material.path]


def _backpack(evidence: Evidence) -> bool:
    return evidence.material.context >= Context.SCOPE


def _pair_backpack(evidence: Evidence) -> bool:
    return evidence.is_backpack


def _partner_is_near(evidence: Evidence) -> bool:
    partner, own = evidence.pairing.partner, evidence.location
    return partner is not None and (partner.target, partner.path, partner.commit) == (own.target, own.path, own.commit)


def _readable_by_others(evidence: Evidence) -> bool:
    return bool((evidence.provenance.mode or 0) & _OTHERS_READ)


_FACTS: Mapping[str, FactSource[Evidence]] = {
    "field.name": FactSource(
        "string", "The name right next to the value; empty if none.", lambda e: field_name(e.material.name)
    ),
    "field.parents": FactSource("list(string)", "The names around the field, outermost first.", _parents),
    "field.role": FactSource(
        "string",
        "What the name says that the value is for: api_key, api_secret, wallet_key, recovery_phrase, host, other, "
        "hash or none.",
        lambda e: e.material.role.value,
    ),
    "field.context": FactSource(
        "string",
        "Where the nearest word is that says Backpack Exchange: name, section, file, scope, mention (the bare word "
        "somewhere in the file) or none.",
        lambda e: e.material.context.name.lower(),
    ),
    "field.context_reason": FactSource(
        "string",
        "What says so: document, another file of the same project (project), of a project around it or inside it (related) "
        "or of any project (scope), the request or the inventory.",
        lambda e: e.material.context_reason.value,
    ),
    "field.backpack": FactSource(
        "bool", "There is such a word somewhere: the context is neither mention nor none.", _backpack
    ),
    "field.callee": FactSource(
        "string", "What an argument is passed to; else empty.", lambda e: field_name(e.material.callee)
    ),
    "field.position": FactSource(
        "int",
        "The index from 0 of a positional argument or list item; -1 if it is none.",
        lambda e: -1 if e.material.position is None else e.material.position,
    ),
    "field.client_bundle": FactSource(
        "bool", "The name or the path is shipped to browsers.", lambda e: e.material.client_bundle
    ),
    "value.kind": FactSource(
        "string",
        "What the decoded value is: ed25519 (32 bytes), keypair, bytes64, private-key, encrypted-key, public-key, "
        "phrase, evm-key, bytes, foreign, text or host.",
        lambda e: e.material.kind.value,
    ),
    "value.encoding": FactSource(
        "string",
        "How it is written: base64, base64-unpadded, base64url, hex, base58, integer-array, pem, der, openssh, "
        "double-base64, words or none.",
        lambda e: e.material.encoding.value,
    ),
    "value.length": FactSource(
        "int", "Bytes after decoding; characters where nothing decodes it.", lambda e: e.material.length
    ),
    "value.flaws": FactSource(
        "list(string)",
        f"What is wrong with text that decodes all the same: {listed(Flaw, ' or ')}.",
        lambda e: [flaw.value for flaw in e.material.flaws],
    ),
    "value.signs": FactSource(
        "bool",
        "Ed25519 could sign with it: 32 bytes, a keypair or a private key.",
        lambda e: e.material.kind in _SIGNING_KINDS,
    ),
    "value.secrecy": FactSource(
        "string",
        "Whether it is a secret: proven (its public key is in scope, or its form shows it), likely (by its field) or "
        "none.",
        secrecy_of,
    ),
    "value.is_point": FactSource(
        "bool", "A prime-order point: every API key is one, one seed in sixteen is.", lambda e: e.material.is_point
    ),
    "value.is_weak_point": FactSource(
        "bool", "A point of small order, or one not written canonically.", lambda e: e.material.is_weak_point
    ),
    "value.weak_seed": FactSource(
        "string", "Why it can be guessed if it is a seed; empty if it cannot.", lambda e: e.material.weak_seed
    ),
    "value.published": FactSource(
        "string", "The publication that prints it; empty if none is known.", lambda e: e.material.published
    ),
    "value.looks_like": FactSource(
        "string", "The other product or thing that it looks like; empty if none.", lambda e: e.material.looks_like
    ),
    "pair.is_secret": FactSource(
        "bool", "Proven: the public key derived from it is in scope.", lambda e: e.pairing.is_secret
    ),
    "pair.is_key": FactSource("bool", "Proven: it is the public key of a value in scope.", lambda e: e.pairing.is_key),
    "pair.backpack": FactSource(
        "bool",
        "A word that says Backpack Exchange is near it or near its counterpart; for a proven pair the bare word is enough.",
        _pair_backpack,
    ),
    "pair.partner_role": FactSource(
        "string", "The role of the field of its nearest counterpart; empty if none.", lambda e: e.pairing.partner_role
    ),
    "pair.same_file": FactSource("bool", "Its nearest counterpart is in the same file.", _partner_is_near),
    "pair.swapped": FactSource(
        "bool", "It is a secret in a key's place, and its public key is in scope.", lambda e: e.pairing.swapped
    ),
    "pair.same_value": FactSource(
        "bool", "Key field and secret field of its group hold one value.", lambda e: e.pairing.same_value
    ),
    "pair.mismatched": FactSource(
        "bool", "Its group holds a key and a secret that do not belong together.", lambda e: e.pairing.mismatched
    ),
    "pair.key_elsewhere": FactSource(
        "bool", "It is in a secret's field here, in a key's field elsewhere.", lambda e: e.pairing.key_elsewhere
    ),
    "place.readable_by_others": FactSource("bool", "Group or others may read the file.", _readable_by_others),
}


_MANNERS = ("a client of the exchange", "the exchange's way to sign")
"""What shows a call where no host does; see `prefilter.backpack`."""


def api_key(evidence: Evidence) -> str | None:
    """Returns Base64 of the public key that belongs to the value if it is used as a secret; None if it is a public key."""
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


_WORDS: Mapping[str, Placeholder[Evidence]] = {
    "field": Placeholder(
        "The name of the field.", lambda e: rule_wording.field_name(e.material.name) or rule_wording.NAMELESS
    ),
    "callee": Placeholder(
        "What the value is passed to.", lambda e: rule_wording.field_name(e.material.callee) or "a call"
    ),
    "api_key": Placeholder("The API key that belongs to the secret.", lambda e: api_key(e) or "(unknown)"),
    "address": Placeholder("The Solana address of a wallet's key.", _address),
    "partner": Placeholder("Where the counterpart is.", _partner),
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


_VALUE = FactSet(_FACTS, _WORDS)
_PLACE: FactSet[Evidence] = place_facts(
    lambda e: e.provenance, lambda e: e.location.path, lambda e: inner_path(e.location)
)
_ALL = FactSet({**_VALUE.sources, **_PLACE.sources}, {**_VALUE.placeholders, **_PLACE.placeholders})
VALUE_FACTS = fact_table("value", _ALL)


def case_of(evidence: Evidence) -> Case:
    """Returns the case of one value at one place."""
    material = evidence.material
    name = field_name(material.name)
    return Case(
        subject="value",
        facts=_ALL.lazy_facts(evidence),
        words=_ALL.words(evidence),
        location=evidence.location,
        exposure=evidence.provenance.exposure,
        related=_related(evidence),
        field=name,
        api_key=api_key(evidence),
        identity=material.public_key.hex()
        if material.public_key
        else f"{evidence.location.path}|{name}|{material.kind}",
        digest=b"" if material.public_key else material.digest,
        pragmas=material.pragmas,
        trace=evidence.trace or Trace(reach=evidence.reach),
    )


def _related(evidence: Evidence) -> tuple[Related, ...]:
    pairing = evidence.pairing
    if pairing.partner is None:
        return ()
    role = Role.API_KEY if pairing.is_secret else Role.API_SECRET if pairing.is_key else pairing.partner_role
    return (Related(str(role), pairing.partner),)
