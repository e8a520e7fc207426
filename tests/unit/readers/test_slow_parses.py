"""A parse ends in bounded time, and what was not parsed is said."""

from __future__ import annotations

import pytest

from auditor.readers.source import parser
from auditor.readers.source.languages import LANGUAGES

TYPESCRIPT = next(language for language in LANGUAGES if language.name == "typescript")


@pytest.mark.parametrize("size", [5_000, 20_000, 100_000])
def test_a_parse_that_recovers_again_and_again_is_given_up(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "_SECONDS", 0.05)
    assert parser.parse((b"/*\n" * size)[:size], TYPESCRIPT) is None
    again = parser.parse(b"const a = 'b';\n", TYPESCRIPT)
    assert again is not None
    assert not again.root_node.has_error


@pytest.mark.parametrize("lines", [100, 500, 10_000])
def test_an_ordinary_program_is_parsed_to_its_end(lines: int) -> None:
    program = b"const a = 'b';\n" * lines
    tree = parser.parse(program, TYPESCRIPT)
    assert tree is not None
    assert tree.root_node.end_byte == len(program)
