"""Tells values that are no secrets: placeholders, and what is encrypted already."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from auditor.model.field import Field
from auditor.model.late_pattern import late
from auditor.vocabulary.vocabulary import Vocabulary

_BASE64 = r"[A-Za-z0-9+/_=-]"
_ENVELOPES: tuple[tuple[str, str], ...] = (
    ("ENC[", r"ENC\[[A-Z][A-Z0-9_]{1,30},[A-Za-z0-9+/=_:,\s-]{0,65536}+\]"),
    ("ENC(", rf"ENC\({_BASE64}{{16,65536}}+\)"),
    ("encrypted:", rf"encrypted:\s?{_BASE64}{{40,65536}}+"),
    ("vault:v", rf"vault:v\d{{1,4}}:{_BASE64}{{16,65536}}+"),
    ("{cipher}", rf"\{{cipher\}}(?:\{{[\w:.-]{{1,60}}\}})?{_BASE64}{{16,65536}}+"),
    ("$ANSIBLE_VAULT;", r"\$ANSIBLE_VAULT;[\w.;-]{1,80}(?:(?:\s|\\n)++[0-9a-f]{2,128})*+"),
    ("Ag", r"(?<![A-Za-z0-9+/_-])Ag[A-P][A-Za-z0-9+/]{200,65536}+={0,2}"),
    ("U2FsdGVkX1", rf"U2FsdGVkX1{_BASE64}{{8,65536}}+"),
    ("gAAAAA", rf"(?<![A-Za-z0-9+/_-])gAAAAA{_BASE64}{{90,65536}}+"),
    ("eyJ", r"(?<![A-Za-z0-9+/_-])eyJ[\w-]{8,4096}+\.[\w-]{0,4096}+\.[\w-]{8,256}+\.[\w-]{1,65536}+\.[\w-]{8,256}+"),
    ("eyJpdiI6", rf"(?<![A-Za-z0-9+/_-])eyJpdiI6{_BASE64}{{60,65536}}+"),
    ("--", r"(?<![A-Za-z0-9+/=-])[A-Za-z0-9+/]{20,4096}+={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}=="),
    ("v1:", r"(?<![\w:])v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/]{20,65536}+={0,2}"),
    ("{AQAAABAAAA", r"\{AQAAABAAAA[A-Za-z0-9+/=]{16,65536}+\}"),
    ("AQICAH", rf"(?<![A-Za-z0-9+/_-])AQICAH{_BASE64}{{80,65536}}+"),
    ("d08c9ddf0115d1118c7a00c04fc297eb", r"01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]{0,65536}+"),
    ("AQAAANCMnd8BFdERjHoAwE/Cl+s", r"AQAAANCMnd8BFdERjHoAwE/Cl\+s[A-Za-z0-9+/=]{0,65536}+"),
)
"""A text without the mark has no such envelope; the mark is what costs nothing to look for."""
_ANY_ENVELOPE = re.compile("|".join(f"(?:{pattern})" for _, pattern in _ENVELOPES))
_ARMOUR = late(
    r"-----BEGIN (AGE ENCRYPTED FILE|PGP (?:MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)|(?:NEW |TRUSTED |X509 )?CERTIFICATE"
    r"(?: REQUEST)?|X509 CRL|PKCS7|CMS|SSH SIGNATURE|(?:DH|EC) PARAMETERS|KEYBASE SALTPACK [A-Z ]{1,30})-----"
)
_LONGEST_ARMOUR = 65_536


def is_encrypted(text: str) -> bool:
    """Returns whether the whole value is one envelope."""
    trimmed = text.strip().strip("\"'`")
    if _ANY_ENVELOPE.fullmatch(trimmed):
        return True
    return trimmed.startswith("-----BEGIN ") and (0, len(trimmed)) in _armoured(trimmed)


def envelopes(text: str) -> list[tuple[int, int]]:
    """Returns start and end of every envelope in a text, in order and merged where they overlap."""
    found = [match.span() for mark, pattern in _ENVELOPES if mark in text for match in re.finditer(pattern, text)]
    if "-----BEGIN " in text:
        found.extend(_armoured(text))
    found.sort()
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _armoured(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _ARMOUR.search(text, at):
        closing = f"-----END {match[1]}-----"
        end = text.find(closing, match.end(), match.end() + _LONGEST_ARMOUR)
        at = end + len(closing) if end >= 0 else match.end()
        if end >= 0:
            yield match.start(), at


def is_inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Returns whether a stretch overlaps one of the spans, which are in order."""
    after = bisect_left(spans, (end, 0))
    return after > 0 and spans[after - 1][1] > start


_MIN_DISTINCT = 6
"""Distinct characters below which a value is a pattern; a random 44-character base64 text has 26 or more."""


def is_placeholder(text: str, vocabulary: Vocabulary) -> bool:
    """Returns whether a value means a secret: `your_api_key`, `${SECRET}`, an empty text, an encrypted one."""
    trimmed = text.strip().strip("\"'`")
    return not trimmed or _pattern(vocabulary).fullmatch(trimmed) is not None or is_encrypted(trimmed)


def is_unfilled(field: Field, vocabulary: Vocabulary) -> bool:
    """Returns whether the value of a field means a secret."""
    return is_placeholder(field.value.reveal(), vocabulary)


def is_repetition(text: str) -> bool:
    """Returns whether a value is so uniform (`bbbb…=`, `AAAA…=`) that it was typed, not made."""
    trimmed = text.strip().strip("\"'`")
    return len(set(trimmed.rstrip("="))) < _MIN_DISTINCT and not trimmed.startswith(("[", "{"))


@lru_cache(maxsize=4)
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in vocabulary.placeholders), re.IGNORECASE | re.DOTALL)
