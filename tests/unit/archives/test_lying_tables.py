"""Databases and workbooks that lie: a secret that a tool would show is found wherever it is, or the report says what was not read."""

from __future__ import annotations

import io
import re
import sqlite3
import struct
import time
import zipfile
from collections.abc import Mapping

import pytest
from packing import batch_of, database_of, held, materials_of, workbook_of, zip_of

from auditor.classification.sample_keys import expand

KEY, SECRET = "{{ a.key }}", "{{ a.secret }}"
TABLE = "CREATE TABLE t (backpack_api_key, backpack_api_secret)"
ROW = "INSERT INTO t VALUES ('{{ a.key }}', '{{ a.secret }}')"
PAGE = 1024


def database(*statements: str, encoding: str = "UTF-8") -> bytes:
    return database_of(f"PRAGMA encoding = '{encoding}'", f"PRAGMA page_size = {PAGE}", *statements)


def rewritten(change: str, encoding: str) -> bytes:
    """A database whose schema was changed by hand."""
    connection = sqlite3.connect(":memory:")
    for statement in (f"PRAGMA encoding = '{encoding}'", TABLE, ROW, "PRAGMA writable_schema = ON", change):
        connection.execute(expand(statement))
    connection.commit()
    return connection.serialize()


def patched(data: bytes, form: str, *values: tuple[int, int]) -> bytes:
    changed = bytearray(data)
    for at, value in values:
        struct.pack_into(form, changed, at, value)
    return bytes(changed)


def long_row(text: str) -> str:
    """Returns a statement whose value takes several pages, and has a text at its end."""
    return "INSERT INTO t VALUES ('note', '" + "backpack " * 700 + text + "')"


FORMS = {
    "a table": (TABLE, ROW),
    "a deleted row": (TABLE, ROW, "DELETE FROM t"),
    "a dropped table": ("CREATE TABLE u (a)", TABLE, ROW, "DROP TABLE t"),
    "without row ids": ("CREATE TABLE t (backpack_api_key PRIMARY KEY, backpack_api_secret) WITHOUT ROWID", ROW),
    "full text": ("CREATE VIRTUAL TABLE t USING fts5(backpack_api_key, backpack_api_secret)", ROW),
    "a default": (f"CREATE TABLE t (backpack_api_key DEFAULT '{KEY}', backpack_api_secret DEFAULT '{SECRET}')",),
    "a view": ("CREATE TABLE x (a)", f"CREATE VIEW v AS SELECT '{SECRET}' AS backpack_api_secret"),
    "a trigger": (
        "CREATE TABLE x (a)",
        "CREATE TRIGGER v AFTER INSERT ON x BEGIN UPDATE x SET a = 'BACKPACK_API_SECRET={{ a.secret }}'; END",
    ),
    "an index": ("CREATE TABLE x (a)", f"CREATE INDEX i ON x (a) WHERE a <> 'backpack_api_secret={SECRET}'"),
    "an overflow page": (
        "CREATE TABLE t (name, value)",
        long_row("api_secret={{ a.secret }}"),
    ),
    "a deleted overflow page": (
        "CREATE TABLE t (name, value)",
        long_row("api_secret={{ a.secret }}"),
        "DELETE FROM t",
    ),
}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
@pytest.mark.parametrize("statements", FORMS.values(), ids=FORMS)
def test_wherever_a_database_keeps_it(statements: tuple[str, ...], encoding: str) -> None:
    assert materials_of(database(*statements, encoding=encoding), "x.db")


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sqlite_master SET type = 'view'",
        "UPDATE sqlite_master SET sql = NULL",
        "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE t USING fts5(a)'",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE t (('",
    ],
)
def test_a_schema_that_hides_a_table(change: str, encoding: str) -> None:
    assert materials_of(rewritten(change, encoding), "x.db")


def test_hostile_sql_is_not_run() -> None:
    data = database(
        "CREATE TABLE t (backpack_api_key, backpack_api_secret, c AS (hex(zeroblob(100000000))))",
        ROW.replace("t VALUES", "t (backpack_api_key, backpack_api_secret) VALUES"),
        "CREATE VIEW v AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a FROM n",
    )
    began = time.process_time()
    assert {material.member for material in materials_of(data, "x.db")} >= {"t row 1 backpack_api_secret"}
    assert time.process_time() - began < 2


