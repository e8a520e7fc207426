"""Tells what a value is: the one place that sees plaintext and knows. Fields go in, facts without plaintext come out.

Whether a value is a secret is decided later, by `auditor.rulebook.is_secret`, when its counterpart is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct

from auditor.classification import ed25519
from auditor.classification.decoded_value import Facts, could_be_called_credential, could_matter, facts_of
from auditor.classification.document_context import DocumentContext, context_of
from auditor.classification.field_context import CREDENTIALS, Standing, Surroundings
from auditor.classification.field_names import Naming, labelled_role, naming_of
from auditor.model.field import Field
from auditor.model.material import Context, Encoding, Kind, Material, Role
from auditor.model.secret import Plain
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of


def keyed_digest(key: bytes, text: Plain) -> bytes:
    """Returns 16 bytes by BLAKE2b; `key` (up to 64 bytes) is random, kept in the baseline file or for this run only."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key, person=b"bpk-text").digest()


_MAX_BARE_HEX = 64
"""Hex values without a telling name in one document beyond which it is a list of hashes, not of keys."""
_HEX_DIGITS = 64
_BASE64 = (Encoding.BASE64, Encoding.BASE64_UNPADDED, Encoding.BASE64URL, Encoding.DOUBLE_BASE64)
"""The encodings in which the exchange's credentials are written."""


class Classifier(Struct, frozen=True):
    """Classifies the fields of one document after another.

    `digest_key` makes the identities of values that are no Ed25519 material; see `material.digest`.
    """

    vocabulary: Vocabulary
    digest_key: bytes

    def classify(self, fields: Sequence[Field], text: Plain, path: str) -> list[Material]:
        """Returns the facts of every value that could matter, in the order of `fields`."""
        if not fields:
            return []
        return self.classify_in(fields, context_of(text, path, self.vocabulary), path)

    def classify_in(self, fields: Sequence[Field], document: DocumentContext, path: str) -> list[Material]:
        """Returns what `classify` does, for fields whose document's context is known."""
        surroundings = Surroundings(fields, document, self.vocabulary)
        candidates = [field for field in fields if _could_matter(field, surroundings)]
        if not candidates:
            return []  # So in most documents, and to find out what is around values takes far longer.
        bare_hex = _bare_hex(fields, surroundings) <= _MAX_BARE_HEX
        found = []
        for field in candidates:
            standing = surroundings.standing_of(field)
            text = field.value.reveal()
            is_wrapped = field.span.end_line > field.span.line
            facts = facts_of(text, standing, self.vocabulary, bare_hex=bare_hex, spans_lines=is_wrapped)
            if facts is not None:
                naming = surroundings.naming(field.name)
                found.append(self._material(field, standing, facts, text, path, naming))
        groups = {one.group for one in found if one.role in CREDENTIALS and one.context >= Context.SECTION} - {""}
        return [
            material
            for material in found
            if material.kind is not Kind.HOST or _gets_credentials(material, groups, self.vocabulary)
        ]

    def _material(
        self, field: Field, standing: Standing, facts: Facts, text: Plain, path: str, naming: Naming
    ) -> Material:
        return Material(
            span=field.span,
            member=field.member,
            name=field.name,
            path=field.path,
            group=field.group,
            callee=field.callee,
            position=field.position,
            role=self._role(field, standing, facts, naming),
            context=standing.context,
            kind=facts.kind,
            encoding=facts.encoding,
            length=facts.length,
            flaws=facts.flaws,
            damage=facts.damage,
            public_key=facts.public_key,
            token=facts.token,
            public_key_token=ed25519.token(facts.public_key) if facts.public_key else None,
            digest=keyed_digest(self.digest_key, text),
            is_point=facts.is_point,
            is_weak_point=facts.is_weak_point,
            weak_seed=facts.weak_seed,
            published=facts.published,
            looks_like=facts.looks_like or standing.product,
            other_exchange=standing.other_exchange,
            client_bundle=self._is_shipped(field.name, path),
        )

    def _role(self, field: Field, standing: Standing, facts: Facts, naming: Naming) -> Role:
        """Returns the role of the name; of an argument of the exchange's client, what its value can be."""
        if standing.positional and facts.kind in (Kind.ED25519, Kind.KEYPAIR):
            return Role.API_KEY if facts.is_point else Role.API_SECRET
        if standing.role is not Role.NONE or standing.context < Context.SECTION:
            return standing.role
        labelled = labelled_role(field.name, self.vocabulary, naming)
        return labelled if self._has_form_of(labelled, field.name, facts) else Role.NONE

    def _has_form_of(self, role: Role, name: str, facts: Facts) -> bool:
        """Returns whether a value is written as a credential, so that a label in its name does not matter.

        People put secrets in hex, too. But base58, and hex next to a wallet's word or a blockchain's, is a wallet's.
        """
        if facts.encoding in _BASE64:
            return facts.kind in (Kind.ED25519, Kind.KEYPAIR)
        is_plain = facts.kind is Kind.ED25519 and facts.encoding in (Encoding.HEX, Encoding.INTEGERS)
        return is_plain and role is Role.API_SECRET and self.vocabulary.wallet_words.isdisjoint(words_of(name))

    def _is_shipped(self, name: str, path: str) -> bool:
        """Returns whether the name or the path ends up in what browsers load."""
        return name.startswith(self.vocabulary.public_prefixes) or _is_client_bundle(path, self.vocabulary)


def _could_matter(field: Field, surroundings: Surroundings) -> bool:
    """Returns whether a field could be worth a fact, whatever is around it."""
    text = field.value.reveal()
    if surroundings.may_be_credential(field):
        return could_be_called_credential(text)
    return could_matter(text, spans_lines=field.span.end_line > field.span.line)


@lru_cache(maxsize=1024)
def _is_client_bundle(path: str, vocabulary: Vocabulary) -> bool:
    lowered = f"/{path.lower()}"
    return any(fnmatchcase(lowered, pattern) for pattern in vocabulary.client_bundles)


def _gets_credentials(host: Material, groups: AbstractSet[str], vocabulary: Vocabulary) -> bool:
    """Returns whether a host is a client's own base URL: requests with the credentials go there.

    It is where a Backpack credential is in its group, and where its name or section says Backpack. An everyday
    name (`url`) must be in that section itself: in a method of a class it may be any address.

    Args:
        host: The host.
        groups: The groups in which a Backpack credential is.
        vocabulary: The words of the field.
    """
    if host.context is Context.NAME or host.group in groups:
        return True
    naming = naming_of(host.name, vocabulary)
    section = host.path[-1] if host.path else host.callee
    return host.context is Context.SECTION and (not naming.generic or naming_of(section, vocabulary).branded)


def _bare_hex(fields: Iterable[Field], surroundings: Surroundings) -> int:
    """Returns how many values without a telling name look like hex of 32 bytes."""
    return sum(
        1
        for field in fields
        if (field.span.end_line, field.span.end_column) == (field.span.line, field.span.column + _HEX_DIGITS)
        and surroundings.naming(field.name).role is Role.NONE
    )
