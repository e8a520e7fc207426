from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from auditor.config_files.read_text import read_text
from auditor.errors import ConfigurationError


@pytest.mark.parametrize(
    "data",
    [
        "ä: 1".encode(),
        codecs.BOM_UTF8 + "ä: 1".encode(),
        codecs.BOM_UTF16_LE + "ä: 1".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "ä: 1".encode("utf-16-be"),
    ],
)
def test_encodings_that_editors_and_shells_write_are_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "form"
    path.write_bytes(data)
    assert read_text(path, what="form", limit=100) == "ä: 1"


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "form"
    path.write_bytes("a: 1\nb: ä\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r"f\.yaml:2: the form must be UTF-8"):
        read_text(path, what="form", limit=100, shown_as="f.yaml")


def test_what_is_too_large_or_no_file_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 2049)
    os.mkfifo(tmp_path / "pipe")
    for name in ("large", "pipe", "."):
        with pytest.raises(ConfigurationError, match="a form is a file of at most 2 KiB"):
            read_text(tmp_path / name, what="form", limit=2048)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the form cannot be read: No such file"):
        read_text(tmp_path / "missing", what="form", limit=1)
