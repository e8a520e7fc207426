from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import pytest
from packing import ENV, SMALL, held, tar_of

BLOCK = 512


def signed(header: bytes) -> bytes:
    """A header with the checksum that it should have."""
    blank = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(blank) + header[156:]


def header_of(name: bytes, size: bytes, kind: bytes = b"0") -> bytes:
    fields = name.ljust(100, b"\0") + b"0000644\0" * 3 + size.ljust(12, b"\0") + b"0" * 11 + b"\0" + b" " * 8 + kind
    return signed(fields.ljust(257, b"\0") + b"ustar\x0000".ljust(BLOCK - 257, b"\0"))


def has_keys(data: bytes) -> bool:
    """Passes over headers, which are read like a member where they deserve it."""
    return b"BACKPACK" in data


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["a/.env", "deep/" * 18 + ".env", "x" * 60 + "/" + "y" * 90])
def test_every_dialect_and_length_of_name(form: int, name: str) -> None:
    found = held(tar_of({name: ENV, "b": b"b"}, form=form), "bots.tar", deserves=has_keys)
    assert found.files == {name: ENV, "b": b"b"}
    assert not found.skipped


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("bots.tgz", gzip.compress),
        ("bots.tar.gz", gzip.compress),
        ("bots.tar.bz2", bz2.compress),
        ("bots.txz", lzma.compress),
        ("layer", gzip.compress),
    ],
)
def test_a_compressed_archive_is_one_level(name: str, pack: object) -> None:
    assert callable(pack)
    found = held(pack(tar_of({"a/.env": ENV})), name)
    assert found.files == {"a/.env": ENV}
    assert found.members[0].reader_name == f"{name}/a/.env"


def test_an_old_archive_without_a_mark_is_known_by_its_name() -> None:
    data = tar_of({"a/.env": ENV}, form=tarfile.USTAR_FORMAT)
    old = signed(data[:257] + b"\0" * 8 + data[265:BLOCK]) + data[BLOCK:]
    assert held(old, "bots.tar", deserves=has_keys).files == {"a/.env": ENV}
    assert held(gzip.compress(old), "bots.tgz", deserves=has_keys).files == {"a/.env": ENV}


def test_links_and_devices_hold_nothing_and_nothing_is_followed() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo("link" + kind.decode())
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("b")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"b"))
    found = held(buffer.getvalue(), "a.tar", deserves=has_keys)
    assert found.files == {"b": b"b"}
    assert not found.skipped


def test_paths_that_leave_the_archive_and_names_that_come_twice() -> None:
    found = held(tar_of([("../.env", b"1"), ("/.env", b"2"), ("b", b"3")]), "a.tar")
    assert found.files == {".env": b"1", ".env (2)": b"2", "b": b"3"}
    assert "leaves the archive" in found.reasons
    assert found.reasons.endswith("(and 1 more)")
    assert not found.incomplete


def test_of_a_sparse_file_what_is_stored_is_read() -> None:
    headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "disk",
        "GNU.sparse.realsize": str(1 << 40),
    }
    stored = b"1\n1099511000000\n5\n".ljust(BLOCK, b"\0") + b"hello"
    info = tarfile.TarInfo("GNUSparseFile.0/disk")
    info.size, info.pax_headers = len(stored), headers
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(stored))
    assert held(buffer.getvalue(), "a.tar", deserves=has_keys).files == {"disk": b"hello"}


@pytest.mark.parametrize("cut", [700, 1024 + 5, 1024 + BLOCK])
def test_what_is_before_the_cut_is_read(cut: int) -> None:
    data = tar_of({"a": b"a", "log": b"line\n" * 1000})
    for blob, name in ((data[:cut], "a.tar"), (gzip.compress(data[:cut]), "a.tgz")):
        found = held(blob, name)
        assert found.files["a"] == b"a"
        assert found.incomplete
        assert "damaged or cut off" in found.reasons


def test_a_compressed_archive_that_is_cut_off() -> None:
    data = gzip.compress(tar_of({"a": b"a", "log": b"".join(b"%d\n" % number for number in range(20_000))}))
    found = held(data[: len(data) // 2], "a.tgz")
    assert found.files["a"] == b"a"
    assert found.files["log"].startswith(b"0\n1\n2\n")
    assert found.incomplete


def test_a_header_that_is_damaged_in_the_middle_is_said() -> None:
    data = bytearray(tar_of({"a": b"a", "b": b"b", "c": b"c"}))
    data[1024:1100] = b"\xff" * 76
    found = held(bytes(data), "a.tar")
    assert found.files == {"a": b"a"}
    assert found.incomplete


@pytest.mark.parametrize(
    "size", [b"\x80" + b"\0" * 6 + b"\xff" * 5, b"\xff" * 12, b"\xff" * 10 + b"\xfe\0", b"7" * 11, b"-1", b"x"]
)
@pytest.mark.parametrize("kind", [b"0", b"x", b"g", b"L", b"K", b"S", b"D"])
def test_sizes_from_nowhere_end_the_reading_and_nothing_else(size: bytes, kind: bytes) -> None:
    first = tar_of({"a": b"a"})[:1024]
    found = held(first + header_of(b"evil", size, kind) + b"\0" * BLOCK * 4, "a.tar")
    assert found.files["a"] == b"a"


def test_headers_without_end_do_not_recurse_or_fill_the_memory() -> None:
    chain = (header_of(b"././@LongLink", b"00000000100", b"L") + b"x".ljust(BLOCK, b"\0")) * 5000
    found = held(tar_of({"a": b"a"})[:1024] + chain, "a.tar")
    assert found.files["a"] == b"a"
    assert found.incomplete


def test_a_header_of_digits_alone_is_refused() -> None:
    digits = b"1" * 30_000
    header = header_of(b"pax", b"%011o" % len(digits), b"x")
    found = held(tar_of({"a": b"a"})[:1024] + header + digits.ljust(30_208, b"\0"), "a.tar")
    assert found.files["a"] == b"a"
    assert found.incomplete


def test_limits_hold_for_what_is_unpacked_on_the_way() -> None:
    bomb = gzip.compress(tar_of({"a": b"a", "zeros": b"\0" * 3_000_000}))
    found = held(bomb, "a.tgz", SMALL)
    assert found.files["a"] == b"a"
    assert sum(map(len, found.files.values())) < SMALL.total_bytes
    assert "decompression bomb" in found.reasons


def test_more_members_than_the_limit() -> None:
    found = held(tar_of({str(number): b"" for number in range(30)}), "a.tar", SMALL)
    assert len(found.members) == SMALL.members
    assert "more than 20 members" in found.reasons
