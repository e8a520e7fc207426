r"""Which stretches of a text are key files: PEM blocks (RFC 7468), also on one line with `\n` written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(r"-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}(?:PRIVATE|PUBLIC) KEY)-----")
_LONGEST = 16_384
"""Characters of the longest block that is scanned: an RSA key of 16384 bits has about 13 000."""
_BODY = re.compile(r"[A-Za-z0-9+/=\s\\nr\"',+:.\-#*;>|]*")


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every block; one that has no end reaches as far as base64 goes."""
    at = 0
    while match := _BEGIN.search(text, at):
        closing = f"-----END {match[1]}-----"
        end = text.find(closing, match.end(), match.end() + _LONGEST)
        at = end + len(closing) if end >= 0 else _open_end(text, match.end())
        yield match.start(), at


def _open_end(text: str, start: int) -> int:
    body = _BODY.match(text, start, start + _LONGEST)
    return start + len(body[0].rstrip()) if body else start
