"""Tells whether a text is made of words: a recovery phrase (BIP39), or ordinary language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from auditor.classification.letter_pairs import likelihoods

_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
"""A word of an identifier, an abbreviation or a number."""
_HEX = re.compile(r"(?:0[xX])?(?:[0-9a-fA-F]{2}){12,}")
_FOREIGN_LETTERS = 4
"""Letters outside ASCII from which a text is written in a language; a value with one or two is a damaged value."""
_SHORTEST = 8
_FEW = 6
_LONGEST = 400
_WORDLIKE = ((2.4, 0.0), (4.0, -20.0))
"""Characters per run, and the sum over all pairs of letters of how much likelier they are in words than by chance."""
_ALL_LETTERS = 8.0
"""Characters per run from which a text without digits and marks is wording in any language: a transcription, say."""
_TYPED_SHARE = 0.6
_MANY_PAIRS = 16
"""Pairs of neighbours from which their order can tell a typed row (`abcdefgh…`, `aaabbbccc…`) from a random value."""


def is_wording(text: str) -> bool:
    """Returns whether a text is words, an identifier or a typed row of characters, and so nobody's key.

    Measured on 2,000,000 random keys: 4 of them (2 in a million) are taken for wording. Of keys whose case was lost
    in copying 3 in 10,000 are. Of 20,000 rows of 43 letters from English documentation all but 2 % are recognised
    (the rest are rows of abbreviations).
    """
    text = text.strip().rstrip("=")
    if not _SHORTEST <= len(text) <= _LONGEST or _HEX.fullmatch(text):
        return False
    if len(set(text)) < _FEW:
        return False  # A uniform value may be a weak key that somebody uses.
    if not text.isascii():
        return sum(character.isalpha() and not character.isascii() for character in text) >= _FOREIGN_LETTERS
    return _is_typed(text) or _is_words(text)


def _is_words(text: str) -> bool:
    runs = _RUN.findall(text)
    letters = sum(map(len, runs))
    if letters < _WORDLIKE[0][0] * len(runs) or letters < _SHORTEST:
        return False
    if letters >= _ALL_LETTERS * len(runs) and text.isalpha():
        return True
    likelihood = sum(likelihoods().get(pair, 0.0) for run in runs for pair in _pairs(run))
    return any(letters >= length * len(runs) and likelihood > least for length, least in _WORDLIKE)


def _is_typed(text: str) -> bool:
    """Returns whether most characters are the same as the one before, or the next in the alphabet or row of digits."""
    if len(text) <= _MANY_PAIRS:
        return False
    near = sum([-1 <= after - before <= 1 for before, after in pairwise(text.lower().encode())])
    return near >= _TYPED_SHARE * (len(text) - 1)


def _pairs(word: str) -> list[str]:
    lowered = word.lower()
    return [before + after for before, after in pairwise(lowered)]


_COUNTS = (12, 15, 18, 21, 24)
_MAX_LENGTH = 400
"""Characters of the longest phrase: 24 words of the longest list, with room for spaces."""


def is_phrase(text: str) -> bool:
    """Returns whether the words are in one of the word lists and their checksum holds.

    By chance one row of list words in sixteen (12 words) to one in 256 (24 words) holds too, so ordinary prose does
    not: it seldom keeps to a list of 2 048 words.
    """
    if len(text) > _MAX_LENGTH or len(text.split()) not in _COUNTS:
        return False
    words = _normal(text)
    return any(
        set(words) <= known.keys()
        and not _is_in_order([known[word] for word in words])
        and library.check(" ".join(words))
        for known, library in _lists()
    )


def phrase_digest(text: str) -> str:
    """Returns SHA-256 (hex) of the normal form of a phrase: its words in lower case, one space between them."""
    return sha256(" ".join(_normal(text)).encode()).hexdigest()


def _normal(text: str) -> list[str]:
    return unicodedata.normalize("NFKD", text).lower().split()


@cache
def _lists() -> tuple[tuple[dict[str, int], Any], ...]:
    from mnemonic import Mnemonic  # only where something has the form of a phrase

    libraries = [Mnemonic(language) for language in Mnemonic.list_languages()]
    return tuple(
        ({_one_form(word): number for number, word in enumerate(library.wordlist)}, library) for library in libraries
    )


def _is_in_order(numbers: list[int]) -> bool:
    """Returns whether the words come in the order of their list: then they are a piece of it, and no phrase."""
    return all(before < after for before, after in pairwise(numbers))


def _one_form(word: str) -> str:
    return unicodedata.normalize("NFKD", word)
