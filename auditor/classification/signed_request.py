"""Signs the one request that `probe` sends, where plaintext ends: what leaves is the signature, never the secret.

The scheme is that of docs.backpack.exchange, section Authentication: `instruction=<name>`, then the parameters in
alphabetical order, then `&timestamp=<ms>&window=<ms>`, signed with Ed25519. A signature says nothing of the seed, and
the exchange accepts it for five seconds from its timestamp.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

from auditor.classification import ed25519
from auditor.classification.value_encodings import decode
from auditor.model.field import Field
from auditor.model.material import Kind
from auditor.model.secret import PlainBytes

WINDOW_MS = 5000
"""How long the exchange accepts the request after its timestamp: its default, and the shortest that is documented."""
ACCOUNT_QUERY = "accountQuery"
"""The instruction of `GET /api/v1/account`, which reads settings and writes nothing. Nothing else is ever signed."""


class SignedRequest(Struct, frozen=True, kw_only=True):
    """A request that is signed already."""

    api_key: str
    """The signer's public key in base64."""
    signature: str
    """64 bytes in base64."""
    timestamp: int
    """Milliseconds since 1970."""
    window: int = WINDOW_MS

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent besides the path."""
        return {
            "X-API-Key": self.api_key,
            "X-Signature": self.signature,
            "X-Timestamp": str(self.timestamp),
            "X-Window": str(self.window),
        }


def signing_text(
    instruction: str, timestamp: int, window: int = WINDOW_MS, parameters: Mapping[str, str] | None = None
) -> str:
    """Returns the text that is signed.

    Args:
        instruction: What is asked of the exchange.
        timestamp: Milliseconds since 1970.
        window: Milliseconds for which it is valid.
        parameters: Of the query or the body.
    """
    pairs = [("instruction", instruction), *sorted((parameters or {}).items())]
    pairs += [("timestamp", str(timestamp)), ("window", str(window))]
    return "&".join(f"{name}={value}" for name, value in pairs)


def signature_of(seed: PlainBytes, text: str) -> bytes:
    """Returns the signature of a text (RFC 8032, section 5.1.6): 64 bytes."""
    from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

    return crypto_sign(text.encode(), crypto_sign_seed_keypair(seed)[1])[:crypto_sign_BYTES]


def sign_account_query(fields: Iterable[Field], token: bytes, timestamp: int) -> SignedRequest | None:
    """Signs with the secret of one API key, wherever it is among some fields.

    Args:
        fields: What a reader found in the place of the secret.
        token: The join token of the API key that must belong to it.
        timestamp: Milliseconds since 1970.

    Returns:
        The signed request; None where the secret is no longer there.
    """
    for field in fields:
        seed = _seed(field)
        if seed is not None and ed25519.token(ed25519.derive_public_key(seed)) == token:
            return _signed(seed, timestamp)
    return None


def sign_with_throw_away_key(timestamp: int) -> SignedRequest:
    """Signs with a key that is made here and forgotten on return: nobody's, so the exchange must refuse it."""
    return _signed(PlainBytes(os.urandom(ed25519.SEED_BYTES)), timestamp)


def _signed(seed: PlainBytes, timestamp: int) -> SignedRequest:
    return SignedRequest(
        api_key=base64.b64encode(ed25519.derive_public_key(seed)).decode("ascii"),
        signature=base64.b64encode(signature_of(seed, signing_text(ACCOUNT_QUERY, timestamp))).decode("ascii"),
        timestamp=timestamp,
    )


def _seed(field: Field) -> PlainBytes | None:
    """Returns the seed that a value may be, in any encoding that clients take; None for a value that can be none."""
    decoded = decode(field.value.reveal())
    if decoded is None or decoded.kind not in (None, Kind.PRIVATE_KEY):
        return None
    first, second = PlainBytes(decoded.data[: ed25519.SEED_BYTES]), decoded.data[ed25519.SEED_BYTES :]
    if len(first) != ed25519.SEED_BYTES or (second and ed25519.derive_public_key(first) != second):
        return None
    return first
