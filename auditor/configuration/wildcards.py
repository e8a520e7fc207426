"""Limits the wildcards of a pattern: each more multiplies the time that a long path may take."""

from __future__ import annotations

MOST_WILDCARDS = 3
"""How many `**` a pattern, and how many `*` one name in it, may have."""


def has_too_many_wildcards(pattern: str) -> bool:
    """Returns whether a pattern of `.gitignore` may take too long; `**` at its end costs nothing."""
    names = pattern.removeprefix("!").strip("/").split("/")
    if names[-1] == "**":
        names.pop()
    deep = names.count("**")
    return deep > MOST_WILDCARDS or any(name.count("*") > MOST_WILDCARDS for name in names)
