"""What a value that is no Ed25519 material looks like, in words a bot operator understands."""

from __future__ import annotations

import re

from auditor.material.encodings import clean

_KEY_CHARACTERS = 44
"""Characters of a key or secret as the exchange writes it: base64 of 32 bytes."""
_NEAR = 6
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_FOREIGN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a JSON web token", re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")),
    ("an age secret key", re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{20,}")),
    ("a GitHub token", re.compile(r"(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}")),
    ("a GitLab token", re.compile(r"glpat-[\w-]{20,}")),
    ("a Slack token", re.compile(r"xox[abprs]-[A-Za-z0-9-]{10,}")),
    ("a Stripe key", re.compile(r"(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{16,}")),
    ("an OpenAI-style key", re.compile(r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}")),
    ("an AWS access key id", re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")),
    ("a Google API key", re.compile(r"AIza[A-Za-z0-9_-]{35}")),
    ("a Coinbase key name", re.compile(r"organizations/[0-9a-f-]{36}/apiKeys/[0-9a-f-]{36}")),
    ("a Telegram bot token", re.compile(r"\d{8,10}:[A-Za-z0-9_-]{35}")),
    ("a UUID", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    ("an Ethereum address", re.compile(r"0x[0-9a-fA-F]{40}")),
    ("a Laravel application key", re.compile(r"base64:[A-Za-z0-9+/]{43}=")),
    ("a Binance HMAC key (64 letters and digits)", re.compile(r"(?=.*[g-zG-Z])(?=.*\d)[A-Za-z0-9]{64}")),
    ("a backpack.tf key (24 hex digits)", re.compile(r"[0-9a-f]{24}")),
)


def foreign_product(text: str) -> str:
    """The other product whose credential the value recognisably is, with its article; empty if none."""
    cleaned, _ = clean(text)
    return next((words for words, pattern in _FOREIGN if pattern.fullmatch(cleaned)), "")


def damage_of(text: str, length: int | None) -> tuple[str, ...]:
    """What is wrong with a value that should be 44 characters of base64, in words without any of its text.

    `length` is the number of bytes that it decodes to; None where it does not decode.
    """
    cleaned, flaws = clean(text)
    found = list(flaws)
    foreign = sorted({character for character in cleaned if character not in _ALPHABET})
    if foreign:
        at = next(index for index, character in enumerate(cleaned) if character in foreign)
        found.append(f"{_described(cleaned[at])} at position {at + 1} is no base64 character")
    count = len(cleaned)
    if count != _KEY_CHARACTERS:
        found.append(f"{count} characters where {_KEY_CHARACTERS} are expected")
        if 0 < _KEY_CHARACTERS - count <= _NEAR and cleaned.endswith("="):
            found.append(f"probably {_plural(_KEY_CHARACTERS - count)} lost in copying")
        elif 0 < count - _KEY_CHARACTERS <= _NEAR and cleaned.endswith("="):
            found.append(f"probably {_plural(count - _KEY_CHARACTERS)} too many")
    if length is not None:
        found.append(f"it decodes to {length} bytes where 32 are expected")
    letters = [character for character in cleaned if character.isalpha()]
    if count >= _KEY_CHARACTERS - _NEAR and letters and len({character.isupper() for character in letters}) == 1:
        found.append("all letters have the same case, so the case was probably changed")
    return tuple(found)


def _plural(number: int) -> str:
    return "one character was" if number == 1 else f"{number} characters were"


def _described(character: str) -> str:
    names = {
        "-": "a hyphen",
        "_": "an underscore",
        " ": "a space",
        ",": "a comma",
        ".": "a full stop",
        "*": "an asterisk",
    }
    if character in names:
        return names[character]
    return f"a character U+{ord(character):04X}" if not character.isascii() else "a character"
