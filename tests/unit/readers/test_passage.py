"""Passages: decoded text that still knows where it stands, and escapes undone in them."""

from __future__ import annotations

import pytest

from auditor.readers import mapped_text
from auditor.readers.mapped_text import MappedText


def whole(text: str) -> MappedText:
    return MappedText.verbatim(text, 0, len(text))


def raw_of(mapped: MappedText, source: str) -> str:
    return source[mapped.start : mapped.end]


def test_a_verbatim_passage_reads_as_it_is() -> None:
    mapped = MappedText.verbatim("say hello there", 4, 9)
    assert (mapped.text, mapped.start, mapped.end, mapped.is_verbatim) == ("hello", 4, 9, True)


def test_a_part_of_a_passage_knows_its_place() -> None:
    assert MappedText.verbatim("say hello there", 4, 15)[6:].start == 10


@pytest.mark.parametrize(
    ("undo", "raw", "text"),
    [
        (mapped_text.percent, "a%2Bb%3d", "a+b="),
        (mapped_text.percent, "100%", "100%"),
        (mapped_text.entities, "a&#43;b&#x3D;&amp;", "a+b=&"),
        (mapped_text.entities, "a &unknown b", "a &unknown b"),
        (mapped_text.backslashes, r"a\/b\u002bc\x3dd\"\\n", 'a/b+c=d"\\n'),
        (mapped_text.backslashes, r"\u{2b}\U0000002b\n", "++\n"),
        (mapped_text.backslashes, "one\\\r\n   two", "onetwo"),
        (mapped_text.backslashes, "\\U7fffffff", "\ufffd"),
        (mapped_text.quoted_printable, "a=3Db=\r\nc=3D", "a=bc="),
        (lambda mapped: mapped_text.doubled(mapped, "'"), "it''s", "it's"),
    ],
)
def test_escapes_are_undone(undo: object, raw: str, text: str) -> None:
    assert callable(undo)
    assert undo(whole(raw)).text == text


@pytest.mark.parametrize("value", ["b+c", "b", "c=", "="])
def test_a_value_behind_escapes_is_found_in_its_raw_form(value: str) -> None:
    source = 'key: "a%20b%2Bc%3D"'
    mapped = mapped_text.percent(MappedText.verbatim(source, 6, len(source) - 1))
    at = mapped.text.index(value)
    part = mapped[at : at + len(value)]
    assert mapped_text.percent(whole(raw_of(part, source))).text == value


def test_escapes_within_escapes_keep_their_place() -> None:
    source = r"{\"inner\": \"a\\/b\"}"
    outer = mapped_text.backslashes(whole(source))
    at = outer.text.index(r"a\/b")
    inner = mapped_text.backslashes(MappedText.verbatim(outer.text, at, at + 4)).within(outer)
    assert inner.text == "a/b"
    assert raw_of(inner, source) == r"a\\/b"


def test_stripping_moves_both_ends() -> None:
    mapped = MappedText.verbatim("  x y \n", 0, 7).stripped()
    assert (mapped.text, mapped.start, mapped.end) == ("x y", 2, 5)


def test_a_passage_does_not_show_its_text() -> None:
    assert "hello" not in repr(whole("hello"))
