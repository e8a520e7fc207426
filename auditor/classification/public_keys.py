"""Tells which public keys a document spells out: the second look of `policy init`, which needs the text of API keys.

What a scan carries away of a key is its one-way token. Here the fields are scanned once more, and only what has a
wanted token and can be a public key (a point of the prime-order subgroup) leaves, in the exchange's own base64. The
caller asks for tokens of values that the scan takes for nobody's secret.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping

from auditor.classification import ed25519
from auditor.classification.value_encodings import decode
from auditor.model.field import Field
from auditor.model.secret import Secret


def public_keys(fields: Iterable[Field], wanted: Collection[bytes]) -> Mapping[bytes, str]:
    """Returns the API keys among the values of `fields`, by token."""
    found: dict[bytes, str] = {}
    for field in fields:
        decoded = decode(field.value.reveal(), spans_lines=field.span.end_line > field.span.line)
        if decoded is None or len(decoded.data) != ed25519.SEED_BYTES:
            continue
        token = ed25519.token(decoded.data)
        if token in wanted and ed25519.is_prime_order_point(decoded.data):
            found[token] = base64.b64encode(decoded.data).decode("ascii")
    return found


def declared_token(value: Secret) -> bytes | None:
    """Returns the token of an API key as the exchange writes it: canonical base64 of a prime-order point.

    None for anything else, which may be a secret in the wrong place: the scan has findings for that.
    """
    text = value.reveal()
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if base64.b64encode(data).decode() != text or not ed25519.is_prime_order_point(data):
        return None
    return ed25519.token(data)
