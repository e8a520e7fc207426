"""Headers of tar and gzip that lie or hold text: what a tool would unpack or show is found, or the report is incomplete."""

from __future__ import annotations

import gzip
import struct
import time
import zlib

import pytest
from packing import ENV, held, materials_of

from auditor.archives.gzip_headers import header_texts
from auditor.archives.limits import Limits

END = b"\0" * 1024
SIZE = len(ENV)
BLOCK = 512
OUTSIDE = "outside its members"


def octal(number: int, width: int) -> bytes:
    return b"%0*o\0" % (width - 1, number)


def summed(header: bytearray) -> bytes:
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % BLOCK)


def header(name: bytes, size: int | bytes, kind: bytes = b"0", magic: bytes = b"ustar\x0000") -> bytearray:
    block = bytearray(BLOCK)
    block[: len(name)] = name
    for at in (100, 108, 116):
        block[at : at + 8] = octal(0, 8)
    block[124:136] = octal(size, 12) if isinstance(size, int) else size
    block[136:148] = octal(0, 12)
    block[156:157] = kind
    block[257 : 257 + len(magic)] = magic
    return block


def entry(name: bytes, data: bytes, kind: bytes = b"0", size: int | bytes | None = None) -> bytes:
    return summed(header(name, len(data) if size is None else size, kind)) + padded(data)


def pax(*records: tuple[bytes, bytes], kind: bytes = b"x") -> bytes:
    body = b""
    for key, value in records:
        rest = b" %s=%s\n" % (key, value)
        size = len(rest) + 1
        while len(b"%d%s" % (size, rest)) != size:
            size += 1
        body += b"%d%s" % (size, rest)
    return entry(b"pax", body, kind)


def old_sparse(*stretches: tuple[int, int], real: int, more: bytes = b"", size: int = SIZE) -> bytes:
    """A file in the old GNU format for files with holes; `more` are further blocks of its map."""
    block = header(b".env", size, b"S", b"ustar  \0")
    for index, (start, length) in enumerate(stretches):
        block[386 + 24 * index : 410 + 24 * index] = number(start) + number(length)
    block[482] = bool(more)
    block[483:495] = number(real)
    return summed(block) + more + padded(ENV)


def number(value: int) -> bytes:
    """Twelve bytes: in octal digits, or in base 256 where that does not hold it."""
    return (
        octal(value, 12)
        if 0 <= value < 1 << 33
        else ((b"\xff" if value < 0 else b"\x80") + value.to_bytes(11, "big", signed=True))
    )


