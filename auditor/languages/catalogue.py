"""What is known of one language: its fixed texts, amounts and rules; anything that it lacks stays English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

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


_GROUP = 1000
_HUGE = 1 << 33
"""From here on numbers of addresses are written as powers of two, as `plural` does in English."""


class RuleTexts(Struct, frozen=True, kw_only=True):
    """One rule in another language."""

    title: str = ""
    sentences: tuple[tuple[str, str], ...] = ()
    """Messages and remediations, English and translated, with placeholders; those with the most fixed text first."""
    texts: Mapping[str, str] = {}
    """The texts of its explanation, by their keys in the rule file; code blocks are in place."""


class Catalogue(Struct, frozen=True, kw_only=True):
    """A language, as `wording.language` wants it; empty texts stand for what has no up-to-date translation."""

    code: str
    html: str
    """What an HTML page says of itself in `lang`."""
    name: str
    """What the language calls itself."""
    forms: tuple[str, ...]
    """The plural forms, in the order of every list of forms."""
    group: str
    """What separates groups of three digits."""
    comma: str
    """What separates the members of an enumeration."""
    pause: str
    """What separates members that hold commas themselves."""
    joints: Mapping[str, str] = {}
    """What is before the last member of an enumeration, by the English text."""
    words: Mapping[str, str | tuple[str, ...]] = {}
    """Fixed texts of reports, by the English text."""
    amounts: Mapping[str, tuple[str, ...]] = {}
    """Numbers with a noun, by the English noun in the singular."""
    phrases: Mapping[str, str] = {}
    """Texts that the audit itself makes, by the English text with its placeholders."""
    snippets: Mapping[str, str] = {}
    """What stands in angle brackets and comments of code examples."""
    rules: Mapping[str, RuleTexts] = {}

    def text(self, english: str, n: int | None) -> str:
        """Returns the translation of a fixed text; the English one where there is none."""
        found = self.words.get(english, english)
        return found if isinstance(found, str) else found[0 if n is None else self.form(n)]

    def form(self, n: int) -> int:
        """Returns which plural form goes with a number."""
        return RULES[self.forms](n)

    def amount(self, number: int | None, noun: str) -> str | None:
        """Returns a number with its noun; None where the noun is not known."""
        forms = self.amounts.get(noun)
        if forms is None:
            return None
        if number is None:
            return forms[-1].format(n=self.text("an unknown number:", None))
        if number >= _HUGE:
            power = f"2^{number.bit_length() - 1}"
            shown = power if number.bit_count() == 1 else self.text("more than {number}", None).format(number=power)
            return forms[-1].format(n=shown)
        return forms[self.form(number)].format(n=self.grouped(number))

    def enumeration(self, parts: list[str], last: str) -> str:
        """Returns several parts as an enumeration; parts that hold commas themselves are set apart by more."""
        if any("," in part or self.comma.strip() in part or "\N{FULLWIDTH COMMA}" in part for part in parts):
            return self.pause.join(parts)
        return f"{self.comma.join(parts[:-1])}{self.joints.get(last, last)}{parts[-1]}"

    def grouped(self, number: int) -> str:
        """Returns a number with its digits in groups; four digits stay together, as is usual outside English."""
        return f"{number:,}".replace(",", self.group) if number >= 10 * _GROUP else str(number)
