"""How a number of things is written."""

from __future__ import annotations

import re

from auditor.wording.language import spoken

_HUGE = 1 << 33
"""A number that nobody reads digit by digit: more addresses than IPv4 has."""
_Y = re.compile(r"(?<=[^aeiou])y$")
_HISSES = ("s", "x", "z", "ch", "sh")


def plural(number: int | None, noun: str) -> str:
    """Returns a number with its noun: `1 file`, `2 entries`, `65,536 addresses`, `2^96 addresses`.

    Args:
        number: None where it is not known: `an unknown number of days`.
        noun: The noun in the singular; its last word is inflected.
    """
    if (language := spoken()) and (said := language.amount(number, noun)):
        return said
    if number is None:
        return f"an unknown number of {several(noun)}"
    if number >= _HUGE:
        more = "" if number.bit_count() == 1 else "more than "
        return f"{more}2^{number.bit_length() - 1} {several(noun)}"
    return f"{number:,} {noun if number == 1 else several(noun)}"


def several(noun: str) -> str:
    """Returns an English noun in the plural."""
    if _Y.search(noun):
        return _Y.sub("ies", noun)
    return f"{noun}es" if noun.endswith(_HISSES) else f"{noun}s"
