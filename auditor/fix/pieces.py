"""Writes a value again that a program puts together from several literals: each piece stays a literal with its own quotes."""

from __future__ import annotations

import re

_GLUE = re.compile(r"\)?[\"'`]{1,3}#{0,3}[\s\\+.<>,&]{0,200}+[A-Za-z@$]{0,3}#{0,3}[\"'`]{1,3}\(?")
"""From the quotes that end a literal to those that begin the next: `" + "`, `' \\`, `") R"(`, `', b'`."""
_QUOTES = frozenset("\"'`")


def is_put_together(raw: str) -> bool:
    """Returns whether the text of a value, from its first character to its last, ends a literal and begins another."""
    return not _QUOTES.isdisjoint(raw)


def refilled(raw: str, old: str, new: str) -> str | None:
    """Returns the pieces with a new value in them, as much in each as before and the rest in the last.

    Args:
        raw: The text from the first character of the value to its last.
        old: What a reader makes of it.
        new: Base64 text of what is to be read there.

    Returns:
        None where the pieces are not the value as it is: escapes, comments between them, code.
    """
    parts = _GLUE.split(raw)
    if len(parts) == 1 or "".join(parts) != old:
        return None
    found: list[str] = []
    at = 0
    for part, glue in zip(parts, _GLUE.findall(raw), strict=False):
        found += [new[at : at + len(part)], glue]
        at += len(part)
    return "".join((*found, new[at:]))
