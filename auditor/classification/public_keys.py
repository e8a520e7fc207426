"""Which public keys a document spells out: the second look of `policy init`, which needs the text of API keys.

What a scan carries away of a key is its one-way token. Here the fields are scanned once more, and only what has a
wanted token and can be a public key (a point of the prime-order subgroup) leaves, in the exchange's own base64. The
caller asks for tokens of values that the scan takes for nobody's secret.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping

from auditor.classification import ed25519
from auditor.classification.encodings import decode
from auditor.model.field import Field


def public_keys(fields: Iterable[Field], wanted: Collection[bytes]) -> Mapping[bytes, str]:
    """The API keys among the values of `fields`, by token."""
    found: dict[bytes, str] = {}
    for field in fields:
        decoded = decode(field.value.reveal(), spans_lines=field.span.end_line > field.span.line)
        if decoded is None or len(decoded.data) != ed25519.SEED_BYTES:
            continue
        token = ed25519.token(decoded.data)
        if token in wanted and ed25519.is_prime_order_point(decoded.data):
            found[token] = base64.b64encode(decoded.data).decode("ascii")
    return found
