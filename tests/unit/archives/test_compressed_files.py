from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from msgspec.structs import replace
from packing import ENV, SMALL, held, zip_of


@pytest.mark.parametrize(
    ("name", "inner", "pack"),
    [
        (".env.gz", ".env", gzip.compress),
        ("x/bot.log.bz2", "bot.log", bz2.compress),
        ("dump.sql.xz", "dump.sql", lzma.compress),
        ("dump.sql.lzma", "dump.sql", lambda data: lzma.compress(data, lzma.FORMAT_ALONE)),
        ("backup", "backup", gzip.compress),
        (".gz", ".gz", gzip.compress),
    ],
)
def test_a_single_file_goes_by_the_name_it_had(name: str, inner: str, pack: Callable[[bytes], bytes]) -> None:
    found = held(pack(ENV), name)
    assert found.files == {inner: ENV}
    assert not found.skipped


def test_files_that_were_joined_are_one() -> None:
    assert held(gzip.compress(b"one ") + gzip.compress(b"two"), "a.gz").files == {"a": b"one two"}


def test_what_is_before_the_damage_is_read() -> None:
    data = gzip.compress(b"".join(b"%d\n" % number for number in range(50_000)))
    for broken in (data[:-5], data[: len(data) // 2], data + b"garbage"):
        found = held(broken, "a.gz")
        assert found.files["a"].startswith(b"0\n1\n2\n")
        assert found.reasons == "a.gz: damaged or cut off: what could be made out was read"


def test_what_cannot_be_unpacked_at_all_is_read_as_it_is() -> None:
    data = b"\x1f\x8b\x08 BACKPACK_API_SECRET=x"
    found = held(data, "a.gz")
    assert found.files == {"": data}
    assert found.incomplete


def test_a_bomb_stops_at_the_limit() -> None:
    found = held(gzip.compress(b"\0" * 10_000_000), "bomb.gz", SMALL)
    assert [len(member.data) for member in found.members] == [SMALL.member_bytes]
    assert "only its start was read" in found.reasons


def test_a_bomb_is_read_in_constant_memory() -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    tracemalloc.start()
    try:
        found = held(bomb, "bomb.gz", replace(SMALL, member_bytes=100_000, total_bytes=1 << 40, ratio=1 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "only its start was read" in found.reasons
    assert peak < 3_000_000


def test_compressed_again_and_again_is_opened_to_the_depth() -> None:
    data = ENV
    for _ in range(3):
        data = gzip.compress(data)
    found = held(data, ".env.gz.gz.gz")
    assert found.files == {".env.gz.gz!.env.gz!.env": ENV}
    found = held(gzip.compress(data), ".env.gz.gz.gz.gz")
    assert [skip.reason for skip in found.skipped] == ["an archive nested too deeply: not opened"]
    assert found.files == {".env.gz.gz.gz!.env.gz.gz!.env.gz": gzip.compress(ENV)}


def test_an_archive_in_a_compressed_file() -> None:
    assert held(gzip.compress(zip_of({".env": ENV})), "a.zip.gz").files == {"a.zip!.env": ENV}


@pytest.mark.skipif(find_spec("compression") is not None, reason="Python has Zstandard from 3.14")
def test_zstandard_is_said_to_be_unknown() -> None:
    found = held(b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello", "a.zst")
    assert "Zstandard needs Python 3.14" in found.reasons
    assert found.incomplete


@pytest.mark.skipif(find_spec("compression") is None, reason="Python has Zstandard from 3.14")
def test_zstandard_is_read() -> None:
    assert held(b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello", "a.txt.zst").files == {"a.txt": b"hello"}
