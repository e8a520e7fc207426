"""Rows of words: prose is passed over before a reader is imported, and no recovery phrase is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from auditor.readers.document import Document
from auditor.readers.plain.phrase_rows import may_hold_phrase
from auditor.readers.plain.plain_reader import values_of
from auditor.readers.text_encoding import decode

PROSE = (
    b"The module helps applications which process trees that come from the abstract grammar before they run.\n",
    b"# every other word here has more than two letters but the sentence ends in the middle of nothing, a line\n",
    b"some twelve words without any short one among them but not alone here: one two\n",
)
PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_passed_over(text: bytes) -> None:
    assert not may_hold_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        PHRASE.encode(),
        f"words: {PHRASE}\n".encode(),
        f"first\n{PHRASE}".encode(),
        b"\x00\x01" + PHRASE.encode(),
        f"a\n\x1b[32m{PHRASE}\x1b[0m\n".encode(),
        f"é {PHRASE}".encode("latin-1"),
    ],
)
def test_a_phrase_is_not(text: bytes) -> None:
    assert may_hold_phrase(text)


_WORDS = st.lists(st.sampled_from(PHRASE.split()), min_size=10, max_size=26).map(" ".join)
_BETWEEN = st.sampled_from(
    ["\n", "\r\n", ": ", '"', "seed = ", "mnemonic:\n", "\x1b[1m", " ", "\t", "|", "A ", "\0", "é"]
)


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(st.one_of(_WORDS, _BETWEEN), max_size=8), encoding=st.sampled_from(["utf-8", "latin-1"]))
def test_what_is_passed_over_holds_nothing_for_the_plain_reader(parts: list[str], encoding: str) -> None:
    data = "".join(parts).encode(encoding)
    if not may_hold_phrase(data):
        text = decode(data).text
        assert [one for one in values_of(Document(text, "")) if len(text[one.start : one.end].split()) > 1] == []
