"""Positions of an editor, in code units, and spans of findings, in characters, name the same places."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.lsp.editor_text import UTF_8, UTF_16, UTF_32, EditorText, Extent, Position
from auditor.model.location import Span
from auditor.readers.document import Document

PIECES = ["a", "ß", "€", "😀", "\n", "\r\n", "\r", "\x0c", "\u2028", "\ud83d"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def lines_of(text: str) -> list[str]:
    """The lines as the protocol has them, with their ends."""
    found, line = [], ""
    at = 0
    while at < len(text):
        end = "\r\n" if text[at : at + 2] == "\r\n" else text[at]
        line += end
        at += len(end)
        if end in {"\r\n", "\r", "\n"}:
            found.append(line)
            line = ""
    return [*found, line]


def units(text: str, encoding: str) -> int:
    width = {UTF_8: 1, UTF_16: 2, UTF_32: 4}[encoding]
    name = {UTF_8: "utf-8", UTF_16: "utf-16-le", UTF_32: "utf-32-le"}[encoding]
    return len(text.encode(name, "surrogatepass")) // width


@given(TEXTS, st.sampled_from([UTF_8, UTF_16, UTF_32]), st.data())
@settings(max_examples=150, deadline=None)
def test_positions_are_those_of_the_protocol(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = lines_of(text[:offset]) if text[offset - 1 : offset + 1] != "\r\n" else lines_of(text[: offset - 1])
    found = EditorText(text, encoding).position(offset)
    if text[offset - 1 : offset + 1] != "\r\n":
        assert found == (len(before) - 1, units(before[-1], encoding))
        assert EditorText(text, encoding).offset(found) == offset


@given(TEXTS, st.sampled_from([UTF_8, UTF_16]), st.data())
@settings(max_examples=150, deadline=None)
def test_a_span_of_a_finding_is_the_same_stretch(text: str, encoding: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Document(text, "x").span(start, end)
    own = EditorText(text, encoding)
    assert own.extent(span) == Extent(own.position(start), own.position(end))


@given(TEXTS, TEXTS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_change_of_a_stretch_is_a_change_of_the_text(text: str, new: str, data: st.DataObject) -> None:
    own = EditorText(text)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    extent = Extent(own.position(start), own.position(end))
    start, end = own.offset(extent.start), own.offset(extent.end)
    assert own.replaced(extent, new).text == text[:start] + new + text[end:]
    assert own.replaced(None, new).text == new


def test_what_is_beyond_the_text_is_at_its_end() -> None:
    own = EditorText("ab\ncd")
    assert own.offset(Position(0, 99)) == 2
    assert own.offset(Position(9, 9)) == 5
    assert own.offset(Position(-1, -1)) == 0
    assert own.extent(Span(7, 1, 9, 4)) == (Position(1, 2), Position(1, 2))
    assert EditorText("").extent(Span(1, 1, 1, 44)) == (Position(0, 0), Position(0, 0))


def test_a_position_inside_a_character_is_before_it() -> None:
    assert EditorText("a😀b").offset(Position(0, 2)) == 1
    assert EditorText("a😀b").offset(Position(0, 3)) == 2


def test_a_byte_order_mark_that_the_editor_keeps_shifts_the_first_line() -> None:
    assert EditorText("\ufeffab\ncd").extent(Span(1, 1, 2, 2)) == (Position(0, 1), Position(1, 1))


def test_half_a_character_is_one_character_of_the_file() -> None:
    assert EditorText("a\ud83db").data == b"a?b"


@pytest.mark.parametrize("act", [copy.copy, pickle.dumps])
def test_nobody_copies_or_shows_a_text(act: object) -> None:
    own = EditorText("hunter2")
    assert "hunter2" not in repr(own)
    with pytest.raises(TypeError):
        act(own)  # type: ignore[operator]
