"""What rules about values may ask and say: the facts and words of one value at one place, and the case made of them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from auditor.forms.prose import listed
from auditor.model.case import Case, Fact, FactTable, FactType, FactValue
from auditor.model.evidence import Evidence
from auditor.model.finding import Related
from auditor.model.material import Context, Kind, Role
from auditor.model.place import Exposure
from auditor.rulebook import naming
from auditor.rulebook.paths import path_facts
from auditor.rulebook.secrecy import is_public, secrecy_of

_OTHERS_READ = 0o044
"""Permission bits by which group or others read a file."""
_SIGNING_KINDS = frozenset({Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY})


T = TypeVar("T")


class _Question(NamedTuple):
    """A fact and where it comes from."""

    type: FactType
    doc: str
    answer: Callable[[Evidence], FactValue]


class _Word(NamedTuple):
    """A word and where it comes from."""

    doc: str
    say: Callable[[Evidence], str]


def _name(evidence: Evidence) -> str:
    return naming.field_name(evidence.material.name)


def _parents(evidence: Evidence) -> list[str]:
    return [naming.field_name(name) for name in evidence.material.path]


def _callee(evidence: Evidence) -> str:
    return naming.field_name(evidence.material.callee)


def _backpack(evidence: Evidence) -> bool:
    return evidence.material.context is not Context.NONE


def _pair_backpack(evidence: Evidence) -> bool:
    return max(evidence.material.context, evidence.pairing.partner_context) is not Context.NONE


def _partner_is_near(evidence: Evidence) -> bool:
    partner, place = evidence.pairing.partner, evidence.place
    return partner is not None and (partner.path, partner.commit) == (place.path, place.commit)


def _readable_by_others(evidence: Evidence) -> bool:
    return bool((evidence.provenance.mode or 0) & _OTHERS_READ)


_QUESTIONS: Mapping[str, _Question] = {
    "field.name": _Question("string", "The name right beside the value; empty if none.", _name),
    "field.parents": _Question("list(string)", "The names around the field, outermost first.", _parents),
    "field.role": _Question(
        "string",
        "What the name says that the value is for: api_key, api_secret, wallet_key, recovery_phrase, host, other, "
        "hash or none.",
        lambda e: e.material.role.value,
    ),
    "field.context": _Question(
        "string",
        "Where the nearest word stands that says Backpack Exchange: name, section, file, scope or none.",
        lambda e: e.material.context.name.lower(),
    ),
    "field.backpack": _Question("bool", "Some such word stands somewhere: the context is not none.", _backpack),
    "field.callee": _Question("string", "What an argument is passed to; else empty.", _callee),
    "field.position": _Question(
        "int",
        "The index from 0 of a positional argument or list item; -1 if it is none.",
        lambda e: -1 if e.material.position is None else e.material.position,
    ),
    "field.client_bundle": _Question(
        "bool", "The name or the path is shipped to browsers.", lambda e: e.material.client_bundle
    ),
    "value.kind": _Question(
        "string",
        "What the decoded value is: ed25519 (32 bytes), keypair, bytes64, private-key, encrypted-key, public-key, "
        "phrase, evm-key, bytes, foreign, text or host.",
        lambda e: e.material.kind.value,
    ),
    "value.encoding": _Question(
        "string",
        "How it is written: base64, base64-unpadded, base64url, hex, base58, integer-array, pem, der, openssh, "
        "double-base64, words or none.",
        lambda e: e.material.encoding.value,
    ),
    "value.length": _Question(
        "int", "Bytes after decoding; characters where nothing decodes it.", lambda e: e.material.length
    ),
    "value.flaws": _Question(
        "list(string)", "What is wrong with the text, in words.", lambda e: list(e.material.flaws)
    ),
    "value.signs": _Question(
        "bool",
        "Ed25519 could sign with it: 32 bytes, a keypair or a private key.",
        lambda e: e.material.kind in _SIGNING_KINDS,
    ),
    "value.secrecy": _Question(
        "string",
        "Whether it is a secret: proven (its public key is in scope, or its form shows it), likely (by its field) or "
        "none.",
        secrecy_of,
    ),
    "value.is_point": _Question(
        "bool", "A prime-order point: every API key is one, one seed in sixteen is.", lambda e: e.material.is_point
    ),
    "value.is_weak_point": _Question(
        "bool", "A point of small order, or one not written canonically.", lambda e: e.material.is_weak_point
    ),
    "value.weak_seed": _Question(
        "string", "Why it can be guessed if it is a seed; empty if it cannot.", lambda e: e.material.weak_seed
    ),
    "value.published": _Question(
        "string", "The publication that prints it; empty if none is known.", lambda e: e.material.published
    ),
    "value.looks_like": _Question(
        "string", "The other product or thing that it looks like; empty if none.", lambda e: e.material.looks_like
    ),
    "pair.is_secret": _Question(
        "bool", "Proven: the public key derived from it stands in scope.", lambda e: e.pairing.is_secret
    ),
    "pair.is_key": _Question("bool", "Proven: it is the public key of a value in scope.", lambda e: e.pairing.is_key),
    "pair.backpack": _Question(
        "bool", "A word that says Backpack Exchange stands near it or near its counterpart.", _pair_backpack
    ),
    "pair.partner_role": _Question(
        "string", "The role of the field of its nearest counterpart; empty if none.", lambda e: e.pairing.partner_role
    ),
    "pair.same_file": _Question("bool", "Its nearest counterpart stands in the same file.", _partner_is_near),
    "pair.swapped": _Question(
        "bool", "It is a secret in a key's place, and its public key is in scope.", lambda e: e.pairing.swapped
    ),
    "pair.same_value": _Question(
        "bool", "Key field and secret field of its group hold one value.", lambda e: e.pairing.same_value
    ),
    "pair.mismatched": _Question(
        "bool", "Its group holds a key and a secret that do not belong together.", lambda e: e.pairing.mismatched
    ),
    "pair.key_elsewhere": _Question(
        "bool", "It stands in a secret's field here, in a key's field elsewhere.", lambda e: e.pairing.key_elsewhere
    ),
    "place.exposure": _Question(
        "string",
        "How the file could reach other people: tracked, staged, history, untracked, ignored or unversioned.",
        lambda e: e.provenance.exposure.value,
    ),
    "place.exposed": _Question(
        "bool", "Every exposure but ignored.", lambda e: e.provenance.exposure is not Exposure.IGNORED
    ),
    "place.path": _Question("string", "The path from the root, with `/`.", lambda e: e.place.path),
    "place.name": _Question("string", "The file's own name.", lambda e: path_facts(e.place.path).name),
    "place.documentation": _Question(
        "bool", "Documentation, a test or an example, by its path.", lambda e: path_facts(e.place.path).documentation
    ),
    "place.live_config": _Question(
        "bool",
        "A file that holds credentials on purpose, by its name, and is no template of one.",
        lambda e: path_facts(e.place.path).live_config,
    ),
    "place.purpose": _Question(
        "string",
        "What the file is for: image-build (a Dockerfile), compose, ci, or empty.",
        lambda e: path_facts(e.place.path).purpose,
    ),
    "place.readable_by_others": _Question("bool", "Group or others may read the file.", _readable_by_others),
    "place.in_tree": _Question("bool", "The value still stands in the tree today.", lambda e: e.provenance.in_tree),
}


def _api_key(evidence: Evidence) -> str | None:
    """Base64 of the public key that belongs to the value if it is used as a secret; None if it is a public key."""
    material, pairing = evidence.material, evidence.pairing
    if material.public_key is None or is_public(evidence):
        return None
    if secrecy_of(evidence) == "none" and (material.role is not Role.API_SECRET or pairing.same_value):
        return None
    return base64.b64encode(material.public_key).decode("ascii")


def _address(evidence: Evidence) -> str:
    if evidence.material.public_key is None:
        return ""
    import base58  # noqa: PLC0415 - for wallets only

    return str(base58.b58encode(evidence.material.public_key).decode("ascii"))


_WORDS: Mapping[str, _Word] = {
    "field": _Word("The name of the field.", lambda e: _name(e) or naming.NAMELESS),
    "callee": _Word("What the value is passed to.", lambda e: _callee(e) or "a call"),
    "api_key": _Word("The API key that belongs to the secret.", lambda e: _api_key(e) or "(unknown)"),
    "address": _Word("The Solana address of a wallet's key.", _address),
    "partner": _Word("Where the counterpart stands.", lambda e: naming.place_name(e.pairing.partner)),
    "path": _Word("The path of the file.", lambda e: e.place.path),
    "name": _Word("The file's own name.", lambda e: path_facts(e.place.path).name),
    "where": _Word("How the file is exposed, as the end of a sentence.", lambda e: naming.whereabouts(e.provenance)),
    "cleaning": _Word("How to take the value out of there, as a sentence.", lambda e: naming.cleaning(e.provenance)),
    "commit": _Word("The commit that brought the value.", lambda e: naming.short(e.provenance.commit)),
    "date": _Word("The day of that commit.", lambda e: naming.day(e.provenance.author_date)),
    "mode": _Word("The permission bits of the file.", lambda e: f"{e.provenance.mode or 0:04o}"),
    "kind": _Word("What the value is.", lambda e: naming.kind_name(e.material.kind)),
    "encoding": _Word("How the value is written.", lambda e: naming.encoding_name(e.material.encoding)),
    "length": _Word("How many bytes it decodes to.", lambda e: str(e.material.length)),
    "flaws": _Word("What is wrong with its text.", lambda e: listed(e.material.flaws)),
    "weakness": _Word("Why it can be guessed.", lambda e: e.material.weak_seed),
    "published": _Word("The publication that prints it.", lambda e: e.material.published),
    "looks_like": _Word("What it looks like instead.", lambda e: e.material.looks_like or "something else"),
}

VALUE_FACTS = FactTable(
    subject="value",
    facts={name: Fact(question.type, question.doc) for name, question in _QUESTIONS.items()},
    words={name: word.doc for name, word in _WORDS.items()},
)


class _Answers(Mapping[str, T]):
    """Facts or words of a case, found when somebody asks: of 100 000 cases few become a finding."""

    def __init__(self, evidence: Evidence, answers: Mapping[str, Callable[[Evidence], T]]) -> None:
        self._evidence = evidence
        self._answers = answers

    def __getitem__(self, name: str) -> T:
        return self._answers[name](self._evidence)

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


_ANSWERS = {name: question.answer for name, question in _QUESTIONS.items()}
_SAYINGS = {name: word.say for name, word in _WORDS.items()}


def case_of(evidence: Evidence) -> Case:
    """The case of one value at one place."""
    material = evidence.material
    name = _name(evidence)
    return Case(
        subject="value",
        facts=_Answers(evidence, _ANSWERS),
        words=_Answers(evidence, _SAYINGS),
        place=evidence.place,
        exposure=evidence.provenance.exposure,
        related=_related(evidence),
        field=name,
        api_key=_api_key(evidence),
        identity=material.public_key.hex() if material.public_key else f"{evidence.place.path}|{name}|{material.kind}",
        digest=b"" if material.public_key else material.digest,
        pragmas=material.pragmas,
    )


def _related(evidence: Evidence) -> tuple[Related, ...]:
    pairing = evidence.pairing
    if pairing.partner is None:
        return ()
    role = Role.API_KEY if pairing.is_secret else Role.API_SECRET if pairing.is_key else pairing.partner_role
    return (Related(str(role), pairing.partner),)
