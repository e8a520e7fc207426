"""Every reader takes time in proportion to its text, whichever of its marks is repeated in it."""

from __future__ import annotations

import time

import pytest

from auditor.classification.sample_keys import expand
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.reader_registry import readers
from auditor.readers.source import parser
from auditor.readers.source.languages import LANGUAGES

NAMES = sorted(
    {reader.NAMES[0].replace("*", "a") for reader in readers()}
    | {language.patterns[0].replace("*", "a") for language in LANGUAGES if language.grammar}
)
VALUE = expand('api_secret = "{{ a.secret }}"\n')
"""Without a value programs are not parsed."""
UNITS = (
    *"()[]{}<>\"'`=:,;.-+*/\\!&|#$%@~ \n\t",
    "/*\n", "//", "\\\n", "${", "#{", "<!--", "<![CDATA[", "<a ", "</a>", "a=", "a:\n ", "- ", "? ", "- - ", "|\n", ">>> ",
    "```\n", "~~~a\n", "| a ", "|-|\n", "'''", '"""', "f(", "a.", "a + ", "<<A\n", "[a]\n", "a,", '"",', "%%", "%(", "&a *a ", "0,",
    "\r", "\0", "é", "INSERT INTO a VALUES (", "COPY a (b) FROM stdin\n", "SET a='b',", "GET / HTTP/1.1\n", "a: b\n", "// ```a\n",
)  # fmt: skip
FEW = ("(", "{", "<a ", "-", "`", "COPY a (b) FROM stdin\n", "INSERT INTO a VALUES (", "```\n", "/*\n", "é")
OFTEN = ("a.html", "a.md", "a.py", "a.sql", "a.yml")
SIZE = 20_000
SECONDS = 2.5
"""Processor time for a text of that size, of which the worst grammar takes most to show that it is slow; the rest takes 0.05 s."""


def slow_units(name: str, units: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    monkeypatch.setattr(parser, "_SECONDS", 0.3)
    monkeypatch.setattr(parser, "_MOST_STEPS", 1 << 27)
    slow = []
    for unit in units:
        text = VALUE + unit * (SIZE // len(unit))
        started = time.thread_time()
        read(Document(text, name))
        taken = time.thread_time() - started
        if taken > SECONDS:
            slow.append((unit, round(taken, 2)))
    return slow


@pytest.mark.parametrize("name", OFTEN)
def test_no_mark_repeated_takes_long(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert slow_units(name, FEW, monkeypatch) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_mark_of_any_reader_repeated_takes_long(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert slow_units(name, UNITS, monkeypatch) == []


@pytest.mark.parametrize("name", ["a.py", "a.go", "a.java"])
def test_a_program_of_nothing_but_brackets_is_read_as_text_and_said_to_be(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "_MOST_STEPS", 1_000_000)
    fields, troubles = read(Document(VALUE + "(" * 20_000, name))
    assert [field.name for field in fields if field.value.reveal() == expand("{{ a.secret }}")] == ["api_secret"]
    assert [trouble.reason for trouble in troubles] == ["it would take too long to parse: read as plain text"]


@pytest.mark.parametrize("around", [0, 100_000, 300_000])
@pytest.mark.parametrize("size", [4_500, 8_000, 20_000])
def test_a_piece_that_is_slow_shows_that_the_whole_would_be(size: int, around: int) -> None:
    csharp = next(language for language in LANGUAGES if language.name == "csharp")
    ordinary = b"class A { string a = f(1); }\n" * (around // 29)
    began = time.thread_time()
    assert parser.parse(ordinary + (b"<a " * size)[:size] + ordinary, csharp) is None
    assert time.thread_time() - began < 1.2  # 2 s for 8 kB that are parsed as a whole


# Of what was tried, what each grammar takes longest for: 0.4 to 6 s for 2 kB that are parsed as a whole.
WORST = {
    "python": "^-", "javascript": "%+", "typescript": ",!", "tsx": "%-", "go": "-/", "rust": "-,", "java": "%-",
    "csharp": "&|", "ruby": "=x\n", "kotlin": "*/+", "swift": "/*/", "c": "-<", "cpp": "-/", "lua": "[->", "dart": ";x=",
    "scala": ";x=", "elixir": "+-a",
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
@pytest.mark.parametrize("size", [2_000, 20_000, 250_000])
def test_the_beginning_of_a_piece_shows_it(name: str, size: int) -> None:
    language = next(language for language in LANGUAGES if language.name == name)
    text = (WORST[name] * size)[:size].encode()
    parser.parse(b"a", language)
    began = time.thread_time()
    parser.parse(text, language)
    assert time.thread_time() - began < 0.9


@pytest.mark.parametrize("lines", [10, 70, 400])
def test_whole_lines_are_tried(lines: int) -> None:
    program = b"class A { string a = f(1); }\n" * lines
    pieces = list(parser._pieces(program))
    assert b"".join(pieces) == program
    assert all(len(piece) <= 2048 and piece.endswith(b"\n") for piece in pieces)


@pytest.mark.parametrize("size", [2_047, 2_048, 2_049, 4_097])
@pytest.mark.parametrize("first", ["", "\n", "a" * 1_023 + "\n", "a" * 1_024 + "\n"])
def test_a_long_line_is_cut(size: int, first: str) -> None:
    program = (first + "a" * size)[:size].encode()
    pieces = list(parser._pieces(program))
    assert b"".join(pieces) == program
    assert all(1 <= len(piece) <= 2048 for piece in pieces)
    assert len(pieces) <= -(-size // 1024)


def test_pieces_of_ordinary_code_are_not_slow() -> None:
    csharp = next(language for language in LANGUAGES if language.name == "csharp")
    assert parser.parse(b"class A { string a = f(1); }\n" * 30_000, csharp) is not None
