"""The word near a value: which letters are the word, and how near is near."""

from __future__ import annotations

import pytest

from auditor.classification.document_context import Mention, mentions_of, nearest
from auditor.model.secret import Plain
from auditor.vocabulary.vocabulary import builtin


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("backpack", [""]),
        ("BackpackBot", [""]),
        ("myBackpack", [""]),
        ("kBackpackKey", [""]),
        ("BACKPACK_KEY", [""]),
        ("(backpack)", [""]),
        ("bpx", [""]),
        ("bpx_bot", [""]),
        ("背包交易所", [""]),
        ("Binance and backpack", ["Binance", ""]),
        ("backpacks", []),
        ("BACKPACKS", []),
        ("mybackpack", []),
        ("subpxl", []),
        ("AAAA1backpackAAAAAAAAAAAAAAAAAAAA", []),
        ("https://example.com/a/long/path/to/backpack/docs", [""]),
        ("İ backpack", []),
    ],
)
def test_which_letters_are_the_word(text: str, products: list[str]) -> None:
    assert [one.product for one in mentions_of(Plain(text), builtin())] == products


def test_positions_are_lines_and_columns() -> None:
    assert mentions_of(Plain("a\nb backpack\n\nokx"), builtin(), 5) == (Mention(6, 3), Mention(8, 1, "OKX"))


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [(1, 1, True), (16, 9, True), (17, 1, False), (10, 600, True)],
)
def test_how_far_below_the_word_a_value_is_near(line: int, column: int, *, found: bool) -> None:
    word = Mention(0, 80)
    assert nearest([word], line, column) == (word if found else None)


@pytest.mark.parametrize(("at", "value", "found"), [(1, 601, True), (1, 602, False), (601, 1, True), (602, 1, False)])
def test_how_far_on_one_line(at: int, value: int, *, found: bool) -> None:
    word = Mention(3, at)
    assert nearest([word], 3, value) == (word if found else None)


def test_the_own_line_counts_before_the_lines_above_and_those_below_never() -> None:
    above, own, below = Mention(1, 1, "OKX"), Mention(2, 50), Mention(3, 1, "Kraken")
    assert nearest([above, own, below], 2, 9) == own
    assert nearest([above, below], 2, 9) == above
    assert nearest([below], 2, 9) is None
