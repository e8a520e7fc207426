from __future__ import annotations

import pytest

from auditor.model.material import Flaw
from auditor.wording.amounts import plural
from auditor.wording.flaw_words import FLAW_WORDS
from auditor.wording.lists import listed


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, "file", "0 files"),
        (1, "symbolic link", "1 symbolic link"),
        (2, "symbolic link", "2 symbolic links"),
        (2, "entry", "2 entries"),
        (2, "API key", "2 API keys"),
        (2, "day", "2 days"),
        (2, "withdrawal address", "2 withdrawal addresses"),
        (1234, "finding", "1,234 findings"),
        (None, "day", "an unknown number of days"),
        (2**33 - 1, "address", "8,589,934,591 addresses"),
        (2**33, "address", "2^33 addresses"),
        (2**33 + 1, "address", "more than 2^33 addresses"),
    ],
)
def test_a_number_with_its_noun(number: int | None, noun: str, words: str) -> None:
    assert plural(number, noun) == words


@pytest.mark.parametrize(
    ("parts", "most", "words"),
    [
        ([], None, "nothing"),
        (["a"], 1, "a"),
        (["a", "b"], 2, "a and b"),
        (["a", "b"], 1, "a and 1 more"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a", "b", "c"], 2, "a, b and 1 more"),
    ],
)
def test_an_enumeration(parts: list[str], most: int | None, words: str) -> None:
    assert listed(iter(parts), nothing="nothing", most=most) == words


def test_a_choice() -> None:
    assert listed(["a", "b", "c"], " or ") == "a, b or c"


def test_every_flaw_has_words_of_its_own() -> None:
    assert set(FLAW_WORDS) == set(Flaw)
    assert len(set(FLAW_WORDS.values())) == len(Flaw)