def new_sparse(map_of_holes: bytes) -> bytes:
    """A file with holes as pax 1.0 has it: its map is in front of its data."""
    said = ((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"), (b"GNU.sparse.realsize", b"%d" % SIZE))
    return pax(*said) + entry(b".env", padded(map_of_holes) + ENV)


def pax_sparse(map_of_holes: bytes) -> bytes:
    said = ((b"GNU.sparse.size", b"%d" % SIZE), (b"GNU.sparse.numblocks", b"1"), (b"GNU.sparse.map", map_of_holes))
    return pax(*said) + entry(b".env", ENV)


FOUND = {
    "old, no holes": old_sparse((0, SIZE), real=SIZE),
    "old, a hole behind a line": old_sparse((0, ENV.index(b"\n") + 1), (4096, SIZE - ENV.index(b"\n") - 1), real=8192),
    "old, its map says less": old_sparse((0, 5), real=5),
    "old, its map is empty": old_sparse(real=SIZE),
    "old, its map says more": old_sparse((0, 1 << 40), real=1 << 40),
    "old, negative": old_sparse((0, -1), real=-1),
    "old, its map goes on and says nothing": old_sparse(real=SIZE, more=b"\0" * 504 + b"\1" + b"\0" * 7 + b"\0" * BLOCK),
    "0.0": pax(*((b"GNU.sparse." + key, b"%d" % value) for key, value in ((b"size", SIZE), (b"numblocks", 1), (b"offset", 0), (b"numbytes", SIZE))))
    + entry(b".env", ENV),
    "0.1": pax_sparse(b"0,%d" % SIZE),
    "0.1, its map says less": pax_sparse(b"0,5"),
    "0.1, half a stretch": pax_sparse(b"0"),
    "1.0": new_sparse(b"1\n0\n%d\n" % SIZE),
    "1.0, its map says less": new_sparse(b"1\n0\n5\n"),
    "1.0, its map is empty": new_sparse(b"0\n"),
    "1.0, negative": new_sparse(b"1\n0\n-5\n"),
    "a size in base 256": entry(b".env", ENV, size=b"\x80" + SIZE.to_bytes(11, "big")),
    "a huge size": entry(b".env", ENV, size=b"\x80" + (1 << 80).to_bytes(11, "big")),
    "a size that is too small": entry(b".env", ENV, size=5),
    "a size in pax that is too small": pax((b"size", b"5")) + entry(b".env", ENV),
    "a huge size in pax": pax((b"size", b"9" * 17)) + entry(b".env", ENV),
    "behind a file in its block": entry(b"a", b"1" + ENV, size=1),
    "a comment": pax((b"comment", ENV)) + entry(b"a", b"1"),
    "a comment on all": pax((b"comment", ENV), kind=b"g") + entry(b"a", b"1"),
    "an attribute": pax((b"SCHILY.xattr.user.env", ENV)) + entry(b"a", b"1"),
    "a long name": entry(b"././@LongLink", ENV, b"L") + entry(b"a", b"1"),
    "a folder with bytes": entry(b"a", ENV, b"5") + entry(b"b", b"1"),
}  # fmt: skip


@pytest.mark.parametrize("archive", FOUND.values(), ids=FOUND)
def test_every_byte_of_an_archive_is_read_as_some_member(archive: bytes) -> None:
    for data, name in ((archive + END, "a.tar"), (gzip.compress(archive + END), "a.tgz")):
        assert {material.token for material in materials_of(data, name)}, held(data, name).reasons


NAMED = {
    "a map without end": new_sparse(b"1" * BLOCK),
    "a negative size": entry(b".env", ENV, size=b"\xff" + (-512).to_bytes(11, "big", signed=True)),
    "a wrong checksum": entry(b"a", b"1") + bytes([*entry(b".env", ENV)[:150], 57, *entry(b".env", ENV)[151:]]),
}


@pytest.mark.parametrize("archive", NAMED.values(), ids=NAMED)
def test_what_cannot_be_made_out_is_said(archive: bytes) -> None:
    assert held(archive + END, "a.tar").incomplete


def test_the_target_of_a_link_is_read() -> None:
    link = header(b"a", 0, b"2")
    target = ENV[ENV.index(b"BACKPACK_API_SECRET") :].strip()
    link[157 : 157 + len(target)] = target
    assert {material.member for material in materials_of(summed(link) + END, "a.tar")} == {OUTSIDE}


def test_text_behind_an_archive_is_read_and_another_archive_is_said() -> None:
    plain = entry(b"a", b"1") + END
    assert {material.member for material in materials_of(plain + END + ENV, "a.tar")} == {OUTSIDE}
    assert not held(plain + ENV, "a.tar").skipped
    assert held(plain + gzip.compress(ENV), "a.tar").reasons == "a.tar: bytes follow the end of the archive: not read"


def test_an_honest_archive_has_nothing_outside_its_members() -> None:
    honest = pax((b"mtime", b"1.5"), (b"path", b"a")) + entry(b"a", b"1") + entry(b"b", b"2" * BLOCK) + END
    assert set(held(honest, "a.tar", deserves=lambda data: b"BACKPACK" in data).files) == {"a", "b"}


def test_what_is_set_aside_is_bounded() -> None:
    limits = Limits(member_bytes=1000)
    found = held(entry(b"a", b"1") + END + b"x" * 5000, "a.tar", limits)
    assert len(found.files[OUTSIDE]) <= 1001
    assert found.incomplete


def gzipped(flags: int, fields: bytes, text: bytes = b"hello") -> bytes:
    packed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packed.compress(text) + packed.flush()
    return b"\x1f\x8b\x08%c\0\0\0\0\0\xff%s%s%s" % (
        flags,
        fields,
        body,
        struct.pack("<II", zlib.crc32(text), len(text)),
    )


EXTRA = struct.pack("<H", SIZE + 4) + b"AB" + struct.pack("<H", SIZE) + ENV
GZIPPED = {
    "name": gzipped(8, ENV + b"\0"),
    "comment": gzipped(16, ENV + b"\0"),
    "extra field": gzipped(4, EXTRA),
    "all": gzipped(28, b"\2\0ab" + b"name\0" + ENV + b"\0"),
    "of the second stream": gzipped(0, b"") + gzipped(16, ENV + b"\0"),
    "behind what looks like a header": gzipped(0, b"", b"\x1f\x8b\x08\x08" * 9) + gzipped(16, ENV + b"\0"),
}


@pytest.mark.parametrize("data", GZIPPED.values(), ids=GZIPPED)
def test_the_headers_of_gzip_are_read(data: bytes) -> None:
    assert {material.member for material in materials_of(data, "a.gz")} == {OUTSIDE}


def test_each_byte_of_many_headers_counts_once() -> None:
    assert header_texts(gzip.compress(b"1")) == b""
    for unit in (
        b"\x1f\x8b\x08\x08",
        b"\x1f\x8b\x08\x1c" + b"\0" * 6 + b"\xff\xff",
        b"\x1f\x8b\x08\x18" + b"\0" * 6 + b"a\0b\0",
    ):
        data = unit * 40_000
        began = time.process_time()
        assert len(header_texts(data)) <= len(data)
        assert time.process_time() - began < 3


def test_a_gzip_header_that_ends_early_is_no_error() -> None:
    assert header_texts(b"\x1f\x8b\x08\x1c" + b"\0" * 6) == b""
    assert header_texts(b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"name").strip() == b"name"
