"""Tells what a value that is no Ed25519 material looks like, in words a bot operator understands."""

from __future__ import annotations

import re
import unicodedata

from auditor.classification.value_encodings import clean
from auditor.model.late_pattern import late
from auditor.model.material import Flaw
from auditor.model.secret import Plain
from auditor.wording.flaw_words import FLAW_WORDS

_KEY_CHARACTERS = 44
"""Characters of a key or secret as the exchange writes it: base64 of 32 bytes."""
_NEAR = 6
_END_CUT_OFF = 38
"""Characters of base64 from which a text without padding is a key whose end is missing, and not something else."""
_MANY_LETTERS = 10
"""Different letters from which one case for all of them is no chance."""
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_FOREIGN: tuple[tuple[str, str], ...] = (
    ("a JSON web token", r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"),
    ("an age secret key", r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    ("a GitHub token", r"(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}"),
    ("a GitLab token", r"glpat-[\w-]{20,}"),
    ("a Slack token", r"xox[abprs]-[A-Za-z0-9-]{10,}"),
    ("a Stripe key", r"(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("an OpenAI-style key", r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}"),
    ("an AWS access key id", r"(?:AKIA|ASIA)[A-Z0-9]{16}"),
    ("a Google API key", r"AIza[A-Za-z0-9_-]{35}"),
    ("a Coinbase key name", r"organizations/[0-9a-f-]{36}/apiKeys/[0-9a-f-]{36}"),
    ("a Telegram bot token", r"\d{8,10}:[A-Za-z0-9_-]{35}"),
    ("a UUID", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    ("an Ethereum address", r"0x[0-9a-fA-F]{40}"),
    ("a Laravel application key", r"base64:[A-Za-z0-9+/]{43}="),
    ("a Binance HMAC key (64 letters and digits)", r"(?=.*[g-zG-Z])(?=.*\d)[A-Za-z0-9]{64}"),
    ("a backpack.tf key (24 hex digits)", r"[0-9a-f]{24}"),
    ("an SSH public key", r"(?:ssh-[\w-]+\s+|ecdsa-[\w-]+\s+)?AAAA[BCE]3NzaC1[A-Za-z0-9+/=]+(?:\s+\S+)?"),
)


_ANY_FOREIGN = re.compile("|".join(f"(?:{pattern})" for _, pattern in _FOREIGN))
_PEM_LABEL = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,40}?) ?PRIVATE KEY-----")
_PEM_KINDS = {
    "RSA": "an RSA private key in PEM",
    "EC": "an elliptic-curve (EC) private key in PEM",
    "DSA": "a DSA private key in PEM",
}
_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]{48,136})")
_PERCENT = late(r"(?=[^%]*+%)(?:[A-Za-z0-9+/=_.-]|%[0-9A-Fa-f]{2})++")
_BODIES = (("MC4CAQAwBQYDK2Vw", 64), ("MCowBQYDK2Vw", 60))
"""How base64 of PKCS #8 and of SubjectPublicKeyInfo around an Ed25519 key begins, and its length (RFC 8410)."""
_PUNCTUATION = {
    "-": "a hyphen", "_": "an underscore", " ": "a space", ",": "a comma", ".": "a full stop", "*": "an asterisk",
    ":": "a colon", ";": "a semicolon", "!": "an exclamation mark", "?": "a question mark", "@": "an at sign",
    "#": "a hash sign", "$": "a dollar sign", "%": "a percent sign", "&": "an ampersand", "|": "a vertical bar",
    "\\": "a backslash", "'": "a quote", '"': "a quote", "`": "a backtick", "~": "a tilde", "^": "a caret",
    "(": "a bracket", ")": "a bracket", "[": "a bracket", "]": "a bracket", "{": "a brace", "}": "a brace",
    "<": "an angle bracket", ">": "an angle bracket", "=": "an equals sign", "\n": "a line break",
}  # fmt: skip
_FOREIGN_KINDS = {
    "Pi": "a typographic quote",
    "Pf": "a typographic quote",
    "Pd": "a typographic dash",
    "Zs": "a special space",
    "Cf": "an invisible character",
    "Lu": "a letter of another alphabet",
    "Ll": "a letter of another alphabet",
}
"""Words for categories of Unicode."""


def foreign_product(text: Plain) -> str:
    """Returns the other product whose credential the value recognisably is, with its article; empty if none."""
    cleaned, _ = clean(text)
    if not _ANY_FOREIGN.fullmatch(cleaned):
        return ""
    return next(words for words, pattern in _FOREIGN if re.fullmatch(pattern, cleaned))


