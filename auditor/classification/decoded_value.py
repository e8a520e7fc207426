"""Tells what a value is by its own text: kind, encoding, Ed25519 facts. Plaintext goes in, facts without it come out."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from hashlib import sha256

from msgspec import Struct

from auditor.classification import ed25519
from auditor.classification.damage import case_flaw, damage_of, foreign_key_file, foreign_product
from auditor.classification.ed25519 import weakness_of
from auditor.classification.field_context import CREDENTIALS, Standing
from auditor.classification.placeholders import is_placeholder, is_repetition
from auditor.classification.prose_and_phrases import is_phrase, is_wording, phrase_digest
from auditor.classification.value_encodings import DecodedBytes, decode, has_form_of_base58
from auditor.model.material import Context, Encoding, Flaw, Kind, Role
from auditor.model.secret import Plain, PlainBytes
from auditor.vocabulary.vocabulary import Vocabulary

_MIN_TEXT = 16
"""Characters below which an undecodable value is a word, not a damaged key."""
_MIN_GENERIC_TEXT = 30
_MAX_TEXT = 200
_CASED = (Encoding.BASE64, Encoding.BASE64_UNPADDED, Encoding.BASE64URL)
"""Encodings in which a letter means something else in upper case."""
_PERHAPS_WORDING = (Kind.ED25519, Kind.BYTES, Kind.BYTES64, Kind.TEXT)
"""Kinds that nothing but the length, or the name of the field, tells from a sentence; hex is no wording."""
_SAYS = re.compile(
    r"your|here|example|sample|fake|dummy|\bnot?\b|real|change|replace|insert|paste|placeholder", re.IGNORECASE
)
"""Words by which a sentence says that it means a secret."""
_SPACED_KEY = re.compile(r"[A-Za-z0-9+/]{43}=")
"""A key or secret once the white space in it is left out: words in a row seldom end like that."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?((?:{_LABEL}\.)+[a-z]{{2,24}})(?::\d{{1,5}})?(?:[/?#]\S*)?"
)
"""A host name with a dot, alone or in a URL (RFC 3986; labels after RFC 1123, section 2.1)."""


_SIZES = (ed25519.SEED_BYTES, ed25519.EXPANDED_BYTES)
_SHORTEST = 23
"""Characters of the shortest phrase: twelve Chinese words. What is shorter and called no credential is nobody's secret."""


class Facts(Struct, frozen=True):
    """What a value's text alone gives; see the same names of `model.material.Material`."""

    kind: Kind
    encoding: Encoding = Encoding.NONE
    length: int = 0
    flaws: tuple[Flaw, ...] = ()
    damage: tuple[str, ...] = ()
    public_key: bytes | None = None
    token: bytes | None = None
    is_point: bool = False
    is_weak_point: bool = False
    weak_seed: str = ""
    published: str = ""
    looks_like: str = ""


def could_be_called_credential(text: Plain) -> bool:
    """Returns whether `facts_of` could say something of a value that is called a credential or a host: a word is neither."""
    return len(text) >= _MIN_TEXT or "." in text


def could_be_damaged(text: Plain) -> bool:
    """Returns whether `facts_of` could say something of a value that is called a credential, though it decodes to none."""
    return (_is_remarkable(text) and not is_wording(text)) or foreign_product(text) != ""


def could_matter(text: Plain, *, spans_lines: bool = False) -> bool:
    """Returns whether `facts_of` could say something of a value that is called neither a credential nor a host."""
    if len(text) < _SHORTEST or has_form_of_base58(text):
        return len(text) >= _SHORTEST
    decoded = decode(text, spans_lines=spans_lines)
    is_of_size = decoded is not None and (decoded.kind is not None or len(decoded.data) in _SIZES)
    return is_of_size or is_phrase(text)


def facts_of(
    text: Plain, standing: Standing, vocabulary: Vocabulary, *, bare_hex: bool, spans_lines: bool = False
) -> Facts | None:
    """Returns the facts of a value at its place; None for what is nobody's secret and no problem either.

    Args:
        text: The value.
        standing: What is known of it by its place.
        vocabulary: The words of the field.
        bare_hex: Whether hex that nothing names may be a key: in a document full of it, it is a list of hashes.
        spans_lines: Whether the value is on several lines of its file.
    """
    if standing.role is Role.HASH or (len(text) < _SHORTEST and standing.role not in (*CREDENTIALS, Role.HOST)):
        return None
    if is_phrase(text):
        published = vocabulary.published.get(phrase_digest(text), "")
        return Facts(kind=Kind.PHRASE, encoding=Encoding.WORDS, published=published)
    if is_placeholder(text, vocabulary):
        return None
    if standing.role is Role.HOST:
        return _host(text)
    decoded = decode(text, spans_lines=spans_lines)
    facts = _decoded(text, decoded, standing, vocabulary, bare_hex=bare_hex)
    if facts is None or facts.kind not in _PERHAPS_WORDING:
        return facts
    is_words = facts.encoding is not Encoding.INTEGERS and is_wording(text)
    return None if is_words or _says_it_is_none(text, facts) else facts


def _says_it_is_none(text: Plain, facts: Facts) -> bool:
    """Returns whether a value is base64 of a sentence that says so: `this is not a real secret key!!`."""
    decoded = decode(text) if facts.weak_seed else None
    said = decoded.data.decode("ascii", "replace") if decoded else ""
    return _SAYS.search(said) is not None and is_wording(said)


