from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from packing import batch_of, held, materials_of, places_of, workbook_of, zip_of

from auditor.archives.limits import Limits
from auditor.classification.sample_keys import specimen
from auditor.model.material import Context

PAIR = ["main", "{{ a.key }}", "{{ a.secret }}"]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_header_names_the_column_and_a_place_is_a_cell() -> None:
    book = workbook_of({"Accounts": [["Name", "API Key", "API Secret"], PAIR, ["b", "{{ b.key }}", "{{ b.secret }}"]]})
    assert places_of(book, "accounts.xlsx") == {
        ("Accounts!B2", "API Key", 1, 1),
        ("Accounts!C2", "API Secret", 1, 1),
        ("Accounts!B3", "API Key", 1, 1),
        ("Accounts!C3", "API Secret", 1, 1),
    }


def test_a_title_and_empty_rows_above_the_header_move_nothing() -> None:
    book = workbook_of({"S": [["Backpack Exchange"], [], [None, "API Key", "API Secret"], [None, *PAIR[1:]]]})
    assert places_of(book, "a.xlsx") == {("S!B4", "API Key", 1, 1), ("S!C4", "API Secret", 1, 1)}
    assert {material.context for material in materials_of(book, "a.xlsx")} == {Context.FILE}


def test_names_beside_values_are_names() -> None:
    book = workbook_of({"S": [[None, "API Key", PAIR[1]], [None, "API Secret", PAIR[2], "main account"]]})
    assert places_of(book, "a.xlsx") == {("S!C1", "API Key", 1, 1), ("S!C2", "API Secret", 1, 1)}


def test_a_row_is_a_group_whatever_the_sheet() -> None:
    header = ["API Key", "API Secret"]
    book = workbook_of({"One": [header, PAIR[1:]], "Two": [header, ["{{ b.key }}", "{{ b.secret }}"]]})
    groups = {material.member: material.group for material in materials_of(book, "a.xlsx")}
    assert groups["One!A2"] == groups["One!B2"] != groups["Two!A2"] == groups["Two!B2"]


def test_sheets_give_context_to_each_other() -> None:
    book = workbook_of({"About": [["Bots on api.backpack.exchange"]], "Keys": [["key", "secret"], PAIR[1:]]})
    assert {material.context for material in materials_of(book, "a.xlsx")} == {Context.FILE}
    named = workbook_of({"Backpack": [["note"]], "Keys": [["exchange api key", "api secret"], PAIR[1:]]})
    assert {material.context for material in materials_of(named, "a.xlsx")} == {Context.FILE}


def test_a_text_in_the_cell_is_read_with_its_lines() -> None:
    book = workbook_of({"S": [["account", "api key and secret"], ["a", "key: {{ a.key }}\n\nsecret: {{ a.secret }}"]]})
    assert places_of(book, "a.xlsx") == {("S!B2", "key", 1, 6), ("S!B2", "secret", 3, 9)}


def test_quotes_in_a_cell_move_nothing() -> None:
    book = workbook_of({"S": [["api secret", "note"], ['say "hi", api_secret="{{ a.secret }}"', 'x "y"']]})
    assert places_of(book, "a.xlsx") == {("S!A2", "api_secret", 1, 23)}


def test_a_value_in_two_fonts_is_one_value() -> None:
    secret = specimen("a").secret
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "Comment"
    sheet["A2"] = CellRichText(secret[:20], TextBlock(InlineFont(b=True), secret[20:]))
    buffer = io.BytesIO()
    book.save(buffer)
    assert {material.member for material in materials_of(buffer.getvalue(), "a.xlsx")} == {"Sheet!A2"}


def test_cells_that_refer_to_shared_strings() -> None:
    parts = parts_of(workbook_of({"S": [["API Key", "API Secret"], PAIR[1:]]}))
    texts: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    inline = rb'(<c r="\w+") t="inlineStr"><is><t>([^<]*)</t></is></c>'
    parts["xl/worksheets/sheet1.xml"] = re.sub(inline, shared, parts["xl/worksheets/sheet1.xml"])
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b"<sst %s>%s</sst>" % (space, strings)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed)
    assert len(texts) == 4
    assert places_of(zip_of(parts), "a.xlsx") == {("S!A2", "API Key", 1, 1), ("S!B2", "API Secret", 1, 1)}


def test_comments_and_formulas_are_read_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = f'="backpack_api_secret={specimen("a").secret}"'
    sheet["B1"] = 3
    sheet["B1"].comment = Comment(f"backpack_api_key={specimen('a').key}", "me")
    buffer = io.BytesIO()
    book.save(buffer)
    found = {material.member: material.name for material in materials_of(buffer.getvalue(), "a.xlsx")}
    assert found["Sheet!A1"] == "backpack_api_secret"
    assert any(member and member.startswith("xl/comments") for member in found)


def test_a_workbook_in_an_archive() -> None:
    data = zip_of({"keys/accounts.xlsx": workbook_of({"S": [["API Key", "API Secret"], PAIR[1:]]})})
    assert {material.member for material in materials_of(data, "a.zip")} == {
        "keys/accounts.xlsx!S!A2",
        "keys/accounts.xlsx!S!B2",
    }


def test_a_workbook_in_which_nothing_is_spotted_is_not_parsed() -> None:
    book = parts_of(workbook_of({"S": [["Name", "Price"], ["SOL", "200"]]}))
    book["xl/worksheets/sheet1.xml"] = b"no XML at all"
    assert not held(zip_of(book), "a.xlsx", deserves=lambda _: False).skipped
    assert held(zip_of(book), "a.xlsx").reasons.startswith("a.xlsx: damaged or too large")


def test_a_workbook_that_is_cut_off_is_read_by_its_parts() -> None:
    book = workbook_of({"S": [["API Key", "API Secret"], PAIR[1:]]})
    cut = book[: book.index(b"PK\x01\x02")]
    assert {material.member for material in materials_of(cut, "a.xlsx")} == {"xl/worksheets/sheet1.xml"}
    skipped = batch_of(cut, "a.xlsx").skipped
    assert any(skip.incomplete and "cut off" in skip.reason for skip in skipped)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "damage", [b"", b"<", b"<a></b>", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>']
)
def test_parts_that_are_no_xml_or_another(part: str, damage: bytes) -> None:
    parts = parts_of(workbook_of({"S": [["API Key", "API Secret"], PAIR[1:]]})) | {part: damage}
    found = held(zip_of(parts), "a.xlsx")
    assert found.files
    assert not found.incomplete


def test_two_cells_at_the_corners_of_a_sheet_take_no_room() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "api secret", specimen("a").secret
    buffer = io.BytesIO()
    book.save(buffer)
    assert {material.member for material in materials_of(buffer.getvalue(), "a.xlsx")} == {"Sheet!XFD1048576"}


@pytest.mark.parametrize(
    ("rows", "limits"),
    [(1 << 17, Limits(free_bytes=8 << 20)), pytest.param(1 << 20, Limits(), marks=pytest.mark.slow)],
    ids=["an eighth of all", "all that a sheet can have"],
)
def test_many_sheets_of_empty_rows_are_a_bomb(rows: int, limits: Limits) -> None:
    parts = parts_of(workbook_of({f"S{number}": [["api key"]] for number in range(6)}))
    last = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % (rows, rows)
    for name in parts:
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(rb"</sheetData>", last, parts[name])
    found = held(zip_of(parts), "a.xlsx", limits)
    assert "decompression bomb" in found.reasons
