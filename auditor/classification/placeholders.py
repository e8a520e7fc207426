"""Which values are nobody's secret: placeholders, references to where the value really is, and empty ones."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.classification.encrypted_values import is_encrypted
from auditor.model.field import Field
from auditor.vocabulary.vocabulary import Vocabulary

_MIN_DISTINCT = 6
"""Distinct characters below which a value is a pattern; a random 44-character base64 text has 26 or more."""


def is_placeholder(text: str, vocabulary: Vocabulary) -> bool:
    """Returns whether a value stands for a secret: `your_api_key`, `${SECRET}`, an empty text, an encrypted one."""
    trimmed = text.strip().strip("\"'`")
    return not trimmed or _pattern(vocabulary).fullmatch(trimmed) is not None or is_encrypted(trimmed)


def is_unfilled(field: Field, vocabulary: Vocabulary) -> bool:
    """Returns whether the value of a field stands for a secret."""
    return is_placeholder(field.value.reveal(), vocabulary)


def is_repetition(text: str) -> bool:
    """Whether a value is so uniform (`bbbb…=`, `AAAA…=`) that it was typed, not made."""
    trimmed = text.strip().strip("\"'`")
    return len(set(trimmed.rstrip("="))) < _MIN_DISTINCT and not trimmed.startswith(("[", "{"))


@lru_cache(maxsize=4)
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in vocabulary.placeholders), re.IGNORECASE | re.DOTALL)
