"""Translates sentences that the audit made, by recognising the texts that they were made from.

The engine, its caches and the formats for machines know English alone; so a report that was read from a file, or made
on another machine, can be shown in every language. What is not recognised stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from auditor.languages.catalogue import Catalogue, filled, fixed_length, names
from auditor.model.report import Skipped
from auditor.wording.amounts import several
from auditor.wording.skip_words import MORE, SKIP_WORDS, count_of_more

_AS_IT_IS = frozenset(
    {"path", "argument", "api_key", "address", "plugin", "type", "code", "codes", "command", "reason", "object", "kind"}
    | {
        "version",
        "number",
        "column",
        "signal",
        "ref",
        "seconds",
        "hex",
        "file",
        "base",
        "rules",
        "name",
        "target",
        "rfc",
    }
)
"""Placeholders that hold names of audited things or what people wrote."""
_EXACT = frozenset({"field", "callee", "entry", "other"})
"""Placeholders that hold such a name, or one fixed text where there is none."""
_AMOUNT = re.compile(r"(more than )?(\d[\d,]*|2\^\d+|an unknown number of) ([a-z].*)")
_SEPARATOR = re.compile(r"(, | and )")
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
"""A space between two Chinese characters: it was meant for a name in Latin script."""
_MOST_MEMBERS = 24
"""Members of an enumeration; the audit itself names twenty at most, and counts the rest."""
_LONGEST = 8_000
"""Characters of a text that is tried; a longer one is no sentence."""
_DEEPEST = 5
"""How many phrases are inside each other at most; what somebody else named like a phrase goes no deeper."""
_START = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"\S+|\S.*:\d+(?: in commit [0-9a-f]+)?(?: \(\S+\))?")
"""A member of an enumeration that needs no translation: one word, or a place."""


class Sentences:
    """Translates into one language, and remembers what it has translated."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Translates with what a catalogue knows."""
        self._catalogue = catalogue
        self._known: dict[str, str] = {}
        self._depth = 0

    def of_rule(self, code: str, english: str) -> str:
        """Returns a message or remediation of a rule; the English one where the rule has no such text.

        Args:
            code: The rule's code.
            english: The text of a finding.
        """
        rule = self._catalogue.rules.get(code)
        for template, translated in rule.sentences if rule else ():
            found = filled(template.strip(), english)
            if found is not None:
                return self._opened(translated, found)
        return english

    def of_skipped(self, skip: Skipped) -> str:
        """Returns the reason of a note, by its kind and values; by its English where a note has none, or no language has them.

        Args:
            skip: A note of a report.
        """
        values = dict(skip.values)
        template = SKIP_WORDS.get(skip.kind, "")
        known = self._catalogue.phrases.get(template)
        if known is None or not values.keys() >= set(names(template)):
            return self.phrase(skip.reason)
        said = self._filled(known, values)
        count, more = count_of_more(values), self._catalogue.phrases.get(MORE, MORE)
        return self._filled(more, {"reason": said, "n": count}) if count else said

    def _opened(self, translated: str, found: Mapping[str, str]) -> str:
        """Returns a sentence of a rule; a text of ours at its beginning has a capital, a name stays as it is."""
        said = self._filled(translated, found)
        start = _START.match(translated)
        is_ours = start is not None and not said.startswith(found[start[1]])
        return f"{said[0].upper()}{said[1:]}" if is_ours and said else said

    def exact(self, english: str) -> str:
        """Returns a fixed text that is where otherwise a name is; the name as it is."""
        return self._catalogue.phrases.get(english, english)

    def phrase(self, english: str) -> str:
        """Returns a text that is no rule's: a place, a reason, a note, an amount, an enumeration of them."""
        known = self._known.get(english)
        if known is None:
            if self._depth >= _DEEPEST:
                return english
            self._depth += 1
            known = self._known[english] = self._whole(english) or self._enumeration(english) or english
            self._depth -= 1
        return known

    def _whole(self, english: str) -> str:
        if not english or len(english) > _LONGEST:
            return ""
        phrases = self._catalogue.phrases
        if (exact := phrases.get(english)) is not None:
            return exact
        if amount := self._amount(english):
            return amount
        for template in self._templates:
            found = filled(template, english)
            if found is not None:
                return self._filled(phrases[template], found)
        return ""

    @cached_property
    def _templates(self) -> list[str]:
        """The phrases with placeholders, those with the most fixed text first."""
        return sorted((text for text in self._catalogue.phrases if "{" in text), key=lambda text: -fixed_length(text))

    @cached_property
    def _nouns(self) -> dict[str, str]:
        return {form: noun for noun in self._catalogue.amounts for form in (noun, several(noun))}

    def _amount(self, english: str) -> str:
        match = _AMOUNT.fullmatch(english)
        noun = self._nouns.get(match[3]) if match else None
        if match is None or noun is None:
            return ""
        if match[2][0].isalpha():
            return self._catalogue.amount(None, noun) or ""
        base, _, power = match[2].replace(",", "").partition("^")
        number = int(base) ** int(power or 1) + (1 if match[1] else 0)
        return self._catalogue.amount(number, noun) or ""

    def _enumeration(self, english: str) -> str:
        pieces = _SEPARATOR.split(english)
        if len(pieces) > 2 * _MOST_MEMBERS:
            return ""
        members = self._members(pieces)
        if members is None or len(members) < 2:  # noqa: PLR2004 - nothing to join
            return ""
        last = pieces[-2] if pieces[-2] in self._catalogue.joints else " and "
        return self._catalogue.enumeration(members, last)

    def _members(self, pieces: list[str]) -> list[str] | None:
        """Returns the members of an enumeration, some of which hold separators themselves; None if it is none."""
        members: list[str] = []
        start = 0
        while start < len(pieces):
            for end in range(len(pieces), start, -2):
                text = "".join(pieces[start:end])
                if end - start == len(pieces):
                    continue
                if said := self._whole(text) or (text if _PLAIN.fullmatch(text) else ""):
                    members.append(said)
                    start = end + 1
                    break
            else:
                return None
        return members

    def _filled(self, translated: str, found: Mapping[str, str]) -> str:
        said = translated.format_map({name: self._value(name, value) for name, value in found.items()})
        return _GAP.sub("", said)

    def _value(self, name: str, value: str) -> str:
        if name in _AS_IT_IS:
            return value
        if name in _EXACT:
            return self.exact(value)
        if name == "n":
            return self._catalogue.grouped(int(value.replace(",", "")))
        return self.phrase(value)
