from __future__ import annotations

import io
import struct
import zipfile

import pytest
from msgspec.structs import replace
from packing import ENV, SMALL, held, zip_of

from auditor.archives.limits import Limits

DAMAGED = "damaged or cut off"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_of_every_method_are_read(method: int) -> None:
    found = held(zip_of({"a/.env": ENV, "b.txt": b"b"}, method=method), "bots.zip")
    assert found.files == {"a/.env": ENV, "b.txt": b"b"}
    assert not found.skipped


def test_the_reader_is_chosen_by_the_path_in_the_archive() -> None:
    (member,) = held(zip_of({"deploy/.env": ENV}), "x/bots.zip").members
    assert member.reader_name == "x/bots.zip/deploy/.env"


def test_zip64_and_folders_and_an_archive_without_members_are_nothing_special() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("folder") if hasattr(archive, "mkdir") else archive.writestr("folder/", b"")
        with archive.open(zipfile.ZipInfo("big"), "w", force_zip64=True) as file:
            file.write(ENV)
    assert held(buffer.getvalue(), "a.zip").files == {"big": ENV}
    assert held(zip_of({}), "a.zip").skipped == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/.env", "etc/.env"),
        ("/etc/.env", "etc/.env"),
        ("C:\\Users\\me\\.env", "Users/me/.env"),
        ("a/../../.env", "a/.env"),
        ("//server/share/.env", "server/share/.env"),
    ],
)
def test_a_path_that_leaves_the_archive_is_shown_without_and_noted(name: str, shown: str) -> None:
    found = held(zip_of({name: ENV}), "a.zip")
    assert found.files == {shown: ENV}
    assert [(skip.path, skip.incomplete) for skip in found.skipped] == [(f"a.zip!{shown}", False)]
    assert "leaves the archive" in found.reasons


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_two_places() -> None:
    found = held(zip_of([(".env", b"1"), (".env", b"2"), ("./.env", b"3")]), "a.zip")
    assert found.files == {".env": b"1", ".env (2)": b"2", ".env (3)": b"3"}
    assert {member.reader_name for member in found.members} == {"a.zip/.env"}


def test_encrypted_members_are_said_and_the_others_read() -> None:
    data = bytearray(zip_of({"secret.txt": b"s" * 30, "open.txt": b"o"}, method=zipfile.ZIP_STORED))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    found = held(bytes(data), "a.zip")
    assert found.files == {"open.txt": b"o"}
    assert found.reasons == "a.zip!secret.txt: encrypted: not read"
    assert found.incomplete


def test_many_members_with_one_reason_are_one_line() -> None:
    data = zip_of({f"{number}.txt": b"x" for number in range(300)}, method=zipfile.ZIP_STORED)
    data = data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    data = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    found = held(data, "a.zip")
    assert found.reasons == "a.zip!0.txt: encrypted: not read (and 299 more)"


def test_an_unknown_method_is_said() -> None:
    data = bytearray(zip_of({"a.txt": b"a"}, method=zipfile.ZIP_STORED))
    for at in (8, data.index(b"PK\x01\x02") + 10):
        data[at] = 9
    found = held(bytes(data), "a.zip")
    assert "method that is not known" in found.reasons
    assert found.incomplete


def test_a_wrong_checksum_costs_nothing() -> None:
    data = bytearray(zip_of({".env": ENV, "b": b"b"}))
    for at in (14, data.index(b"PK\x01\x02") + 16):
        data[at : at + 4] = b"\1\2\3\4"
    found = held(bytes(data), "a.zip")
    assert found.files == {".env": ENV, "b": b"b"}
    assert found.reasons == "a.zip!.env: its checksum is wrong; it was read anyway"
    assert not found.incomplete


def test_an_archive_without_its_end_is_read_from_the_front() -> None:
    data = zip_of({".env": ENV, "b": b"b" * 50})
    found = held(data[: data.index(b"PK\x01\x02")], "a.zip")
    assert found.files == {".env": ENV, "b": b"b" * 50}
    assert DAMAGED in found.reasons
    assert found.incomplete


