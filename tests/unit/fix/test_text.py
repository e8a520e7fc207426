from __future__ import annotations

import codecs
import gzip

import pytest

from auditor.fix.file_text import Edit, opened
from auditor.model.secret import Secret
from auditor.vocabulary.vocabulary import builtin


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a=b\r\nc=d",
        codecs.BOM_UTF8 + "a=\u00e9\n".encode(),
        codecs.BOM_UTF16_LE + "a=b\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "a=\u20ac\n".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "a=b\n".encode("utf-32-le"),
        "backpack = value\n".encode("utf-16-le"),
        b"caf\xe9=1\n",
    ],
)
def test_bytes_come_back_and_an_edit_changes_nothing_else(data: bytes) -> None:
    text = opened(data, ".env", builtin())
    assert not isinstance(text, str)
    assert text.data == data
    at = len(text.text)
    longer = text.edited([Edit(start=at, end=at, text=Secret("!"))])
    assert longer.data[: len(data)] == data
    assert longer.data[len(data) :] == "!".encode(text.encoding)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (bytes(range(256)) * 8, "a.bin", "binary"),
        (gzip.compress(b"a=b", mtime=0), "a.gz", "inside an archive"),
        (b"a=b\n" * 600_000, ".env", "more than 2,000,000 bytes"),
        (codecs.BOM_UTF8 + b"a=\xff\n", ".env", "not clean UTF-8"),
    ],
)
def test_what_could_not_be_given_back_is_refused(data: bytes, name: str, why: str) -> None:
    refused = opened(data, name, builtin())
    assert isinstance(refused, str)
    assert why in refused


def test_nothing_shows_the_text() -> None:
    text = opened(b"a=secret\n", ".env", builtin())
    assert repr(text) == "<FileText>"
    assert "secret" not in repr(Edit(start=0, end=1, text=Secret("secret"), value=Secret("secret")))


def test_edits_are_applied_where_they_stand_whatever_their_order() -> None:
    text = opened(b"0123456789", "a.txt", builtin())
    assert not isinstance(text, str)
    edits = [Edit(start=8, end=9, text=Secret("")), Edit(start=1, end=3, text=Secret("abc"))]
    assert text.edited(edits).text == "0abc345679"
    assert [edit.growth for edit in edits] == [-1, 1]
