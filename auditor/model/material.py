"""Tells what a value is, after classification: facts about a value, never the value."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct

from auditor.model.location import Span


class Flaw(StrEnum):
    """One departure from canonical base64, as conditions of rules name it."""

    BYTE_ORDER_MARK = "byte-order-mark"
    OUTER_WHITE_SPACE = "outer-white-space"
    INNER_WHITE_SPACE = "inner-white-space"
    TRAILING_COMMA = "trailing-comma"
    TRAILING_SEMICOLON = "trailing-semicolon"
    QUOTES = "quotes"
    WRONG_PADDING = "wrong-padding"
    TRAILING_BITS = "trailing-bits"
    """The unused bits of the last character are not zero."""
    ONE_CASE = "one-case"
    """All letters have the same case, so the bytes themselves are probably wrong."""


class Role(StrEnum):
    """What the name of a field says that its value is for."""

    API_KEY = "api_key"
    API_SECRET = "api_secret"  # noqa: S105 - a role's name
    WALLET_KEY = "wallet_key"
    RECOVERY_PHRASE = "recovery_phrase"
    HOST = "host"
    OTHER = "other"
    """A credential of something else (`JWT_SECRET`, a WireGuard key, another exchange)."""
    HASH = "hash"
    """A digest, checksum or signature: never a credential."""
    NONE = "none"
    """No name, or one that says nothing."""


class Encoding(StrEnum):
    """How the value is written."""

    BASE64 = "base64"
    BASE64_UNPADDED = "base64-unpadded"
    BASE64URL = "base64url"
    HEX = "hex"
    BASE58 = "base58"
    INTEGERS = "integer-array"
    PEM = "pem"
    DER = "der"
    OPENSSH = "openssh"
    DOUBLE_BASE64 = "double-base64"
    WORDS = "words"
    NONE = "none"
    """No known encoding decodes it."""


class Kind(StrEnum):
    """What the decoded value is."""

    ED25519 = "ed25519"
    """32 bytes: a seed or a public key."""
    KEYPAIR = "keypair"
    """64 bytes whose second half is the public key of the first: the expanded form of a secret."""
    BYTES64 = "bytes64"
    """64 bytes that are no keypair: a signature, or another product's key."""
    PRIVATE_KEY = "private-key"
    """An Ed25519 private key in a key file's format (PEM, DER, OpenSSH)."""
    ENCRYPTED_KEY = "encrypted-key"
    """A private key protected by a passphrase."""
    PUBLIC_KEY = "public-key"
    """An Ed25519 public key in a key file's format (SPKI)."""
    PHRASE = "phrase"
    """A BIP39 phrase whose checksum holds."""
    EVM_KEY = "evm-key"
    """32 bytes in hex where a wallet's private key belongs."""
    BYTES = "bytes"
    """It decodes, to a length that is no Ed25519 material."""
    FOREIGN = "foreign"
    """Recognisably another product's credential; `Material.looks_like` names it."""
    TEXT = "text"
    """A value in a credential's field that no known encoding decodes."""
    HOST = "host"
    """A host name or URL next to credentials."""


class Context(IntEnum):
    """How near the word that says Backpack Exchange is to the value; a higher value is nearer."""

    NONE = 0
    MENTION = 1
    """The bare word is somewhere in the file: enough for a pair that is proven, too little for a value alone."""
    SCOPE = 2
    """Another file of the scope."""
    FILE = 3
    """The file's text, its name or its folder."""
    SECTION = 4
    """The section, the call or a sibling field."""
    NAME = 5
    """The field's own name."""


class ContextReason(StrEnum):
    """What says that a value is about Backpack Exchange."""

    DOCUMENT = "document"
    """The document that holds it: its text, its name, a section or the field's own name."""
    PROJECT = "project"
    """Another file of the same project calls the exchange."""
    RELATED = "related"
    """A file of a project around this one or inside it calls the exchange, or documentation of this one names it."""
    SCOPE = "scope"
    """A file of another project calls the exchange, and this one stores credentials by its name."""
    REQUEST = "request"
    """The user asked for the stored keys of this very file."""
    INVENTORY = "inventory"
    """The file is the inventory of Backpack keys."""


class Caller(Struct, frozen=True):
    """A file that calls the exchange."""

    path: str
    what: str
    """The host that it names, or what else shows it; see `prefilter.backpack`."""


class Pragma(Struct, frozen=True):
    """An inline comment that asks to ignore findings on a line."""

    marker: str
    """As documented: `backpack-audit: ignore`, `pragma: allowlist secret`, …"""
    codes: tuple[str, ...] = ()
    """The rules it names; empty for all."""
    reason: str = ""


class Material(Struct, frozen=True, kw_only=True):
    """The facts of one value. Small, picklable and free of plaintext: this is what leaves a worker."""

    span: Span
    member: str | None = None
    name: str = ""
    path: tuple[str, ...] = ()
    group: str = ""
    callee: str = ""
    position: int | None = None
    role: Role = Role.NONE
    context: Context = Context.NONE
    context_reason: ContextReason = ContextReason.DOCUMENT
    """What gave it its context."""
    caller: Caller | None = None
    """The file that speaks for it, where another file does."""
    other_exchange: str = ""
    """The other exchange that its file's name or the nearest mention names: no other file speaks for it then."""
    kind: Kind
    encoding: Encoding = Encoding.NONE
    length: int = 0
    """Decoded length in bytes (for `Kind.TEXT`: length in characters)."""
    flaws: tuple[Flaw, ...] = ()
    """What is wrong with text that decodes to key material all the same."""
    damage: tuple[str, ...] = ()
    """What is wrong with text that does not, in words without any of it."""
    public_key: bytes | None = None
    """If the value is used as a secret: the 32-byte Ed25519 public key derived from it. Never the value itself."""
    token: bytes | None = None
    """One-way digest of the 32-byte value, to be joined with `public_key_token` of others."""
    public_key_token: bytes | None = None
    """`token` of `public_key`."""
    digest: bytes = b""
    """Keyed digest of the value's text: identity of what is not Ed25519 material."""
    is_point: bool = False
    """The 32 bytes encode a point of the prime-order subgroup: every API key does, one seed in sixteen does."""
    is_weak_point: bool = False
    """The 32 bytes encode a point of small order or a non-canonical one."""
    weak_seed: str = ""
    """Why the 32 bytes are no seed anybody should use (`all bytes equal`, `ASCII text`); empty if they may be."""
    published: str = ""
    """The publication in which the value is printed; empty if none is known."""
    looks_like: str = ""
    """In words, what a foreign or damaged value looks like instead (`a hex string`, `a JWT`)."""
    client_bundle: bool = False
    """The name or the path is shipped to browsers (`NEXT_PUBLIC_`, `VITE_`, …)."""
    pragmas: tuple[Pragma, ...] = ()
    """Inline comments that apply to the value's line."""
