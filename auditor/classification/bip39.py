"""Whether a text is a BIP39 recovery phrase: words of one list whose checksum holds (BIP 39, "Generating the mnemonic")."""

from __future__ import annotations

import unicodedata
from functools import cache
from hashlib import sha256
from typing import Any

_COUNTS = (12, 15, 18, 21, 24)
_MAX_LENGTH = 400
"""Characters of the longest phrase: 24 words of the longest list, with room for spaces."""


def is_phrase(text: str) -> bool:
    """Whether the words are in one of the word lists and their checksum holds.

    By chance one row of list words in sixteen (12 words) to one in 256 (24 words) holds too, so ordinary prose does
    not: it seldom keeps to a list of 2 048 words.
    """
    if len(text) > _MAX_LENGTH or len(text.split()) not in _COUNTS:
        return False
    words = _normal(text)
    return any(set(words) <= known and library.check(" ".join(words)) for known, library in _lists())


def phrase_digest(text: str) -> str:
    """SHA-256 (hex) of the normal form of a phrase: its words in lower case, one space between them."""
    return sha256(" ".join(_normal(text)).encode()).hexdigest()


def _normal(text: str) -> list[str]:
    return unicodedata.normalize("NFKD", text).lower().split()


@cache
def _lists() -> tuple[tuple[frozenset[str], Any], ...]:
    from mnemonic import Mnemonic  # only where something has the form of a phrase

    libraries = [Mnemonic(language) for language in Mnemonic.list_languages()]
    return tuple((frozenset(map(_one_form, library.wordlist)), library) for library in libraries)


def _one_form(word: str) -> str:
    return unicodedata.normalize("NFKD", word)
