"""Which stretches of a text have the form of a key or secret, whatever stands around them.

The forms are those of 32 and 64 bytes: padded base64 and base64url (RFC 4648), hex, base58 of 64 bytes, base64 of a
text that is one of these (Kubernetes), and DER of Ed25519 keys (RFC 8410). Unpadded base64 and base58 of 32 bytes
look like identifiers, addresses and tokens, so they count only with a label (`labelled.py`).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

SHORTEST_TOKEN = 43
"""Characters of the shortest run that is looked at."""
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{43,}+={0,2}")
"""A maximal run of the characters of all these alphabets; possessive, so that a run of megabytes costs one look."""
_PART = re.compile(r"[A-Za-z0-9+/]{43,}+={0,2}")
_PREFIX = re.compile(r"sha-?\d{1,3}-|-{2,}|_{2,}", re.IGNORECASE)
_BASE64_32 = re.compile(r"(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=")
_BASE64_64 = re.compile(r"(?:[A-Za-z0-9+/]{86}|[A-Za-z0-9_-]{86})==")
_HEX = re.compile(r"(?:0[xX])?(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_BASE58_64 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_BASE58_32 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{43,44}")
_UNPADDED = re.compile(r"(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43}|[A-Za-z0-9+/]{86}|[A-Za-z0-9_-]{86})")
_DER_BASE64 = re.compile(
    r"(?:MC4CAQAwBQYDK2VwBCIEI|MF[A-Z]CAQEwBQYDK2VwBCIEI|MCowBQYDK2VwAyEA)[A-Za-z0-9+/]{30,140}={0,2}"
)
_DER_HEX = re.compile(r"(?:302e0201003005|305[0-9a-f]0201013005|302a3005)06032b6570[0-9a-f]{60,180}", re.IGNORECASE)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{55,240}={0,2}")
_INNER = re.compile(r"0[xX]?[0-9a-fA-F]*|[A-Za-z0-9+/=_\-\s\[\]{},]+")
_SHORTEST = 44
_LONGEST = 240
_MOST_DOUBLE = 1 << 12
_LOOK = 8


def shapes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The stretches of `text[start:end]` that need no label, in order, as offsets into `text`.

    A stretch ends where its alphabet ends: 44 characters inside a longer run of base64 are no key.
    """
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        if last - first > _LONGEST and not _may_hold_parts(text, first, last):
            continue
        if is_shape(match[0]):
            if not _goes_on(text, first, last):
                yield first, last
        else:
            yield from _parts(text, first, last)


def is_shape(token: str) -> bool:
    """Whether a whole token has one of the forms that need no label."""
    size = len(token)
    if not _SHORTEST <= size <= _LONGEST:
        return False
    return bool(
        (size == 44 and _BASE64_32.fullmatch(token))  # noqa: PLR2004 - 32 bytes
        or (size in {64, 66, 128, 130} and _HEX.fullmatch(token))
        or (size == 88 and _BASE64_64.fullmatch(token))  # noqa: PLR2004 - 64 bytes
        or (86 <= size <= 88 and _BASE58_64.fullmatch(token))  # noqa: PLR2004 - 64 bytes
        or (token[:1] in ("M", "3") and (_DER_BASE64.fullmatch(token) or _DER_HEX.fullmatch(token)))
        or _is_double(token)
    )


def is_labelled_shape(token: str) -> bool:
    """Whether a whole token has one of the forms that count with a label: unpadded base64 and base58 of 32 bytes."""
    return bool(_UNPADDED.fullmatch(token) or _BASE58_32.fullmatch(token))


def _goes_on(text: str, first: int, last: int) -> bool:
    """Whether base64 continues past a padded token, which then is no whole value; two values in a row are two."""
    if text[last - 1] != "=" or not text[last : last + 1].isalnum() or not text[last].isascii():
        return False
    following = _TOKEN.match(text[last : last + 90])
    return not (following and is_shape(following[0]) and last - first == len(following[0]))


def _parts(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Values that `-`, `_` or `/` join to a name or to each other: `sha256-…`, `…/KEY=`, `id_…`."""
    if (prefix := _PREFIX.match(text, first, last)) and is_shape(text[prefix.end() : last]):
        yield prefix.end(), last
        return
    for match in _PART.finditer(text, first, last):
        start, end = match.span()
        while start < end and text[start] in "/+" and not is_shape(text[start:end]):
            start += 1
        if (start, end) != (first, last) and is_shape(text[start:end]) and not _goes_on(text, start, end):
            yield start, end


def _may_hold_parts(text: str, first: int, last: int) -> bool:
    return last - first < _MOST_DOUBLE and ("-" in text[first:last] or "_" in text[first:last])


def _is_double(token: str) -> bool:
    """Whether a token is base64 of the text of a value, perhaps with the line end that `echo` adds."""
    if not _ENCODED.fullmatch(token) or not _is_text(token[:_LOOK]):
        return False
    try:
        inner = base64.b64decode(token, validate=True)
    except binascii.Error:
        return False
    text = inner.decode("ascii", "replace").strip()
    return "-----BEGIN" in text or (bool(_INNER.fullmatch(text)) and (is_shape(text) or is_labelled_shape(text)))


def _is_text(head: str) -> bool:
    """A cheap look: random bytes seldom start with six characters of text."""
    return base64.b64decode(head).translate(None, _TEXT_BYTES) == b""


_TEXT_BYTES = bytes(range(0x20, 0x7F)) + b"\n\r\t"
