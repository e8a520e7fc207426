"""What an inventory's `api_key:` is: the join token of a public key, or nothing. The text goes no further than here."""

from __future__ import annotations

import base64
import binascii

from auditor.classification import ed25519
from auditor.model.secret import Secret


def declared_token(value: Secret) -> bytes | None:
    """The token of an API key as the exchange writes it: canonical base64 of a prime-order point.

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
