"""Encodings: which one it is, and that the text keeps every value apart from its neighbours."""

from __future__ import annotations

import py_compile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classification.sample_keys import specimen
from auditor.readers import text_encoding
from auditor.readers.document import Document
from auditor.readers.plain.plain_reader import find
from auditor.readers.text_encoding import _CONTROLS, _RUN, _holds_controls, _readable, decode, printable_runs

TEXT = 'BACKPACK_API_SECRET="value"\r\n# Schlüssel\r\n'


@pytest.mark.parametrize(
    ("codec", "encoding", "bom"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", True),
        ("utf-16", "utf-16-le", True),
        ("utf-16-le", "utf-16-le", False),
        ("utf-16-be", "utf-16-be", False),
        ("utf-32", "utf-32-le", True),
        ("latin-1", "latin-1", False),
    ],
)
def test_text_is_itself_in_any_encoding(codec: str, encoding: str, bom: bool) -> None:
    decoded = decode(TEXT.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.bom) == (TEXT, encoding, bom)


def test_a_big_endian_mark_is_no_part_of_the_first_column() -> None:
    decoded = decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert decoded.text == TEXT
    assert decoded.bom


def test_a_memoryview_is_as_good_as_bytes() -> None:
    assert decode(memoryview(TEXT.encode())).text == TEXT


def test_one_wrong_byte_does_not_make_a_file_latin() -> None:
    decoded = decode("密钥在这里。".encode() * 3 + b"\xff")
    assert decoded.encoding == "utf-8"
    assert decoded.text == "密钥在这里。" * 3 + "\ufffd"


def test_nothing_decodes_to_nothing() -> None:
    assert decode(b"").text == ""


def test_a_stray_nul_moves_no_line() -> None:
    secret = specimen("stray").secret
    decoded = decode(f"# one\0two\n{'x' * 200}\nsecret={secret}\n".encode())
    assert decoded.encoding == "utf-8"
    assert Document(decoded.text, "x").position(decoded.text.index(secret)) == (3, 8)


def test_an_odd_number_of_bytes_in_utf_16_loses_only_the_last() -> None:
    assert decode(TEXT.encode("utf-16-le") + b"\x41").text == TEXT + "\ufffd"


@pytest.mark.parametrize("codec", ["ascii", "utf-16-le", "utf-16-be"])
def test_a_binary_is_its_printable_runs(codec: str) -> None:
    secret = specimen("swap").secret
    key = specimen("swap").key
    binary = (
        bytes(range(32)) * 9 + f"key={key}".encode(codec) + b"\x00\x01\x02\x00" + secret.encode(codec) + b"\x00\xff\x03"
    )
    decoded = decode(binary)
    assert decoded.encoding == "binary"
    assert [literal.mapped.text for literal in find(decoded.text)] == [key, secret]


PIECES = st.sampled_from(
    [b"a", b"abcd", b"\0", b"\0\0", b"\x01", b"\xc3", b"\xa9", b"\n", "abcdefg".encode("utf-16-le"), b"\x7f"]
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=60).map(b"".join), st.integers(0, 40))
def test_runs_are_the_same_however_a_binary_is_cut(data: bytes, window: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_encoding, "_WINDOW", window)
        assert printable_runs(data) == "\n".join(_readable(run) for run in _RUN.findall(data))


def test_compiled_python_gives_each_constant_whole(tmp_path: Path) -> None:
    pair = specimen("compiled")
    source = tmp_path / "bot.py"
    values = [pair.key, pair.secret, pair.seed.hex(), pair.secret + "x", "A" * 300]
    source.write_text("".join(f"VALUE{index} = {value!r}\n" for index, value in enumerate(values)))
    compiled = tmp_path / "bot.pyc"
    py_compile.compile(str(source), cfile=str(compiled), doraise=True)
    lines = decode(compiled.read_bytes()).text.split("\n")
    assert set(values) <= set(lines)


def test_decoded_text_is_not_shown() -> None:
    assert "value" not in repr(decode(TEXT.encode()))


def test_control_characters_are_seen_wherever_they_are() -> None:
    for byte in range(256):
        assert _holds_controls(b"a\n" + bytes([byte]) + b"z") is (byte in _CONTROLS)
    assert not _holds_controls(b"")
    assert not _holds_controls("Schlüssel\r\n\t\f\x1b".encode())
