"""Each language file translates everything, from the English texts of today, with the same placeholders and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from language_texts import English, lacking, said_in, superfluous

from auditor.languages.available import languages
from auditor.languages.catalogue import RULES, Catalogue, names
from auditor.languages.read_language import FENCE, digest, read_language
from auditor.wording.language import ENGLISH

OTHERS = [code for code in languages() if code != ENGLISH]
_UNCHANGED = re.compile(
    r"`[^`]+`|(?<![\w-])--[a-z][a-z-]+|\bBPK\d+|\b(?:X-API-Key|INVALID_CLIENT_REQUEST|CODEOWNERS)\b"
)
"""What is the same in every language: code, options, codes of rules, names of the protocol."""


@cache
def said_of(code: str) -> dict[str, Any]:
    return said_in(code)


@cache
def english() -> English:
    return English()


_COUNTED = re.compile(r"\{n:,\} (?:more )?(?:API |related )?(?:keys|places|findings|problems|folders|characters|paths)")


def pairs(code: str) -> Iterator[tuple[str, str]]:
    """Yields every English text of a language file with each of its translations."""
    said = said_of(code)
    for text, translated in said["words"].items():
        yield from ((text, form) for form in ([translated] if isinstance(translated, str) else translated))
    yield from said["phrases"].items()
    for rule, entries in said["rules"].items():
        yield from ((english().rules[rule][path], entry["text"]) for path, entry in entries.items())


def _unchanged(text: str) -> list[str]:
    return sorted(_UNCHANGED.findall(" ".join(text.replace(FENCE, "").split())))


def test_the_languages_are_those_of_the_exchange() -> None:
    assert languages() == ("en", "es", "ru", "zh")


@pytest.mark.parametrize("code", OTHERS)
def test_everything_is_translated_from_the_english_text_of_today(code: str) -> None:
    assert lacking(code, english()) == {}
    assert superfluous(code, english()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_placeholders_are_the_same(code: str) -> None:
    wrong = []
    for text, translated in pairs(code):
        try:
            same = names(text) == names(translated)
        except ValueError:  # A text of a rule's explanation, whose braces are no placeholders.
            same = True
        if not same:
            wrong.append((text, translated))
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_code_options_and_names_are_not_translated(code: str) -> None:
    wrong = [(text, translated) for text, translated in pairs(code) if _unchanged(text) != _unchanged(translated)]
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_numbers_have_all_forms(code: str) -> None:
    said = said_of(code)
    count = len(said["forms"])
    assert tuple(said["forms"]) in RULES
    assert [noun for noun, forms in said["amounts"].items() if len(forms) != count] == []
    assert [text for text, forms in said["words"].items() if not isinstance(forms, str) and len(forms) != count] == []
    if count > 1:
        counted = [text for text in said["words"] if _COUNTED.search(text) and "too many" not in text]
        assert [text for text in counted if isinstance(said["words"][text], str)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_holds_every_rule(code: str) -> None:
    catalogue = read_language(code)
    assert isinstance(catalogue, Catalogue)
    for rule, texts in english().rules.items():
        if rule.startswith("BPK"):
            known = catalogue.rules[rule]
            assert known.title != texts["title"]
            assert set(known.texts) >= {"what", "why", "example", "use_instead", "remediation"}


def test_phrases_are_the_same_in_every_language() -> None:
    first, *others = (list(said_of(code)["phrases"]) for code in OTHERS)
    assert all(other == first for other in others)


def test_a_digest_is_that_of_the_words_and_not_of_the_line_breaks() -> None:
    assert digest("one  two\nthree") == digest("one two three") != digest("one two, three")


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (("other",), "000000000000"),
        (("one", "other"), "101111111111"),
        (("one", "few", "many"), "201122220100"),
    ],
)
def test_plural_forms(forms: tuple[str, ...], expected: str) -> None:
    numbers = (0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 101, 1_001)
    assert "".join(str(RULES[forms](n)) for n in numbers) == expected
