"""Words of problems in configuration files: a value that may be repeated, and the name that was meant."""

from __future__ import annotations

from collections.abc import Collection

from auditor.redaction import is_showable

_LONGEST_TEXT = 120


def shown(text: str) -> str:
    """The text in quotes, or words in its place."""
    return f"'{text}'" if is_showable(text) else "a value that is not repeated here"


def nearest(word: str, words: Collection[str]) -> str:
    """A question that names the nearest of the allowed words; empty if none is near."""
    from difflib import get_close_matches  # only where something is wrong

    matches = get_close_matches(word[:_LONGEST_TEXT], list(words), n=1)
    return f" (did you mean {matches[0]}?)" if matches else ""
