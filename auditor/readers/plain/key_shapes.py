"""Finds what is a key by its form alone: base64, hex, PEM blocks, JSON Web Keys, lists of integers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from auditor.model.late_pattern import late
from auditor.readers.mapped_text import MappedText

_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{43,}+={0,2}")
"""A maximal run of the characters of all these alphabets; possessive, so that a run of megabytes costs one look."""
_PART = re.compile(r"[A-Za-z0-9+/]{43,}+={0,2}")
_PREFIX = late(r"sha-?\d{1,3}-|-{2,}|_{2,}", re.IGNORECASE)
_BASE64_32 = re.compile(r"(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=")
_BASE64_64 = late(r"(?:[A-Za-z0-9+/]{86}|[A-Za-z0-9_-]{86})==")
_HEX = late(r"(?:0[xX])?(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_BASE58_64 = late(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_BASE58_32 = late(r"[1-9A-HJ-NP-Za-km-z]{43,44}")
_UNPADDED = late(r"(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43}|[A-Za-z0-9+/]{86}|[A-Za-z0-9_-]{86})")
_DER_BASE64 = late(r"(?:MC4CAQAwBQYDK2VwBCIEI|MF[A-Z]CAQEwBQYDK2VwBCIEI|MCowBQYDK2VwAyEA)[A-Za-z0-9+/]{30,140}={0,2}")
_DER_HEX = late(r"(?:302e0201003005|305[0-9a-f]0201013005|302a3005)06032b6570[0-9a-f]{60,180}", re.IGNORECASE)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{55,240}={0,2}")
_INNER = late(r"0[xX]?[0-9a-fA-F]*|[A-Za-z0-9+/=_\-\s\[\]{},]+")
_SHORTEST = 44
_LONGEST = 240
_MOST_DOUBLE = 1 << 12
_LOOK = 8
_SHORTEST_TOKEN = 43
_MOST_PADDING = 2
"""Equals signs behind a token."""


def shapes(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yields the stretches of a text that need no label, in order, as offsets into it; `runs` are its long runs.

    A stretch ends where its alphabet ends: 44 characters inside a longer run of base64 are no key.
    """
    for match in _tokens(text, runs):
        first, last = match.span()
        if last - first > _LONGEST and not _may_hold_parts(text, first, last):
            continue
        if is_shape(match[0]):
            if not _goes_on(text, first, last):
                yield first, last
        else:
            yield from _parts(text, first, last)


def _tokens(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in runs:
        if end - start >= _SHORTEST_TOKEN:
            yield from _TOKEN.finditer(text, start, end + _MOST_PADDING)


def is_shape(token: str) -> bool:
    """Returns whether a whole token has one of the forms that need no label."""
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
    """Returns whether a whole token has one of the forms that count with a label: unpadded base64 and base58 of 32 bytes."""
    return bool(_UNPADDED.fullmatch(token) or _BASE58_32.fullmatch(token))


def _goes_on(text: str, first: int, last: int) -> bool:
    """Returns whether base64 continues past a padded token, which then is no whole value; two values in a row are two."""
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
    """Returns whether a token is base64 of the text of a value, perhaps with the line end that `echo` adds."""
    if not _ENCODED.fullmatch(token) or not _is_text(token[:_LOOK]):
        return False
    try:
        inner = base64.b64decode(token, validate=True)
    except binascii.Error:
        return False
    text = inner.decode("ascii", "replace").strip()
    return "-----BEGIN" in text or (bool(_INNER.fullmatch(text)) and (is_shape(text) or is_labelled_shape(text)))


def _is_text(head: str) -> bool:
    """Returns whether bytes are likely text, cheaply: random bytes seldom start with six characters of text."""
    return base64.b64decode(head).translate(None, _TEXT_BYTES) == b""


_TEXT_BYTES = bytes(range(0x20, 0x7F)) + b"\n\r\t"


SIZES = (32, 64)
"""Numbers in an Ed25519 seed, public key or expanded key."""
_NUMBER = r"(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})"
_LIST = late(
    rf"(?<![\w.,])[\[({{]?\s{{0,80}}+{_NUMBER}(?:(?:u8)?\s{{0,80}}+,\s{{0,80}}+(?:\(byte\)\s?)?{_NUMBER}){{31,}}+"
)
"""A list from its first number to its last: a longer one is passed over in one step, not tried at each number."""
_REST_OF_NUMBER = late(r"[\w.]")
"""What shows that the last number of a list is only the beginning of another. It is no part of the expression above,
which would try each number of the list again: tables of parsers have thousands on hundreds of lines."""
_MANY = late(rf"(?:,\s{{0,80}}+(?:\(byte\)\s?)?{_NUMBER}(?:u8)?\s{{0,80}}+){{31}}")
"""A cheap look, from a comma on: without it there is no list."""
_NUMBERS = late(r"0[xX]([0-9a-fA-F]{1,2})|(?<![\w])(\d{1,3})")
_BRACKETS = {"[": "]", "(": ")", "{": "}"}
_TAIL = late(r"\s{0,80}+,?\s{0,80}+(.)")


def arrays(text: str) -> Iterator[MappedText]:
    """Yields every such list, with its brackets where it has them; the text is the numbers in decimal: `[1, 2, 3]`."""
    if not _MANY.search(text):
        return
    for match in _LIST.finditer(text):
        if _REST_OF_NUMBER.match(text, match.end()):
            continue
        numbers = [
            int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in _NUMBERS.findall(match[0])
        ]
        if len(numbers) not in SIZES or max(numbers) > 255:  # noqa: PLR2004 - a byte
            continue
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        closer = _TAIL.match(text, end)
        if closer and _BRACKETS.get(text[start]) == closer[1]:
            end = closer.end()
        elif text[start] in _BRACKETS:
            start += 1
        yield listed(numbers, start, end)


def listed(numbers: list[int], start: int, end: int) -> MappedText:
    """Returns the passage of a list of numbers that is at `start` to `end`, however it is written."""
    return MappedText.joined([(f"[{', '.join(map(str, numbers))}]", start, end)])


_BEGIN = late(r"-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}(?:PRIVATE|PUBLIC) KEY)-----")
_LONGEST_BLOCK = 16_384
"""Characters of the longest block that is scanned: an RSA key of 16384 bits has about 13 000."""
_BODY = late(r"[A-Za-z0-9+/=\s\\nr\"',+:.\-#*;>|]*")


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of every block; one that has no end reaches as far as base64 goes."""
    at = 0
    while match := _BEGIN.search(text, at):
        closing = f"-----END {match[1]}-----"
        end = text.find(closing, match.end(), match.end() + _LONGEST_BLOCK)
        at = end + len(closing) if end >= 0 else _open_end(text, match.end())
        yield match.start(), at


def _open_end(text: str, start: int) -> int:
    body = _BODY.match(text, start, start + _LONGEST_BLOCK)
    return start + len(body[0].rstrip()) if body else start


_CURVE = "Ed25519"
_MEMBER = late(r"[\"']?\b[dx]\b[\"']?\s{0,8}[:=]\s{0,8}[\"']([A-Za-z0-9_-]{43})[\"']")


def jwk_values(text: str) -> Iterator[tuple[int, int]]:
    """Returns start and end of every such value, in a text that names the curve."""
    if _CURVE in text:
        yield from (match.span(1) for match in _MEMBER.finditer(text))
