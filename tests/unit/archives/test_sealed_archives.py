from __future__ import annotations

import random

import pytest
from packing import batch_of, held, materials_of

from auditor.classification.sample_keys import expand, specimen

NOISE = random.Random(5).randbytes(8192)


@pytest.mark.parametrize(
    ("start", "name", "reason"),
    [
        (b"7z\xbc\xaf\x27\x1c", "bots.7z", "a 7-Zip archive: not opened"),
        (b"Rar!\x1a\x07", "bots.rar", "a RAR archive: not opened"),
        (b"\x04\x22\x4d\x18", "log.lz4", "a LZ4 archive: not opened"),
    ],
)
def test_archives_that_are_not_opened_are_said(start: bytes, name: str, reason: str) -> None:
    data = start + expand("\nBACKPACK_API_SECRET={{ a.secret }}\n").encode()
    (skip,) = batch_of(data, name).skipped
    assert (skip.path, skip.reason, skip.incomplete) == (name, reason, True)
    assert [material.public_key for material in materials_of(data, name)] == [specimen("a").public_key]


@pytest.mark.parametrize("name", ["wallet.db", "keys.sqlite", "keys.sqlite3"])
def test_a_database_without_any_order_is_encrypted(name: str) -> None:
    found = held(NOISE, name)
    assert found.reasons == f"{name}: encrypted: not read"
    assert found.incomplete


@pytest.mark.parametrize("data", [b"key = value\n" * 1000, NOISE[:5000], b"\0" * 8192])
def test_other_files_of_that_name_are_just_files(data: bytes) -> None:
    assert held(data, "things.db").skipped == []
    assert held(data, "things.db").files == {"": data}


def test_a_workbook_with_a_password_is_encrypted() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE[:500]
    assert held(ole + "EncryptedPackage".encode("utf-16-le") + NOISE, "a.xlsx").reasons == "a.xlsx: encrypted: not read"
    assert held(ole, "a.xls").skipped == []
