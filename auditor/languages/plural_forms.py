"""Which form of a word goes with a number, language by language, as CLDR has it for whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_TEENS = range(11, 15)


def _one_form(n: int) -> int:  # noqa: ARG001 - every number takes the same form
    return 0


def _one_and_other(n: int) -> int:
    return 0 if n == 1 else 1


def _one_few_many(n: int) -> int:
    """1, 21, 31 …: one; 2 to 4, 22 to 24 …: few; all others, and 11 to 14: many."""
    last = n % 10
    if n % 100 in _TEENS:
        return 2
    if last == 1:
        return 0
    return 1 if 2 <= last <= 4 else 2  # noqa: PLR2004 - the rule of Slavic languages


RULES: Mapping[tuple[str, ...], Callable[[int], int]] = {
    ("other",): _one_form,
    ("one", "other"): _one_and_other,
    ("one", "few", "many"): _one_few_many,
}
"""By the names of the forms, in the order in which a language file has them: which of them a number takes."""
