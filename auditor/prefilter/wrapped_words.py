"""What base64 of a file about the exchange's credentials holds: words in each of the three alignments of base64.

A byte is at one of three places in a group of four characters (RFC 4648, section 4), so a word has three forms,
and base64 of base64 nine. They are literals, which cost the prefilter nothing; a general pattern for base64 of text
takes 75 % more time than all others together.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from auditor.vocabulary.vocabulary import Vocabulary

_NAMES = ("secret", "Secret", "SECRET", "bpx_", "bpx-", "BPX_")
_SHORT = 3
_OFFSETS = ((0, 0), (1, 2), (2, 3))
"""Bytes before a word in its group, and the characters at its beginning that these bytes have a part in."""
_BITS, _BITS_PER_CHARACTER = 8, 6
_KEY_FILES = ("LS0tLS1CRUdJTiBQUklWQVRF", "LS0tLS1CRUdJTiBPUEVOU1NI")
"""How base64 of a key file in PEM and in OpenSSH's form begins."""
_GZIP = "H4sI"
"""How base64 of gzip begins: its magic number and its method (RFC 1952, section 2.3)."""
_GZIP_REST = "[A-Za-z0-9+/_-]{60}"
_KEY_AND_MORE = "[A-Za-z0-9+/]{57}[DTjz]06"
"""Base64 of a padded key or secret with a colon behind it, as `Authorization: Basic` holds a pair."""


def wrapped_words(vocabulary: Vocabulary) -> Iterator[str]:
    """Returns regular expressions of which one matches base64 of every text that says Backpack or names a secret."""
    words = [word for word in vocabulary.words if word.isascii() and len(word) > _SHORT]
    forms = dict.fromkeys(form for word in words for form in (word, word.capitalize(), word.upper()))
    for form in (*forms, *_NAMES):
        yield from map(_escaped, _aligned(form.encode()))
    for form in forms:
        for once in _aligned(form.encode()):
            yield from map(_escaped, _aligned(once.encode()))
    yield from _KEY_FILES
    yield _GZIP + _GZIP_REST
    yield _KEY_AND_MORE


def _aligned(word: bytes) -> Iterator[str]:
    """Returns the characters that a word determines in each alignment."""
    for before, unsure in _OFFSETS:
        text = base64.b64encode(bytes(before) + word).decode()
        yield text[unsure : (before + len(word)) * _BITS // _BITS_PER_CHARACTER]


def _escaped(text: str) -> str:
    return text.replace("+", r"\+")
