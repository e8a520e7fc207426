"""How several things are named in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def listed(parts: Iterable[str], last: str = " and ", *, nothing: str = "", most: int | None = None) -> str:
    """Returns an enumeration: `a`, `a and b`, `a, b and c`.

    Args:
        parts: What is named.
        last: What is before the last part.
        nothing: What is said where there is no part.
        most: How many parts are named; of longer lists the rest is counted.
    """
    words = list(parts)
    if most is not None and len(words) > most:
        words = [*words[:most], f"{len(words) - most:,} more"]
    *others, end = words or (nothing,)
    return f"{', '.join(others)}{last}{end}" if others else end
