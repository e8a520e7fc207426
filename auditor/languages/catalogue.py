"""Tells what is known of one language: its fixed texts, amounts and rules; anything that it lacks stays English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple

from msgspec import Struct

_TEENS = range(11, 15)


def _one_form(n: int) -> int:  # noqa: ARG001 - every number takes the same form
    return 0


def _one_and_other(n: int) -> int:
    return 0 if n == 1 else 1


def _one_few_many(n: int) -> int:
    """Returns the form: for 1, 21, 31 … one; for 2 to 4, 22 to 24 … few; for all others, and 11 to 14, many."""
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
    """A language, as `wording.language` wants it; empty texts mean what has no up-to-date translation."""

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
    """What is in angle brackets and comments of code examples."""
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


_SHAPES = {
    "n": r"\d[\d,]*",
    "api_key": r"[A-Za-z0-9+/]{43}=|\(unknown\)",
    "commit": r"[0-9a-f]{7,64}|unknown",
    "date": r"\d{4}-\d\d-\d\d",
    "count": r"\d[\d,]*",
    "bytes": r"\d+",
    "number": r"\d[\d,]*",
    "code": r"[A-Z]{3,}\d+",
    "codes": r"[A-Z]{3,}\d+(?:, [A-Z]{3,}\d+)*",
    "elsewhere": r"(?:, and again in this file|, and \d+ more times in this file)?",
    "base": r"[0-9a-f]{7,64}",
    "overlap": r"repeats|lies within|overlaps",
    "rfc": r"RFC \d+",
    "reach": r"Whoever holds the secret .*?\.",
    "trading": r"(?:It cannot|Trading) .*?\.",
    "origin": r"from anywhere|from where its whitelist allows, which cannot be read|only from the .*? of its whitelist",
}
"""What fills a placeholder of a name; others are filled with anything."""


def parts(template: str) -> Iterator[tuple[str, str | None]]:
    """Yields the parts of a template: a fixed text, and the placeholder after it or None."""
    for fixed, name, _, _ in Formatter().parse(template):
        yield fixed, name


def names(template: str) -> list[str]:
    """Returns the placeholders of a template, sorted, each as often as it occurs."""
    return sorted(name for _, name in parts(template) if name is not None)


def fixed_length(template: str) -> int:
    """Returns how many characters of a template are fixed: the more, the surer it is recognised."""
    return sum(len(fixed) for fixed, _ in parts(template))


class _Step(NamedTuple):
    """A placeholder that anything may fill, and what follows it up to the next one; at first no placeholder."""

    name: str
    following: re.Pattern[str]


@cache
def _steps(template: str) -> tuple[_Step, ...]:
    found: list[tuple[str, str]] = []
    name, pattern = "", ""
    for number, (fixed, placeholder) in enumerate(parts(template)):
        pattern += re.escape(fixed)
        if placeholder is None:
            continue
        if shape := _SHAPES.get(placeholder):
            pattern += f"(?P<{placeholder}__{number}>{shape})"
        else:
            found.append((name, pattern))
            name, pattern = placeholder, ""
    found.append((name, pattern))
    end = len(found) - 1
    return tuple(
        _Step(name, re.compile(f"{pattern}\\Z" if step == end else pattern, re.DOTALL))
        for step, (name, pattern) in enumerate(found)
    )


def filled(template: str, text: str) -> Mapping[str, str] | None:
    """Returns what fills the placeholders of a template in a text; None where the text was not made from it.

    Each placeholder ends where the text after it is first found, without a second try: names in the text are somebody
    else's, and cannot make this take long.
    """
    values: dict[str, str] = {}
    at = 0
    for step in _steps(template):
        match = step.following.search(text, at) if step.name else step.following.match(text)
        if match is None:
            return None
        given = {name.partition("__")[0]: value for name, value in match.groupdict().items()}
        if step.name:
            given[step.name] = text[at : match.start()]
        if any(values.setdefault(name, value) != value for name, value in given.items()):
            return None
        at = match.end()
    return values