def test_loops_of_pages_end() -> None:
    data = database(TABLE, ROW, "CREATE TABLE u (z)", *["INSERT INTO u VALUES (hex(zeroblob(2500)))"] * 3)
    pages = range(1, len(data) // PAGE)
    overflow = [page for page in pages if data[page * PAGE] == 0 and struct.unpack_from(">I", data, page * PAGE)[0]]
    free = database(
        "CREATE TABLE u (z)", TABLE, ROW, *["INSERT INTO u VALUES (hex(zeroblob(450)))"] * 20, "DELETE FROM u"
    )
    trunk = struct.unpack_from(">I", free, 32)[0]
    hostile = {
        "to the first": patched(data, ">I", (overflow[-1] * PAGE, overflow[0] + 1)),
        "to itself": patched(data, ">I", *((page * PAGE, page + 1) for page in overflow)),
        "in the free list": patched(free, ">I", ((trunk - 1) * PAGE, trunk)),
        "a free list outside": patched(free, ">I", (32, 1 << 31)),
        "one page": patched(free, ">I", (28, 1)),
        "too many pages": patched(free, ">I", (28, 1 << 30)),
        "another size of pages": patched(free, ">H", (16, 512)),
        "another encoding": patched(free, ">I", (56, 2)),
    }
    for label, lying in hostile.items():
        began = time.process_time()
        assert materials_of(lying, "x.db"), label
        assert time.process_time() - began < 2, label


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
RELATIONS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@pytest.fixture(scope="module")
def book() -> Mapping[str, bytes]:
    """The parts of a workbook whose cells refer to shared strings."""
    made = workbook_of({"S": [["backpack api key", "backpack api secret"], [KEY, SECRET]]})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = re.findall(rb"<is><t>(.*?)</t></is>", parts[SHEET])
    for index, text in enumerate(texts):
        parts[SHEET] = parts[SHEET].replace(b't="inlineStr"><is><t>%s</t></is>' % text, b't="s"><v>%d</v>' % index)
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    parts[STRINGS] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % items
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % _KIND
    parts[TYPES] = parts[TYPES].replace(b"</Types>", listed)
    return parts


def cells(content: bytes) -> tuple[bytes, bytes]:
    return b"</sheetData>", b'<row r="5">%s</row></sheetData>' % content


HIDDEN = expand(SECRET).encode()
CHANGES: dict[str, Mapping[str, tuple[bytes, bytes] | None]] = {
    "as it should be": {},
    "an index out of range": {SHEET: (b"<v>1</v>", b"<v>99999999</v>")},
    "a negative index": {SHEET: (b"<v>1</v>", b"<v>-1</v>")},
    "a text that no cell has": {SHEET: (b'<c r="B2" t="s"><v>3</v></c>', b"")},
    "the list of sheets": {"xl/workbook.xml": (b"<sheets>", b"<sheets/><x>")},
    "no relations": {RELATIONS: None},
    "no book": {"xl/workbook.xml": None},
    "no types": {TYPES: None},
    "a sheet elsewhere": {RELATIONS: (b'Target="/xl/worksheets/sheet1.xml"', b'TargetMode="External" Target="http://127.0.0.1:9/x"')},
    "a sheet outside": {RELATIONS: (b"/xl/worksheets/sheet1.xml", b"../../../../etc/passwd")},
    "another part for a sheet": {RELATIONS: (b"/xl/worksheets/sheet1.xml", b"/xl/styles.xml")},
    "an entity": {STRINGS: (b"<sst", b'<!DOCTYPE sst [<!ENTITY s "backpack">]><sst')},
    "the result of a formula": {
        STRINGS: (HIDDEN, b"gone"),
        SHEET: cells(b'<c r="A5" t="str"><f>CONCAT(X1,X2)</f><v>%s</v></c>' % HIDDEN),
    },
    "in a formula": {STRINGS: (HIDDEN, b"gone"), SHEET: cells(b'<c r="A5"><f>"%s"</f></c>' % HIDDEN)},
    "inline and in two fonts": {
        STRINGS: (HIDDEN, b"gone"),
        SHEET: cells(b'<c r="B5" t="inlineStr"><is><r><t>%s</t></r><r><t>%s</t></r></is></c>' % (HIDDEN[:20], HIDDEN[20:])),
    },
}  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_wherever_a_workbook_keeps_it(
    book: Mapping[str, bytes], changes: Mapping[str, tuple[bytes, bytes] | None]
) -> None:
    parts = dict(book)
    for name, change in changes.items():
        if change is None:
            del parts[name]
        else:
            assert change[0] in parts[name]
            parts[name] = parts[name].replace(*change)
    assert materials_of(zip_of(parts), "a.xlsx"), held(zip_of(parts), "a.xlsx").reasons


def test_an_entity_of_a_workbook_opens_no_file_and_does_not_grow(book: Mapping[str, bytes], tmp_path: object) -> None:
    other = f"{tmp_path}/other"
    with open(other, "w", encoding="ascii") as file:  # noqa: PTH123 - a name in XML
        file.write(expand("BACKPACK_API_SECRET={{ b.secret }}"))
    laughs = b"".join(b'<!ENTITY b%d "%s">' % (level, b"&b%d;" % (level - 1) * 10) for level in range(1, 9))
    for entity, use in (
        (b'<!ENTITY s SYSTEM "file://%s">' % other.encode(), b"&s;"),
        (b'<!ENTITY b0 "ab">' + laughs, b"&b8;"),
    ):
        parts = dict(book)
        parts[SHEET] = b"<!DOCTYPE w [%s]>" % entity + parts[SHEET].replace(
            *cells(b'<c r="A5" t="inlineStr"><is><t>%s</t></is></c>' % use)
        )
        began = time.process_time()
        batch = batch_of(zip_of(parts), "a.xlsx")
        assert time.process_time() - began < 3
        tokens = {material.token for blob in batch.examined for material in blob.materials}
        assert tokens == {material.token for material in materials_of(zip_of(dict(book)), "a.xlsx")}


def test_a_value_that_a_cell_shows_is_found_once(book: Mapping[str, bytes]) -> None:
    found = materials_of(zip_of(dict(book)), "a.xlsx")
    assert sorted(material.member or "" for material in found) == ["S!A2", "S!B2"]
