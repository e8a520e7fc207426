"""Which values in a text are the halves of an Ed25519 JSON Web Key: its members `x` and `d` (RFC 8037, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CURVE = "Ed25519"
_MEMBER = re.compile(r"[\"']?\b[dx]\b[\"']?\s{0,8}[:=]\s{0,8}[\"']([A-Za-z0-9_-]{43})[\"']")


def jwk_values(text: str) -> Iterator[tuple[int, int]]:
    """Returns start and end of every such value, in a text that names the curve."""
    if _CURVE in text:
        yield from (match.span(1) for match in _MEMBER.finditer(text))
