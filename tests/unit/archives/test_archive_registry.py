from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys

import pytest
from packing import database_of, notebook_of, tar_of, workbook_of, zip_of

from auditor.archives.archive_registry import format_of

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
        (b"7z\xbc\xaf\x27\x1c\0\4", "bots.7z", "unsupported"),
        (b"Rar!\x1a\x07\x01\0", "bots.rar", "unsupported"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_the_bytes_decide_and_the_name_only_where_they_cannot(data: bytes, name: str, expected: str) -> None:
    for content in (data, memoryview(data)):
        archive = format_of(content, name)
        assert archive is not None
        assert archive.module == expected


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
    assert format_of(data, name) is None
    assert format_of(memoryview(data), name) is None


def test_asking_imports_no_parser() -> None:
    code = (
        "import sys\n"
        "from auditor.archives.archive_registry import format_of\n"
        "assert format_of(b'PK\\3\\4', 'a.zip').module == 'zip'\n"
        "names = {name for name in sys.modules if name.startswith('auditor.archives.')}\n"
        "print(sorted(name for name in names if name.endswith(('reading', 'walk', 'member', 'table'))))\n"
        "print(sorted({'zipfile', 'tarfile', 'sqlite3', 'gzip', 'json', 'openpyxl'} & sys.modules.keys()))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["[]", "[]"]
