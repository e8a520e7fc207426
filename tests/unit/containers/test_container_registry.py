from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
from packing import database_of, notebook_of, tar_of, workbook_of, zip_of

from auditor.containers import formats, opener_for

FILES = {"a/.env": b"x"}


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (zip_of(FILES), "bots.zip", "zip"),
        (zip_of(FILES), "bots.jar", "zip"),
        (zip_of(FILES), "no-suffix", "zip"),
        (workbook_of({"S": [["a"]]}), "accounts.xlsx", "workbook"),
        (workbook_of({"S": [["a"]]}), "ACCOUNTS.XLSX", "workbook"),
        (workbook_of({"S": [["a"]]}), "accounts.bak", "zip"),
        (tar_of(FILES), "bots.tar", "tar"),
        (tar_of(FILES), "layer", "tar"),
        (gzip.compress(tar_of(FILES)), "bots.tgz", "compressed"),
        (gzip.compress(b"x"), "log.gz", "compressed"),
        (bz2.compress(b"x"), "log.bz2", "compressed"),
        (lzma.compress(b"x"), "log.xz", "compressed"),
        (lzma.compress(b"x", lzma.FORMAT_ALONE), "log.lzma", "compressed"),
        (database_of("CREATE TABLE t (a)"), "bot.db", "sqlite"),
        (notebook_of(), "a/b/analysis.ipynb", "notebook"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "bots.7z", "sealed"),
        (b"Rar!\x1a\x07\x01\0", "bots.rar", "sealed"),
    ],
)
def test_the_bytes_decide_and_the_name_only_where_they_cannot(data: bytes, name: str, expected: str) -> None:
    for content in (data, memoryview(data)):
        container = opener_for(content, name)
        assert container is not None
        assert container.__name__ == f"{formats.__name__}.{expected}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.zip"),
        (b"P", "a"),
        (b"PKCS #8 explained", "notes.txt"),
        (b"BZh what a word", "notes.txt"),
        (b"import os\n", "bot.py"),
        (b"SQLite format 4\0", "a.bin"),
        (b"\x1f\x8bnot deflate", "a.bin"),
        (b"not a zip archive", "bots.zip"),
        (b"{}", "package.json"),
    ],
)
def test_everything_else_is_no_container(data: bytes, name: str) -> None:
    assert opener_for(data, name) is None
    assert opener_for(memoryview(data), name) is None


def test_a_format_is_one_module_that_is_found_by_itself() -> None:
    modules = {path.stem for path in Path(formats.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == {"compressed", "notebook", "sealed", "sqlite", "tar", "workbook", "zip"}
