"""Tells how several things are named in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.wording.language import say, spoken


def listed(parts: Iterable[str], last: str = " and ", *, nothing: str = "", most: int | None = None) -> str:
    """Returns an enumeration: `a`, `a and b`, `a, b and c`.

    Args:
        parts: What is named.
        last: What is before the last part, in English.
        nothing: What is said where there is no part.
        most: How many parts are named; of longer lists the rest is counted.
    """
    words = list(parts)
    if most is not None and len(words) > most:
        words = [*words[:most], say("{n:,} more", len(words) - most)]
    if len(words) < 2:  # noqa: PLR2004 - nothing to join
        return words[0] if words else nothing
    if language := spoken():
        return language.enumeration(words, last)
    return f"{', '.join(words[:-1])}{last}{words[-1]}"
