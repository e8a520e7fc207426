from __future__ import annotations

import pytest

from auditor.archives.table import Layout, layout_of, rendered
from auditor.model.location import Span

VALUE = "0123456789abcdef0123"


@pytest.mark.parametrize(
    ("rows", "header", "layout"),
    [
        ([("API Key", "API Secret"), (VALUE, VALUE)], (), Layout(("API Key", "API Secret"), 0)),
        ([("Title", ""), ("Name", "API Secret"), ("a", VALUE)], (), Layout(("Name", "API Secret"), 1)),
        ([("API Key", VALUE), ("API Secret", VALUE)], (), Layout()),
        ([("name", "value"), ("API_SECRET", VALUE)], (), Layout()),
        ([("my key account", VALUE)], ("note", "api_secret"), Layout(("note", "api_secret"))),
        ([("API_SECRET", VALUE)], ("k", "v"), Layout()),
        ([("a", "b")], ("id", "price"), Layout(("id", "price"))),
        ([("SOL", "200")], (), Layout()),
        ([], (), Layout()),
        ([("API Secret", "note"), (VALUE, "my key")], (), Layout(("API Secret", "note"), 0)),
    ],
)
def test_the_layout_of_a_table(rows: list[tuple[str, ...]], header: tuple[str, ...], layout: Layout) -> None:
    assert layout_of(rows, header) == layout


def name(row: int, column: int) -> str:
    return f" {row}/{column}"


def test_a_place_in_the_text_is_a_place_in_a_cell() -> None:
    rows = [("secret", "b"), ("", ""), ("x,y", 'say "it"\nnow'), ("plain", " z ")]
    (member,) = rendered("t", rows, name)
    text = member.data.decode()
    assert text == 'secret,b\n"x,y","say ""it""\nnow"\nplain," z "\n'
    assert member.reader_name == "t.csv"
    assert member.locate
    assert member.locate(Span(2, 2, 2, 5)) == (" 3/0", Span(1, 1, 1, 4))
    assert member.locate(Span(2, 14, 2, 16)) == (" 3/1", Span(1, 6, 1, 8))
    assert member.locate(Span(3, 1, 3, 4)) == (" 3/1", Span(2, 1, 2, 4))
    assert member.locate(Span(4, 9, 4, 10)) == (" 4/1", Span(1, 2, 1, 3))
    assert member.locate(Span(1, 8, 1, 9)) == (" 1/1", Span(1, 1, 1, 2))


def test_a_list_of_names_and_values() -> None:
    (member,) = rendered("t", [("", "API Key", VALUE, "old"), ("", "API Secret", VALUE)], name)
    assert member.data.decode() == f"\nAPI Key: {VALUE}  old  \nAPI Secret: {VALUE}  \n"
    assert member.reader_name == "t.txt"
    assert member.locate
    assert member.locate(Span(3, 13, 3, 33)) == (" 2/2", Span(1, 1, 1, 21))


def test_separators_and_control_characters_in_a_header_confuse_nobody() -> None:
    (member,) = rendered("t", [("a\0b",)], name, ("\ufeffsecret;x|y", "k\tv"))
    assert member.data.decode() == " secret x y,k v\na b\n"


def test_a_table_of_nothing_is_nothing() -> None:
    assert list(rendered("t", [("", ""), ("", "")], name, ("api_key", "b"))) == []