def foreign_key_file(text: str) -> str:
    """Returns what kind of private key a PEM text without an Ed25519 key holds, with its article."""
    match = _PEM_LABEL.search(text)
    label = match[1] if match else ""
    if match and "-----END" not in text:
        return "the beginning of a PEM file without its end"
    return _PEM_KINDS.get(label, "a private key in PEM that is not an Ed25519 key")


def case_flaw(text: str) -> tuple[Flaw, ...]:
    """Says that a base64 text has letters of one case only, as no value of this length has by chance."""
    letters = {character for character in text if character.isalpha()}
    if len(letters) < _MANY_LETTERS or len({letter.isupper() for letter in letters}) != 1:
        return ()
    return (Flaw.ONE_CASE,)


def damage_of(text: Plain, length: int | None) -> tuple[str, ...]:
    """Returns what is wrong with a value that should be 44 characters of base64, in words without any of its text.

    `length` is the number of bytes that it decodes to; None where it does not decode.
    """
    cleaned, flaws = clean(text)
    if shape := _other_shape(cleaned):
        return (*_said(flaws), shape)
    case = case_flaw(cleaned) if len(cleaned) >= _KEY_CHARACTERS - _NEAR else ()
    words = (*_foreign_character(cleaned), *_length(cleaned, length))
    return (*_said(flaws), *words, *_said(case))


def _said(flaws: tuple[Flaw, ...]) -> tuple[str, ...]:
    return tuple(FLAW_WORDS[flaw] for flaw in flaws)


def _other_shape(cleaned: str) -> str:
    """Returns what the text is instead of base64, where that can be told although it is damaged; else empty."""
    count = len(cleaned)
    if match := _HEX.fullmatch(cleaned):
        wanted = 64 if len(match[1]) < 96 else 128  # noqa: PLR2004 - half-way between 32 and 64 bytes in hex
        return f"{len(match[1])} hex digits where {wanted} make {wanted // 2} bytes{_lost(wanted - len(match[1]))}"
    if _PERCENT.fullmatch(cleaned):
        return "it is percent-encoded, as in a URL (`%3D` is `=`, `%2B` is `+`, `%2F` is `/`)"
    for beginning, whole in _BODIES:
        if cleaned.startswith(beginning) and count != whole:
            return (
                f"it is the body of a PEM file, but {count} characters where {whole} are expected{_lost(whole - count)}"
            )
    if set("+/") & set(cleaned) and set("-_") & set(cleaned) and set(cleaned) <= {*_ALPHABET, "-", "_"}:
        return "it mixes base64 (`+` and `/`) with base64url (`-` and `_`)"
    return ""


def _foreign_character(cleaned: str) -> tuple[str, ...]:
    """Returns the first character that base64 does not have."""
    for position, character in enumerate(cleaned, 1):
        if character not in _ALPHABET:
            return (f"{_described(character)} at position {position} is not a base64 character",)
    body = cleaned.rstrip("=")
    return (f'an "=" at position {body.index("=") + 1} is inside the value',) if "=" in body else ()


def _length(cleaned: str, length: int | None) -> tuple[str, ...]:
    """Returns whether characters are missing or too many, and what that makes of the bytes."""
    count, padding = len(cleaned), len(cleaned) - len(cleaned.rstrip("="))
    missing = _KEY_CHARACTERS - count
    decoded = "" if length is None else f", {length} bytes instead of 32"
    if missing == 0 and padding == 1:
        return ()
    if missing == 0:
        ending = f'"{"=" * padding}"' if padding else 'no "="'
        why = "a character was probably lost or doubled and the padding made again"
        return (f'it ends in {ending} where one "=" belongs{decoded} ({why})',)
    said = f"{count} characters where {_KEY_CHARACTERS} are expected{decoded}"
    if not padding and _END_CUT_OFF <= count < _KEY_CHARACTERS:
        return (f"{said} (the end was probably cut off)",)
    return (said + (_lost(missing) if padding else ""),)


def _lost(missing: int) -> str:
    """Returns what a small difference in length most likely means."""
    if not 0 < abs(missing) <= _NEAR:
        return ""
    number = "one was" if abs(missing) == 1 else f"{abs(missing)} were"
    return f" ({number} probably {'lost in copying' if missing > 0 else 'doubled or added'})"


def _described(character: str) -> str:
    """Returns what to call a character that no base64 has."""
    if character.isascii():
        return _PUNCTUATION.get(character, "a character")
    kind = _FOREIGN_KINDS.get(unicodedata.category(character), "a character")
    return f"{kind} (U+{ord(character):04X})"
