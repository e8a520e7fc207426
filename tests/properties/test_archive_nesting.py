"""A planted value is found in any nesting of containers, at its place; and nothing that is broken raises."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from packing import ENV, SMALL, database_of, held, notebook_of, places_of, tar_of, workbook_of, zip_of

from auditor.archives.archive_registry import format_of
from auditor.archives.table import rendered
from auditor.readers.document import Document

Pack = Callable[[str, bytes], tuple[str, bytes]]
SINGLE: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
names = st.text("abcXYZ019-_ é漢", min_size=1, max_size=12).map(str.strip).filter(bool)
folders = st.lists(names, max_size=3).map("/".join)


@st.composite
def levels(draw: st.DrawFn) -> tuple[str, str]:
    """A kind of archive, and the folder in it."""
    return draw(st.sampled_from(["zip", "tar", "tgz", *SINGLE])), draw(folders)


def packed(inner: str, data: bytes, path: str, nesting: Sequence[tuple[str, str]]) -> tuple[str, str, bytes]:
    """The name of the outermost file, the member that holds the value, and the bytes."""
    name, member = inner, path
    for index, (kind, folder) in enumerate(nesting):
        noise = {"readme.txt": b"nothing", "z/bin": bytes(range(256))}
        if kind in SINGLE:
            data, outer = SINGLE[kind](data), name + kind
            # A compressed tar archive is one archive, not two.
            stored = name if index == 0 or nesting[index - 1][0] != "tar" else ""
        else:
            stored = f"{folder}/{name}" if folder else name
            archive = zip_of if kind == "zip" else tar_of
            data = archive({stored: data, **noise})
            data, outer = (gzip.compress(data), "all.tgz") if kind == "tgz" else (data, f"all.{kind}")
        member = "!".join(filter(None, (stored, member)))
        name = outer
    return name, member, data


@settings(max_examples=60)
@given(st.lists(levels(), min_size=1, max_size=3))
def test_a_value_is_found_in_any_nesting_up_to_the_depth(nesting: list[tuple[str, str]]) -> None:
    name, member, data = packed(".env", ENV, "", nesting)
    assert places_of(data, name) == {(member, "BACKPACK_API_KEY", 1, 18), (member, "BACKPACK_API_SECRET", 2, 21)}


@settings(max_examples=30)
@given(st.sampled_from(["book.ipynb", "bot.db", "keys.xlsx"]), st.lists(levels(), max_size=3))
def test_documents_in_cells_are_opened_in_the_innermost_archive(name: str, nesting: list[tuple[str, str]]) -> None:
    secret = "{{ a.secret }}"
    documents = {
        "book.ipynb": (notebook_of({"cell_type": "code", "source": f"backpack_api_secret='{secret}'"}), "cell 1"),
        "bot.db": (
            database_of(f"CREATE TABLE t AS SELECT '{secret}' AS backpack_api_secret"),
            "t row 1 backpack_api_secret",
        ),
        "keys.xlsx": (workbook_of({"S": [["backpack_api_secret"], [secret]]}), "S!A2"),
    }
    data, location = documents[name]
    name, member, data = packed(name, data, location, nesting)
    assert {found[:2] for found in places_of(data, name)} == {(member, "backpack_api_secret")}


@settings(max_examples=30)
@given(st.lists(levels().filter(lambda level: level[0] != "tar"), min_size=4, max_size=5))
def test_beyond_the_depth_it_is_said(nesting: list[tuple[str, str]]) -> None:
    name, _, data = packed(".env", ENV, "", nesting)
    found = held(data, name)
    assert "nested too deeply" in found.reasons
    assert found.incomplete


SAMPLES = [
    ("a.zip", zip_of({"x/.env": ENV, "b.tgz": gzip.compress(tar_of({".env": ENV}))})),
    ("a.tar", tar_of({"x" * 120: ENV, "b": b"b" * 600})),
    ("a.tgz", gzip.compress(tar_of({"x" * 120: ENV, "b": b"b" * 600}))),
    ("a.gz", gzip.compress(ENV)),
    ("a.xz", lzma.compress(ENV)),
    ("a.db", database_of("CREATE TABLE t (api_key, api_secret)", rows={"t": [("{{ a.key }}", "{{ a.secret }}")] * 9})),
    ("a.xlsx", workbook_of({"S": [["API Key"], ["{{ a.key }}"]]})),
    ("a.ipynb", notebook_of({"cell_type": "code", "source": ["x = '{{ a.secret }}'"], "outputs": []})),
]
damage = st.tuples(
    st.floats(0, 1), st.sampled_from(["cut", "write", "drop", "insert"]), st.binary(min_size=1, max_size=8)
)


@settings(max_examples=300)
@given(st.sampled_from(SAMPLES), st.lists(damage, min_size=1, max_size=6))
def test_no_damage_raises_and_limits_hold(sample: tuple[str, bytes], damages: list[tuple[float, str, bytes]]) -> None:
    name, data = sample
    for location, kind, some in damages:
        at = int(location * len(data))
        keep = {"cut": len(data), "write": at + len(some), "drop": at + 7, "insert": at}[kind]
        data = data[:at] + (some if kind in ("write", "insert") else b"") + data[keep:]
    if format_of(data, name) is None:
        return
    found = held(data, name, SMALL)
    assert sum(len(member.data) for member in found.members if not member.leftover and member.path) <= SMALL.total_bytes
    assert len(found.members) <= SMALL.members + 1


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=200)
@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6), st.booleans(), st.data())
def test_every_character_of_a_cell_has_its_place(rows: list[list[str]], has_header: bool, data: st.DataObject) -> None:
    width = max(map(len, rows))
    header = [f"column {index}" for index in range(width)] if has_header else []
    locations = [
        (row, column) for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell.strip("\0")
    ]
    if not locations:
        return
    row, column = data.draw(st.sampled_from(locations))
    marked = [list(cells) for cells in rows]
    marked[row][column] = before = marked[row][column] + "‡ value ‡"
    (member,) = rendered("t", marked, lambda row, column: f"{row}/{column}", header)
    document = Document(member.data.decode(), "t")
    start = document.text.index("‡ value ‡")
    assert member.locate
    path, span = member.locate(document.span(start, start + 9))
    assert path == f"{row + 1}/{column}"
    inside = Document(before, "cell")
    assert span == inside.span(len(before) - 9, len(before))
