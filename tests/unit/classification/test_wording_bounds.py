"""How long, how mixed and how regular words are: both sides."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from itertools import pairwise, product
from string import ascii_lowercase

import pytest
from mnemonic import Mnemonic

from auditor.classification.letter_pairs import likelihoods
from auditor.classification.prose_and_phrases import is_phrase, is_wording, phrase_digest
from auditor.classification.sample_keys import expand


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secrets", False),
        ("mysecret", True),
        (" secrets= ", False),
        ("mysecret=", True),
        ("theorder" * 50, True),
        ("theorder" * 50 + "==", True),
        ("theorder" * 50 + "x", False),
        ("abcde" * 4, False),  # five different characters
        ("thethethe", False),
        ("abcdef" * 4, False),
        ("0x" + "abcdef" * 4, False),
        (("abcdef" * 4)[:22], True),
        ("密钥密钥密钥abcd", True),
        ("密钥密abcdefghx", False),
        ("密钥密钥bcxqzw", True),
        ("\u2022" * 4 + "bcdxqzwf", False),  # bullets are no letters
        ("!#$%&/()+*", False),
    ],
)
def test_how_long_and_how_mixed_a_wording_is(text: str, *, words: bool) -> None:
    assert is_wording(text) is words


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("abcdefghijklmnop", False),
        ("abcdefghijklmnopq", True),
        ("0123456789012345", False),
        ("01234567890123456", True),
        ("qqqqwwwweeeerrrrtttt", True),
        ("qzpwmxnrbvctyfgkhdsj", False),
        ("acegikmoqsuwyacegikm", False),
    ],
)
def test_from_which_length_on_a_row_is_typed(text: str, *, typed: bool) -> None:
    from auditor.classification.prose_and_phrases import _is_typed

    assert _is_typed(text) is typed


@pytest.mark.parametrize(("near", "pairs", "typed"), [(12, 20, True), (11, 20, False), (12, 21, False)])
def test_how_many_neighbours_are_near_in_a_typed_row(near: int, pairs: int, *, typed: bool) -> None:
    """Twelve of twenty pairs are three in five."""
    from auditor.classification.prose_and_phrases import _is_typed

    text = "a" * (near + 1) + "".join("zm"[number % 2] for number in range(pairs - near))
    assert len(text) == pairs + 1
    assert _is_typed(text) is typed


def phrase(count: int) -> str:
    from mnemonic import Mnemonic

    return Mnemonic("english").to_mnemonic(bytes(range(7, 7 + count * 4 // 3)))


@pytest.mark.parametrize("count", [12, 15, 18, 21, 24])
def test_how_many_words_a_phrase_has(count: int) -> None:
    text = phrase(count)
    assert len(text.split()) == count
    assert is_phrase(text)
    assert is_phrase(f"  {text.upper()}\n".replace(" ", "  "))
    assert not is_phrase(text.rpartition(" ")[0])
    assert not is_phrase(f"{text} abandon")
    assert not is_phrase(f"{text.rpartition(' ')[0]} notaword")


@pytest.mark.parametrize(("length", "expected"), [(400, True), (401, False)])
def test_how_long_a_phrase_is(length: int, *, expected: bool) -> None:
    assert is_phrase(phrase(24).ljust(length)) is expected


def test_words_in_the_order_of_their_list_are_a_piece_of_it() -> None:
    from mnemonic import Mnemonic

    english = Mnemonic("english")
    pieces = (english.wordlist[at : at + 12] for at in range(200))
    whole = [piece for piece in pieces if english.check(" ".join(piece))]
    assert whole
    assert not any(is_phrase(" ".join(piece)) for piece in whole)
    # One word twice is no order.
    assert is_phrase(f"{'abandon ' * 11}about")


def test_a_digest_knows_a_phrase_in_any_form() -> None:
    text = expand("{{ w.phrase }}")
    assert phrase_digest(text) == phrase_digest(f" {text.upper()} ".replace(" ", "\t"))
    assert phrase_digest(text) != phrase_digest(f"{text} x")


@pytest.mark.parametrize(
    ("pair", "likelihood"),
    [("er", 2.7473), ("he", 0.9128), ("th", 0.5045), ("ez", -0.4716), ("zz", -0.6524), ("qx", -5.3619)],
)
def test_how_likely_a_pair_of_letters_is(pair: str, likelihood: float) -> None:
    """As counted in the five lists of BIP39, English three times, against 676 pairs of the same frequency."""
    assert likelihoods()[pair] == pytest.approx(likelihood, abs=0.0001)


def test_the_table_of_pairs_is_what_the_lists_hold() -> None:
    counts: Counter[str] = Counter(dict.fromkeys(map("".join, product(ascii_lowercase, repeat=2)), 0))
    for language in ("english", "spanish", "french", "italian", "portuguese"):
        for word in Mnemonic(language).wordlist:
            plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if letter in ascii_lowercase)
            for pair in map("".join, pairwise(plain)):
                counts[pair] += 3 if language == "english" else 1
    expected = counts.total() / 676
    assert likelihoods() == {
        pair: pytest.approx(math.log((count + 0.5) / (expected + 0.5))) for pair, count in counts.items()
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TheHerInErAn", True),  # 12 letters in five runs
        ("TheHeInErAn", False),
        ("there-her", True),  # eight letters
        ("there-he", False),
        ("qxzqjwvk", True),  # eight letters and nothing else
        ("qxzqjwvk-", False),
        ("qxzqjwv", False),
        ("kex-keh-rul", True),  # three letters a run, whose pairs are likelier than by chance (0.2)
        ("sew-mfa-zon", False),  # -0.4
        ("sew-mfa-zon-123", False),  # Digits make nothing likelier,
        ("123-456-789", False),  # nor do they alone.
        ("drrq-kivd", True),  # four letters a run, less likely (-6.6)
        ("oemo-griy-rcq", False),  # 3.7 letters a run
        ("sxpmerkdicvndo-", True),  # -19.5
        ("tiewbkklemmoqm-", False),  # -20.6
    ],
)
def test_what_makes_letters_words(text: str, *, words: bool) -> None:
    from auditor.classification.prose_and_phrases import _is_words

    assert _is_words(text) is words
