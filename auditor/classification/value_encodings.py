"""Tells which bytes a text encodes, in what encoding, and what is wrong with the text.

Base64 after RFC 4648 sections 4 and 5 (its section 3.5 on canonical encoding), PKCS #8 and SubjectPublicKeyInfo of
Ed25519 after RFC 8410, base58 in Bitcoin's alphabet. A text that could be two things is taken as the likelier.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from auditor.classification import key_files
from auditor.model.material import Encoding, Flaw, Kind
from auditor.model.secret import Plain, PlainBytes

_OUTER = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\ufeff"
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{43,44}|[1-9A-HJ-NP-Za-km-z]{85,88}")
_SEPARATED_HEX = re.compile(r"[0-9a-fA-F]{2}(?:(?::|-|,|, | )[0-9a-fA-F]{2}){31,127}")
"""Hex with a mark between the bytes, as fingerprints and debuggers print it."""
_NO_HEX = re.compile(r"[^0-9a-fA-F]")
_HEX = re.compile(r"(?:0[xX])?((?:[0-9a-fA-F]{2})+)")
_INTEGERS = re.compile(r"\s*+[\[({]?+\s*+\d{1,3}+(?:(?:\s*+,\s*+|\s++)\d{1,3}+)++\s*+,?+\s*+[\])}]?+\s*+")
_MIN_DOUBLE = 56
"""Characters of the shortest base64 of a base64 text that is of interest."""


@dataclass(frozen=True, slots=True)
class DecodedBytes:
    """Bytes and how they were written. Holds plaintext: it lives inside classification only."""

    data: PlainBytes = field(repr=False)
    encoding: Encoding
    flaws: tuple[Flaw, ...] = ()
    kind: Kind | None = None
    """Set where the container says what it holds (a key file); None where the bytes decide."""


def decode(text: Plain, *, spans_lines: bool = False) -> DecodedBytes | None:
    """Returns the bytes of a value, or None where no known encoding decodes it.

    White space inside a value on one line belongs to it: words in a row are no base64.

    Args:
        text: The value.
        spans_lines: Whether it is on several lines of its file, though its text may hold no line break (YAML folds them).
    """
    if "-----BEGIN" in text:
        return _key_file(text)
    cleaned, flaws = clean(text)
    found = _decode_clean(cleaned)
    if found is None and (spans_lines or "\n" in cleaned) and not _INTEGERS.fullmatch(cleaned):
        found = _decode_clean(re.sub(r"\s+", "", cleaned))
        flaws = (*flaws, Flaw.INNER_WHITE_SPACE) if re.search(r"\s", cleaned) else flaws
    if found is None:
        return None
    return DecodedBytes(found.data, found.encoding, (*flaws, *found.flaws), found.kind)


def has_form_of_base58(text: Plain) -> bool:
    """Returns whether a text could be 32 or 64 bytes in base58, which takes longer to decode than anything else."""
    return _BASE58.fullmatch(text) is not None


def clean(text: Plain) -> tuple[Plain, tuple[Flaw, ...]]:
    """Returns the text without what people copy along with a value, and what that was."""
    flaws: list[Flaw] = []
    stripped = text.strip(_OUTER)
    if "\ufeff" in text:
        flaws.append(Flaw.BYTE_ORDER_MARK)
    if stripped != text.strip("\ufeff"):
        flaws.append(Flaw.OUTER_WHITE_SPACE)
    for mark, flaw in ((",", Flaw.TRAILING_COMMA), (";", Flaw.TRAILING_SEMICOLON)):
        if stripped.endswith(mark):
            stripped = stripped[:-1].rstrip(_OUTER)
            flaws.append(flaw)
    unquoted = stripped.strip(_QUOTES)
    if unquoted != stripped:
        flaws.append(Flaw.QUOTES)
    inner = unquoted.strip(_OUTER)
    if inner != unquoted and Flaw.OUTER_WHITE_SPACE not in flaws:
        flaws.append(Flaw.OUTER_WHITE_SPACE)
    return Plain(inner), tuple(flaws)


def _decode_clean(text: str) -> DecodedBytes | None:
    if _SEPARATED_HEX.fullmatch(text):
        text = _NO_HEX.sub("", text)
    if match := _HEX.fullmatch(text):
        data = PlainBytes(bytes.fromhex(match[1]))
        if len(data) >= 32:  # noqa: PLR2004 - a shorter one is as well a base64 text
            return DecodedBytes(data, Encoding.HEX)
    if "=" not in text and _BASE58.fullmatch(text) and (wallet := _base58(text)):
        return DecodedBytes(wallet, Encoding.BASE58)
    if _BASE64.fullmatch(text):
        return _base64(text)
    if _BASE64URL.fullmatch(text):
        return _base64url(text)
    if _INTEGERS.fullmatch(text):
        return _integers(text)
    return None


def _base64(text: str) -> DecodedBytes | None:
    body = text.rstrip("=")
    data = _lenient(body)
    if data is None:
        return None
    padded = body + "=" * (-len(body) % 4)
    flaws: list[Flaw] = []
    encoding = Encoding.BASE64
    if text != padded:
        if text != body:
            flaws.append(Flaw.WRONG_PADDING)
        encoding = Encoding.BASE64_UNPADDED
    if base64.b64encode(data).decode() != padded:
        flaws.append(Flaw.TRAILING_BITS)
    return keyfiles_of(data, flaws) or _double(text, data) or DecodedBytes(data, encoding, tuple(flaws))


def _base64url(text: str) -> DecodedBytes | None:
    data = _lenient(text.rstrip("=").translate(str.maketrans("-_", "+/")))
    if data is None:
        return None
    canonical = base64.urlsafe_b64encode(data).decode().rstrip("=") == text.rstrip("=")
    return DecodedBytes(data, Encoding.BASE64URL, () if canonical else (Flaw.TRAILING_BITS,))


def _lenient(body: str) -> PlainBytes | None:
    """Returns the bytes of unpadded base64, or None for a length that no bytes give (RFC 4648: never 4n + 1)."""
    if len(body) % 4 == 1:
        return None
    try:
        return PlainBytes(base64.b64decode(body + "=" * (-len(body) % 4), validate=True))
    except binascii.Error:
        return None


def keyfiles_of(data: bytes, flaws: list[Flaw]) -> DecodedBytes | None:
    """Returns DER inside base64, as PEM files hold it and as some tools print it."""
    found = key_files.from_der(data)
    return DecodedBytes(found.data, Encoding.DER, tuple(flaws), found.kind) if found else None


def _double(text: str, data: bytes) -> DecodedBytes | None:
    """Returns Base64 of a text that is itself an encoded key, as Kubernetes Secrets hold it."""
    if len(text) < _MIN_DOUBLE or not data.isascii():
        return None
    inner = data.decode("ascii").strip()
    if "-----BEGIN" in inner:
        found = _key_file(inner)
    elif _HEX.fullmatch(inner) or _BASE64.fullmatch(inner) or _BASE64URL.fullmatch(inner) or _INTEGERS.fullmatch(inner):
        found = _decode_clean(inner)
    else:
        return None
    if found is None or len(found.data) not in (32, 64):
        return None
    return DecodedBytes(found.data, Encoding.DOUBLE_BASE64, found.flaws, found.kind)


def _base58(text: str) -> PlainBytes | None:
    import base58  # seldom needed

    data = base58.b58decode(text)
    return PlainBytes(data) if len(data) in (32, 64) else None


def _integers(text: str) -> DecodedBytes | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) < 32 or max(numbers) > 255:  # noqa: PLR2004 - bytes
        return None
    return DecodedBytes(PlainBytes(bytes(numbers)), Encoding.INTEGERS)


def _key_file(text: str) -> DecodedBytes | None:
    found = key_files.from_pem(text)
    return DecodedBytes(found.data, found.encoding, (), found.kind) if found else None
