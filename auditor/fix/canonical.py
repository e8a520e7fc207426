"""Writes a key or secret as the exchange does (base64 of its 32 bytes), and as its place needs it: percent-encoded, escaped."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from auditor.classification import ed25519
from auditor.classification.value_encodings import clean, decode
from auditor.model.field import Field
from auditor.model.material import Encoding, Flaw, Kind, Material
from auditor.model.secret import Plain, PlainBytes, Secret

_SEEDS = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
_BASE64_OF_32 = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]")
"""Base64 of 32 bytes without its padding: the last character carries two bits that are zero."""
FIXABLE_FLAWS = frozenset(Flaw) - {Flaw.ONE_CASE}
"""What is gone once the bytes are written again. Of other flaws the bytes themselves may be wrong."""


def bytes_of(field: Field, material: Material) -> PlainBytes | None:
    """Returns the 32 bytes of a field, if it holds the value that `material` mentions; None if the file has changed."""
    decoded = decode(field.value.reveal(), spans_lines=field.span.end_line > field.span.line)
    if decoded is None or material.kind not in _SEEDS:
        return None
    value = PlainBytes(decoded.data[: ed25519.SEED_BYTES])
    if len(value) != ed25519.SEED_BYTES or ed25519.token(value) != material.token:
        return None
    return value


def is_ambiguous(field: Field, material: Material) -> bool:
    """Returns whether a text taken for base58 could as well be base64 without its padding, which would be other bytes."""
    if material.encoding is not Encoding.BASE58:
        return False
    text, _ = clean(field.value.reveal())
    return _BASE64_OF_32.fullmatch(text) is not None


def canonical(value: PlainBytes, *, twice: bool) -> Secret:
    """Returns Base64 of 32 bytes; `twice` for base64 of that text."""
    text = base64.b64encode(value)
    return Secret((base64.b64encode(text) if twice else text).decode("ascii"))


def is_stored_twice(material: Material) -> bool:
    """Returns whether the format itself encodes every value, as a Kubernetes Secret does under `data:`."""
    return material.encoding is Encoding.DOUBLE_BASE64 and "data" in material.path


_SPECIAL = "+/="
"""The characters of base64 that encoders write in another way."""
_TOKEN = re.compile(
    r"""
      (?P<percent> %(?:25)*(?:2[BbFf]|3[Dd]) )
    | (?P<reference> &(?:\#[xX]?[0-9a-fA-F]{2,4}|plus|sol|equals); )
    | (?P<escape> (?<!\\)\\++(?:(?:u00|x)(?:2[bBfF]|3[dD])|[/=+]) )
    """,
    re.VERBOSE,
)
_NAMED = {"+": "&plus;", "/": "&sol;", "=": "&equals;"}
_PARAMETER = re.compile(r"(?<![&?])(?:[?&]|&amp;)[\w.\[\]-]{1,60}=\Z|://[^\s/@:\"']{0,200}:?\Z")
"""What is before a value that is a query's parameter or the user or password of a URL."""
_LONGEST_BEFORE = 210
_JSON = (".json", ".jsonc", ".json5")


def written(value: Plain, text: Plain, start: int, end: int, name: str) -> str:
    r"""Returns a value in the encoding of the place where it is put.

    What the old text shows counts first: a character that it encodes is encoded in the same way, and one that it
    holds as it is stays so. Percent-encoding and references are used for the rest of `+/=` as well. A parameter of a
    URL is percent-encoded even where the old value needed no encoding, and `/` is escaped in a JSON file that
    escapes it elsewhere (PHP writes `\\/`).

    Args:
        value: Base64 text of what is to be read there.
        text: The text of the file before the change.
        start: Offset of the first character of the old value.
        end: Offset past its last character.
        name: Path of the file.
    """
    raw = text[start:end]
    forms: dict[str, str] = {}
    kind, example = "", ""
    for token, kind_of_token in _tokens(raw):
        forms.setdefault(_meaning(token, kind_of_token), token)
        kind, example = kind_of_token, token
    for mark in _TOKEN.sub("", raw):
        if mark in _SPECIAL:
            forms.setdefault(mark, mark)
    if not kind and _PARAMETER.search(text, max(0, start - _LONGEST_BEFORE), start):
        kind, example, forms = "percent", "%2F", {}
    if not kind and "/" not in forms and name.lower().endswith(_JSON) and "\\/" in text:
        forms["/"] = "\\/"
    return "".join(forms.get(mark) or _like(mark, kind, example) for mark in value)


def _tokens(raw: str) -> Iterator[tuple[str, str]]:
    """Returns the encoded characters of a text, each with its kind."""
    for match in _TOKEN.finditer(raw):
        kind = match.lastgroup or ""
        if _meaning(match[0], kind) in _SPECIAL:
            yield match[0], kind


def _meaning(token: str, kind: str) -> str:
    """Returns the character that a token encodes."""
    if kind == "percent":
        return unquote("%" + token[-2:])
    if kind == "reference":
        return html.unescape(token)
    return token[-1] if token[-1] in _SPECIAL else chr(int(token[-2:], 16))


def _like(mark: str, kind: str, example: str) -> str:
    """Returns a character encoded as the example is, where that kind of encoding covers all of `+/=`."""
    if mark not in _SPECIAL or kind not in ("percent", "reference"):
        return mark
    if kind == "percent":
        code = f"{ord(mark):02X}"
        return example[:-2] + (code.lower() if example[-2:] != example[-2:].upper() else code)
    if example.startswith(("&#x", "&#X")):
        digits = example[3:-1]
        code = f"{ord(mark):0{len(digits)}X}"
        return f"{example[:3]}{code.lower() if digits != digits.upper() else code};"
    if example.startswith("&#"):
        return f"&#{ord(mark):0{len(example) - 3}d};"
    return _NAMED[mark]