def _decoded(
    text: Plain, decoded: DecodedBytes | None, standing: Standing, vocabulary: Vocabulary, *, bare_hex: bool
) -> Facts | None:
    if is_repetition(text) and not _is_weak_seed(decoded, standing):
        return None
    # A key file says what it is; in base64 it may be 64 letters and digits, as other exchanges' keys.
    foreign = foreign_product(text) if decoded is None or decoded.kind is None else ""
    if foreign:
        is_misplaced = standing.role in CREDENTIALS and standing.context >= Context.SECTION
        return Facts(kind=Kind.FOREIGN, length=len(text), looks_like=foreign) if is_misplaced else None
    if decoded is None:
        is_damaged = _deserves_remark(text, standing)
        return Facts(kind=Kind.TEXT, length=len(text), damage=damage_of(text, None)) if is_damaged else None
    return _readable(text, decoded, standing, vocabulary, bare_hex=bare_hex)


def _readable(
    text: Plain, decoded: DecodedBytes, standing: Standing, vocabulary: Vocabulary, *, bare_hex: bool
) -> Facts | None:
    if decoded.kind in (Kind.ENCRYPTED_KEY, Kind.FOREIGN):
        looks_like = foreign_key_file(text) if decoded.kind is Kind.FOREIGN else ""
        return Facts(kind=decoded.kind, encoding=decoded.encoding, flaws=decoded.flaws, looks_like=looks_like)
    is_bare = standing.role is Role.NONE and standing.context < Context.SECTION
    if is_bare and decoded.encoding is Encoding.HEX and not bare_hex:
        return None
    length = len(decoded.data)
    if length == ed25519.SEED_BYTES:
        is_evm = standing.role is Role.WALLET_KEY and decoded.encoding is Encoding.HEX
        kind = Kind.EVM_KEY if is_evm else decoded.kind or Kind.ED25519
        if standing.role in CREDENTIALS and decoded.encoding in _CASED:
            decoded = replace(decoded, flaws=(*decoded.flaws, *case_flaw(text)))
        return _ed25519(decoded.data, decoded, kind, vocabulary)
    if length == ed25519.EXPANDED_BYTES:
        return _expanded(decoded, vocabulary)
    if _deserves_remark(text, standing):
        return Facts(kind=Kind.BYTES, encoding=decoded.encoding, length=length, damage=damage_of(text, length))
    return None


def _expanded(decoded: DecodedBytes, vocabulary: Vocabulary) -> Facts:
    """Returns what 64 bytes are: the expanded form of a secret if the second half is the public key of the first."""
    first, second = PlainBytes(decoded.data[:32]), decoded.data[32:]
    if ed25519.derive_public_key(first) == second:
        return _ed25519(first, decoded, Kind.KEYPAIR, vocabulary)
    return Facts(kind=Kind.BYTES64, encoding=decoded.encoding, length=64, flaws=decoded.flaws)


def _ed25519(value: PlainBytes, decoded: DecodedBytes, kind: Kind, vocabulary: Vocabulary) -> Facts:
    canonical = sha256(base64.b64encode(value)).hexdigest()
    return Facts(
        kind=kind,
        encoding=decoded.encoding,
        length=len(decoded.data),
        flaws=decoded.flaws,
        public_key=None if kind is Kind.PUBLIC_KEY else ed25519.derive_public_key(value),
        token=ed25519.token(value),
        is_point=kind in (Kind.ED25519, Kind.PUBLIC_KEY) and ed25519.is_prime_order_point(value),
        is_weak_point=ed25519.is_weak_point(value),
        weak_seed=weakness_of(value),
        published=vocabulary.published.get(canonical, ""),
    )


def _host(text: str) -> Facts | None:
    match = _HOST.fullmatch(text.strip().lower())
    return Facts(kind=Kind.HOST, length=len(match[1]), looks_like=match[1]) if match else None


def _is_weak_seed(decoded: DecodedBytes | None, standing: Standing) -> bool:
    """Returns whether a uniform value is a seed that somebody uses (zeros, say), and not just a filler."""
    is_seed = decoded is not None and len(decoded.data) == ed25519.SEED_BYTES and not decoded.flaws
    return is_seed and standing.role in CREDENTIALS and standing.context >= Context.SECTION


def _deserves_remark(text: str, standing: Standing) -> bool:
    """Returns whether a value that is no key is worth a finding: only where a Backpack credential clearly belongs.

    A name of the exchange's own is enough for any value that is longer than a word; an everyday name needs a value
    that has the size of a key and mixes digits and letters.
    """
    if standing.role not in CREDENTIALS or not _is_remarkable(text):
        return False
    if standing.context >= Context.SECTION:
        return True
    mixed = any(character.isdigit() for character in text) and any(character.isalpha() for character in text)
    return (
        standing.context is Context.FILE and not standing.generic and mixed and len(text.strip()) >= _MIN_GENERIC_TEXT
    )


def _is_remarkable(text: str) -> bool:
    """Returns whether a text is one word of a value's size, or a key with white space in it."""
    words = text.split()
    if len(words) > 1 and not _SPACED_KEY.fullmatch("".join(words)):
        return False
    return _MIN_TEXT <= len(text.strip()) <= _MAX_TEXT and any(character.isalnum() for character in text)
