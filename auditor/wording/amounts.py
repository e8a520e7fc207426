"""Tells how a number of things is written."""

from __future__ import annotations

from auditor.wording.language import spoken

_HUGE = 1 << 33
"""A number that nobody reads digit by digit: more addresses than IPv4 has."""
_UNIT = 1000
_UNITS = ("kB", "MB", "GB", "TB", "PB")
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


def bytes_in_words(number: int) -> str:
    """Returns a number of bytes in decimal units: `1 byte`, `999 bytes`, `3.4 kB`."""
    if number < _UNIT:
        return plural(number, "byte")
    size, unit = number / _UNIT, _UNITS[0]
    for larger in _UNITS[1:]:
        if size < _UNIT:
            break
        size, unit = size / _UNIT, larger
    return f"{size:,.1f} {unit}"


def several(noun: str) -> str:
    """Returns an English noun in the plural."""
    if noun.endswith("y") and noun[-2:-1] not in {*"aeiou", ""}:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_HISSES) else f"{noun}s"