def test_of_a_member_that_is_cut_off_the_start_is_read() -> None:
    data = zip_of({"first": b"1", "log": b"".join(b"line %d\n" % number for number in range(5000))})
    found = held(data[: len(data) // 2], "a.zip")
    assert found.files["first"] == b"1"
    assert found.files["log"].startswith(b"line 0\nline 1\n")
    assert found.incomplete


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_sizes_that_only_follow_their_member_are_no_obstacle(method: int) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        archive.writestr(".env", ENV)
        archive.writestr("b", b"b")
    data = pipe.getvalue()
    assert held(data, "a.zip").files == {".env": ENV, "b": b"b"}
    assert held(data[: data.index(b"PK\x01\x02")], "a.zip").files == {".env": ENV, "b": b"b"}


def test_a_directory_beyond_measure_is_not_loaded() -> None:
    data = zip_of({f"{number:05}": b"" for number in range(15)})
    end = data.index(b"PK\x05\x06")
    fake = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 15, 15, 1 << 25, 0, 0)
    found = held(data[:end] + b"\0" * (1 << 25) + fake, "a.zip")
    assert len(found.members) == 15
    assert DAMAGED in found.reasons


def test_a_bomb_is_reported_and_left() -> None:
    found = held(zip_of({"a": b"\0" * 1000, "bomb": b"\0" * 1_000_000}), "a.zip", SMALL)
    assert "decompression bomb" in found.reasons or "larger than the limit" in found.reasons
    assert sum(map(len, found.files.values())) <= SMALL.total_bytes


def test_many_small_bombs_are_one_bomb() -> None:
    found = held(zip_of({str(number): b"\0" * 1999 for number in range(15)}), "a.zip", SMALL)
    assert "a decompression bomb?" in found.reasons
    assert len(found.members) < 15
    assert found.incomplete


def test_bombs_in_bombs_are_one_bomb_with_its_path() -> None:
    bomb = zip_of({"zeros": b"\0" * 1900})
    outer = zip_of({f"{number}.zip": zip_of({"x/y.zip": bomb, "z.zip": bomb}) for number in range(8)})
    found = held(outer, "42.zip", replace(SMALL, members=1000))
    assert len(found.skipped) == 1
    assert found.skipped[0].path.startswith("42.zip!")
    assert "a decompression bomb?" in found.reasons


def test_an_archive_that_holds_itself_ends_at_the_depth() -> None:
    data = zip_of({".env": ENV})
    for _ in range(40):
        data = zip_of({"again.zip": data})
    found = held(data, "again.zip")
    assert found.reasons == "again.zip!again.zip!again.zip!again.zip: an archive nested too deeply: not opened"


def test_an_archive_behind_a_program() -> None:
    data = b"#!/usr/bin/env python3\n" + zip_of({"__main__.py": ENV})
    assert held(data, "tool.pyz").files == {"__main__.py": ENV}
    assert held(data[:-40], "tool.pyz").files == {"__main__.py": ENV}


def test_overlapping_members_are_counted_each_time() -> None:
    data = zip_of({"kernel": b"\0" * 1900})
    at = data.index(b"PK\x01\x02")
    record = data[at : data.index(b"PK\x05\x06")]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 19, 19, 19 * len(record), at, 0)
    found = held(data[:at] + 19 * record + end, "a.zip", SMALL)
    assert "a decompression bomb?" in found.reasons


def test_more_members_than_the_limit() -> None:
    found = held(zip_of({f"{number}": b"x" for number in range(25)}), "a.zip", SMALL)
    assert len(found.members) == SMALL.members
    assert found.reasons == "a.zip: holds more than 20 members; the rest was not read"


def test_no_more_than_fifty_thousand_members_are_read() -> None:
    assert Limits().members == 50_000


@pytest.mark.slow
def test_a_hundred_thousand_members() -> None:
    data = zip_of({f"{number}": b"" for number in range(100_000)}, method=zipfile.ZIP_STORED)
    found = held(data, "a.zip", deserves=lambda _: False)
    assert len(found.members) == 50_000
    assert found.reasons == "a.zip: holds more than 50,000 members; the rest was not read"
    assert found.incomplete


def test_of_a_large_member_the_start_is_read() -> None:
    found = held(zip_of({"log": bytes(range(256)) * 10}, method=zipfile.ZIP_STORED), "a.zip", SMALL)
    assert len(found.files["log"]) == SMALL.member_bytes
    assert found.reasons == "a.zip!log: larger than the limit for a member: only its start was read"


def test_what_only_starts_like_an_archive_is_read_as_it_is() -> None:
    found = held(b"PK\x03\x04 API_SECRET=x", "notes.txt")
    assert found.files == {"": b"PK\x03\x04 API_SECRET=x"}
    assert found.members[0].reader_name == "notes.txt"
    assert "read as plain text" in found.reasons
