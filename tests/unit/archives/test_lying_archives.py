"""Archives that lie: nothing that a tool would unpack from them is passed over without a word, in time linear in their size."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Sequence

import pytest
from packing import ENV, database_of, held, materials_of, tar_of, workbook_of, zip_of

from auditor.archives.limits import Limits
from auditor.classification.sample_keys import specimen

LIMITS = Limits(total_bytes=100_000, ratio=1, free_bytes=100_000)
DIRECTORY, END = b"PK\x01\x02", b"PK\x05\x06"


def leaks(data: bytes, name: str) -> set[str | None]:
    """The members in which the pair is found."""
    return {material.member for material in materials_of(data, name)}


def hiding(method: int) -> bytes:
    """An archive whose directory knows only the first five bytes of a member."""
    data = bytearray(zip_of({".env": b"hello" + ENV, "z": b"1"}, method=method))
    at = data.index(DIRECTORY)
    struct.pack_into("<I", data, at + 16, zlib.crc32(b"hello"))
    struct.pack_into("<I", data, at + 24, 5)
    if method == zipfile.ZIP_STORED:
        struct.pack_into("<I", data, at + 20, 5)
    return bytes(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_directory_that_makes_a_member_shorter(method: int) -> None:
    assert leaks(hiding(method), "a.zip")


def test_a_size_that_is_too_small_with_the_right_checksum_is_said() -> None:
    data = bytearray(zip_of({".env": ENV}))
    struct.pack_into("<I", data, data.index(DIRECTORY) + 24, 5)
    found = held(bytes(data), "a.zip")
    assert found.files == {".env": ENV}
    assert found.reasons == "a.zip!.env: larger than its directory says; all of it was read"
    assert not found.incomplete


def test_members_that_the_directory_does_not_list() -> None:
    hidden = zip_of({".env": ENV})
    for data in (hidden + zip_of({"a": b"1"}), hidden[: hidden.index(DIRECTORY)] + END + b"\0" * 18):
        assert ".env" in leaks(data, "a.zip")
        found = held(data, "a.zip")
        assert "members that its directory does not list" in found.reasons
        assert not found.incomplete


def test_a_folder_that_holds_bytes_is_a_file() -> None:
    assert leaks(zip_of({"x/": ENV, "y": b"1"}), "a.zip") == {"x"}
    assert held(zip_of({"x/": b"", "y": b"1"}), "a.zip").files == {"y": b"1"}


def test_comments_and_what_is_around_the_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a")
        info.comment = ENV
        archive.writestr(info, b"1")
    plain = zip_of({"a": b"1"})
    for data, name in ((buffer.getvalue(), "a.zip"), (plain + ENV, "a.zip"), (ENV + plain, "a.pyz")):
        assert leaks(data, name) == {"outside its members"}
    assert held(plain, "a.zip").files == {"a": b"1"}


def overlapping(count: int) -> bytes:
    """Members that each begin in the one before and reach to the end, by headers with a gap behind each."""
    body = b"".join(
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 1 << 30, 1 << 30, 1, 0) + b"a" + b"\0" * 49
        for _ in range(count)
    )
    records = b"".join(
        struct.pack("<4s6H3I5H2I", DIRECTORY, 20, 20, 0, 0, 0, 0, 0, size, size, 1, 0, 0, 0, 0, 0, 0) + b"a"
        for size in range(1, 80 * count, 80)
    )
    return body + records + struct.pack("<4s4H2IH", END, 0, 0, count, count, len(records), len(body), 0)


def test_members_that_overlap_with_gaps_take_linear_time() -> None:
    data = overlapping(8000)
    began = time.process_time()
    found = held(data, "a.zip")
    assert time.process_time() - began < 5
    assert found.incomplete


def test_archives_one_after_the_other_in_a_tar() -> None:
    both = tar_of({"a": b"1"}) + tar_of({".env": ENV}) + tar_of({"b": b"2"})
    for data, name in ((both, "a.tar"), (gzip.compress(both), "a.tgz")):
        found = held(data, name)
        assert found.files == {"a": b"1", ".env": ENV, "b": b"2"}
        assert not found.skipped
    assert not held(tar_of({"a": b"1"}) + b"\0" * (1 << 20), "a.tar").skipped


def test_a_member_of_a_kind_that_nobody_knows_is_a_file() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, kind in ((".env", b"Z"), ("b", tarfile.REGTYPE)):
            info = tarfile.TarInfo(name)
            info.size, info.type = len(ENV), kind
            archive.addfile(info, io.BytesIO(ENV))
    assert held(buffer.getvalue(), "a.tar").files == {".env": ENV, "b": ENV}


@pytest.mark.parametrize(("pack", "name"), [(bz2.compress, "a.bz2"), (lzma.compress, "a.xz"), (gzip.compress, "a.gz")])
def test_what_follows_compressed_streams(pack: type[bytes], name: str) -> None:
    several = pack(b"1") + pack(b"") + pack(ENV)
    assert held(several, name).files == {"a": b"1" + ENV}
    assert not held(several, name).skipped
    assert not held(several + b"\0" * 512, name).skipped
    assert "damaged or cut off" in held(several + ENV, name).reasons
    assert held(several[:-9], name).incomplete


def test_pages_that_are_read_many_times_end() -> None:
    """A tree of three levels in which each page points a hundred times to one below."""
    rows: dict[str, Sequence[Sequence[object]]] = {"t": [("x" * 60,)] * 20}
    data = bytearray(database_of("PRAGMA page_size = 1024", "CREATE TABLE t (api_secret)", rows=rows))
    size = 1024
    root = 1  # the table's root: the second page
    pages = len(data) // size
    leaf = next(page for page in range(root, pages) if data[page * size] == 13)
    for level in range(3):
        target = leaf + 1 if level == 2 else pages + level + 2
        cells = b"".join(struct.pack(">IB", target, 1) for _ in range(100))
        header = struct.pack(">BHHHBI", 5, 0, 100, size - len(cells), 0, target)
        pointers = b"".join(struct.pack(">H", size - len(cells) + 5 * cell) for cell in range(100))
        data += (header + pointers).ljust(size - len(cells), b"\0") + cells
    data[root * size : (root + 1) * size] = data[pages * size : (pages + 1) * size]
    struct.pack_into(">I", data, 28, len(data) // size)
    found = held(bytes(data), "x.db")
    assert "x.db!t: damaged" in found.reasons
    assert found.members[-1].data == bytes(data)


def test_blobs_and_defaults_of_a_database_count_by_their_length() -> None:
    wide = database_of(
        "CREATE TABLE t (a)", *["INSERT INTO t VALUES (1)"] * 40, f"ALTER TABLE t ADD b DEFAULT x'{'ff' * 3000}'"
    )
    assert "unpacks to more than" in held(wide, "x.db", LIMITS).reasons


def test_cells_that_share_one_long_text_count_by_its_length() -> None:
    book = workbook_of({"S": [["api secret"], [specimen("a").secret], ["text " * 300]]})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = b"<sst %s><si><t>%s</t></si></sst>"
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = strings % (space, b"text " * 300)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed)
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(4, 90))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    found = held(zip_of(parts), "a.xlsx", LIMITS)
    assert "unpacks to more than" in found.reasons
    assert found.incomplete
