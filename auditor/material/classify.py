"""What a value is: the one place that sees plaintext and knows. Fields go in, facts without plaintext come out."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256

from auditor.material import ed25519
from auditor.material.context import DocumentContext, context_of
from auditor.material.damage import damage_of, foreign_product
from auditor.material.digest import digest
from auditor.material.encodings import Decoded, decode
from auditor.material.names import Naming, naming_of
from auditor.material.placeholders import is_placeholder, is_repetition
from auditor.material.weakness import weakness_of
from auditor.model.field import Field
from auditor.model.material import Context, Encoding, Kind, Material, Role
from auditor.vocabulary import Vocabulary

_MAX_BARE_HEX = 64
"""Hex values without a telling name in one document beyond which it is a list of hashes, not of keys."""
_MIN_TEXT = 16
"""Characters below which an undecodable value is a word, not a damaged key."""
_MIN_GENERIC_TEXT = 30
_MAX_TEXT = 200
_CREDENTIAL_ROLES = (Role.API_KEY, Role.API_SECRET)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classifies the fields of one document after another.

    `digest_key` makes the identities of values that are no Ed25519 material; see `material.digest`.
    """

    vocabulary: Vocabulary
    digest_key: bytes

    def classify(self, fields: Sequence[Field], text: str, path: str) -> list[Material]:
        """The facts of every value that could matter, in the order of `fields`."""
        if not fields:
            return []
        return self.classify_in(fields, context_of(text, path, self.vocabulary), path)

    def classify_in(self, fields: Sequence[Field], document: DocumentContext, path: str) -> list[Material]:
        """As `classify`, for fields whose document's context is known."""
        branded_groups = self._branded_groups(fields, document)
        budget = _MAX_BARE_HEX if _bare_hex(fields, self.vocabulary) <= _MAX_BARE_HEX else 0
        found = []
        for field in fields:
            naming = naming_of(field.name, self.vocabulary)
            context = self._context(field, naming, document, branded_groups)
            material = self._material(field, naming, context, path, allow_bare_hex=budget > 0)
            if material is not None:
                found.append(material)
        return found

    def _branded_groups(self, fields: Iterable[Field], document: DocumentContext) -> frozenset[str]:
        if document.namesake:
            return frozenset()
        return frozenset(
            field.group for field in fields if field.group and naming_of(field.name, self.vocabulary).branded
        )

    def _context(
        self, field: Field, naming: Naming, document: DocumentContext, branded_groups: frozenset[str]
    ) -> Context:
        if document.namesake:
            return Context.NONE
        if naming.branded:
            return Context.NAME
        around = (*field.path, field.callee)
        if field.group in branded_groups or any(naming_of(name, self.vocabulary).branded for name in around if name):
            return Context.SECTION
        return document.level

    def _material(
        self, field: Field, naming: Naming, context: Context, path: str, *, allow_bare_hex: bool
    ) -> Material | None:
        if naming.role is Role.HASH:
            return None
        text = field.value.reveal()
        if is_placeholder(text, self.vocabulary):
            return None
        role = self._role(field, naming)
        decoded = decode(text)
        if is_repetition(text) and not _is_weak_seed(decoded, role, context):
            return None
        foreign = foreign_product(text)
        if decoded is None or foreign:
            facts = _unreadable(text, foreign) if _deserves_remark(text, naming, role, context) else None
        else:
            facts = self._readable(text, decoded, role, context, allow_bare_hex=allow_bare_hex or role is not Role.NONE)
            if facts is not None and facts.kind is Kind.BYTES and not _deserves_remark(text, naming, role, context):
                facts = None
        if facts is None:
            return None
        return Material(
            span=field.span,
            member=field.member,
            name=field.name,
            path=field.path,
            group=field.group,
            callee=field.callee,
            position=field.position,
            role=role,
            context=context,
            kind=facts.kind,
            encoding=facts.encoding,
            length=facts.length,
            flaws=facts.flaws,
            public_key=facts.public_key,
            token=facts.token,
            public_key_token=ed25519.token(facts.public_key) if facts.public_key else None,
            digest=digest(self.digest_key, text),
            is_point=facts.is_point,
            is_weak_point=facts.is_weak_point,
            weak_seed=facts.weak_seed,
            published=facts.published,
            looks_like=facts.looks_like or naming.product,
            client_bundle=self._is_shipped(field.name, path),
        )

    def _role(self, field: Field, naming: Naming) -> Role:
        """The role of the name, or for a positional argument of a branded call that of the callee's convention."""
        if naming.role is Role.NONE and field.kind == "argument" and not field.name:
            callee = naming_of(field.callee.rsplit(".", 1)[-1], self.vocabulary)
            return callee.role if callee.role in _CREDENTIAL_ROLES and not callee.generic else Role.NONE
        return naming.role

    def _readable(
        self, text: str, decoded: Decoded, role: Role, context: Context, *, allow_bare_hex: bool
    ) -> _Facts | None:
        if decoded.kind in (Kind.ENCRYPTED_KEY, Kind.FOREIGN):
            return _Facts(kind=decoded.kind, encoding=decoded.encoding, flaws=decoded.flaws)
        data, length = decoded.data, len(decoded.data)
        bare = role is Role.NONE and context < Context.SECTION
        if bare and decoded.encoding is Encoding.HEX and not allow_bare_hex:
            return None
        if length == ed25519.SEED_BYTES:
            return self._ed25519(data, decoded, decoded.kind or Kind.ED25519)
        if length == ed25519.EXPANDED_BYTES:
            public_key = ed25519.derive_public_key(data[:32])
            if public_key == data[32:]:
                return self._ed25519(data[:32], decoded, Kind.KEYPAIR)
            return _Facts(kind=Kind.BYTES64, encoding=decoded.encoding, length=length, flaws=decoded.flaws)
        flaws = damage_of(text, length)
        return _Facts(kind=Kind.BYTES, encoding=decoded.encoding, length=length, flaws=flaws)

    def _ed25519(self, value: bytes, decoded: Decoded, kind: Kind) -> _Facts:
        canonical = sha256(base64.b64encode(value)).hexdigest()
        return _Facts(
            kind=kind,
            encoding=decoded.encoding,
            length=len(decoded.data),
            flaws=decoded.flaws,
            public_key=None if kind is Kind.PUBLIC_KEY else ed25519.derive_public_key(value),
            token=ed25519.token(value),
            is_point=kind in (Kind.ED25519, Kind.PUBLIC_KEY) and ed25519.is_prime_order_point(value),
            is_weak_point=ed25519.is_weak_point(value),
            weak_seed=weakness_of(value),
            published=self.vocabulary.published.get(canonical, ""),
        )

    def _is_shipped(self, name: str, path: str) -> bool:
        """Whether the name or the path ends up in what browsers load."""
        lowered = f"/{path.lower()}"
        return name.startswith(self.vocabulary.public_prefixes) or any(
            fnmatchcase(lowered, pattern) for pattern in self.vocabulary.client_bundles
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a value's text alone gives."""

    kind: Kind
    encoding: Encoding = Encoding.NONE
    length: int = 0
    flaws: tuple[str, ...] = ()
    public_key: bytes | None = None
    token: bytes | None = None
    is_point: bool = False
    is_weak_point: bool = False
    weak_seed: str = ""
    published: str = ""
    looks_like: str = ""


def _unreadable(text: str, foreign: str) -> _Facts:
    if foreign:
        return _Facts(kind=Kind.FOREIGN, length=len(text), looks_like=foreign)
    return _Facts(kind=Kind.TEXT, length=len(text), flaws=damage_of(text, None))


def _is_weak_seed(decoded: Decoded | None, role: Role, context: Context) -> bool:
    """Whether a uniform value is a seed that somebody uses (zeros, say), and not just a filler."""
    is_seed = decoded is not None and len(decoded.data) == ed25519.SEED_BYTES and not decoded.flaws
    return is_seed and role in _CREDENTIAL_ROLES and context >= Context.SECTION


def _deserves_remark(text: str, naming: Naming, role: Role, context: Context) -> bool:
    """Whether a value that is no key is worth a finding: only where a Backpack credential clearly belongs.

    A name of the exchange's own is enough for any value that is longer than a word; an everyday name needs a value
    that has the size of a key and mixes digits and letters.
    """
    if role not in _CREDENTIAL_ROLES or any(character.isspace() for character in text.strip()):
        return False
    size = len(text.strip())
    if not _MIN_TEXT <= size <= _MAX_TEXT or not any(character.isalnum() for character in text):
        return False
    if context >= Context.SECTION:
        return True
    mixed = any(character.isdigit() for character in text) and any(character.isalpha() for character in text)
    return context is Context.FILE and not naming.generic and mixed and size >= _MIN_GENERIC_TEXT


def _bare_hex(fields: Iterable[Field], vocabulary: Vocabulary) -> int:
    """How many values without a telling name look like hex of 32 bytes."""
    return sum(
        1
        for field in fields
        if naming_of(field.name, vocabulary).role is Role.NONE
        and (field.span.end_line, field.span.end_column) == (field.span.line, field.span.column + 64)
    )
