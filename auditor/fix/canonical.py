"""How a key or secret is written as the exchange writes it, where it stands: base64 of its 32 bytes."""

from __future__ import annotations

import base64
import re

from auditor.classification import ed25519
from auditor.classification.encodings import clean, decode
from auditor.model.field import Field
from auditor.model.material import Encoding, Flaw, Kind, Material
from auditor.model.secret import Secret

_SEEDS = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
_BASE64_OF_32 = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]")
"""Base64 of 32 bytes without its padding: the last character carries two bits that are zero."""
MENDED_FLAWS = frozenset(Flaw) - {Flaw.ONE_CASE}
"""What is gone once the bytes are written again. Of other flaws the bytes themselves may be wrong."""


def bytes_of(field: Field, material: Material) -> bytes | None:
    """The 32 bytes of a field, if it holds the value that `material` mentions; None if the file has changed."""
    decoded = decode(field.value.reveal(), spans_lines=field.span.end_line > field.span.line)
    if decoded is None or material.kind not in _SEEDS:
        return None
    value = decoded.data[: ed25519.SEED_BYTES]
    if len(value) != ed25519.SEED_BYTES or ed25519.token(value) != material.token:
        return None
    return value


def is_ambiguous(field: Field, material: Material) -> bool:
    """Whether a text taken for base58 could as well be base64 without its padding, which would be other bytes."""
    if material.encoding is not Encoding.BASE58:
        return False
    text, _ = clean(field.value.reveal())
    return _BASE64_OF_32.fullmatch(text) is not None


def canonical(value: bytes, *, twice: bool) -> Secret:
    """Base64 of 32 bytes; `twice` for base64 of that text."""
    text = base64.b64encode(value)
    return Secret((base64.b64encode(text) if twice else text).decode("ascii"))


def is_stored_twice(material: Material) -> bool:
    """Whether the format itself encodes every value, as a Kubernetes Secret does under `data:`."""
    return material.encoding is Encoding.DOUBLE_BASE64 and "data" in material.path
