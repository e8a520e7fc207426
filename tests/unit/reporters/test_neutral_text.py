from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from auditor.reporters._shared.json_v1 import dump
from auditor.reporters._shared.markdown_escape import code, prose
from auditor.reporters._shared.sanitize import neutral, paragraphs, portable, sentence, without_mark

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("text", ["", "bot/.env", "文件/ключ.env", "a b", "back\\slash", "Bpx::error_handler", "a:b"])
def test_ordinary_names_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud800", r"\ud800"),
        ("::error file=x::y", r":\x3aerror file=x::y"),
        ("x ::ADD-MASK::y", r"x :\x3aADD-MASK::y"),
        ("##[group]", r"#\x23[group]"),
        ("##vso[task.setvariable]", r"#\x23vso[task.setvariable]"),
    ],
)
def test_what_could_forge_output_is_written_as_an_escape(text: str, shown: str) -> None:
    assert neutral(text) == shown


@given(any_text)
def test_neutral_text_is_printable_and_stays_the_same_when_repeated(text: str) -> None:
    shown = neutral(text)
    assert shown.isprintable()
    assert neutral(shown) == shown


@given(any_text)
def test_a_sentence_is_one_line_without_double_spaces(text: str) -> None:
    shown = sentence(text)
    assert shown.isprintable()
    assert "  " not in shown
    assert shown == shown.strip()


@given(any_text)
def test_portable_text_survives_strict_utf8_and_keeps_everything_else(text: str) -> None:
    portable(text).encode("utf-8")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert portable(text) == text


@given(any_text)
@example("##[add-mask]x ###[error] ##vso[task] ## What it does")
def test_dumped_json_says_the_same_and_holds_no_command(text: str) -> None:
    dumped = dump({"path": text})
    assert json.loads(dumped) == {"path": text}
    assert not re.search(r"##\w*\[", dumped)
    assert dumped.isascii()


def test_paragraphs_are_the_lines_that_say_something() -> None:
    assert paragraphs("1. Revoke.\n\n  2. Clean  up.\r\n") == ("1. Revoke.", "2. Clean up.")


@pytest.mark.parametrize(
    ("line", "bare"), [("1. Revoke", "Revoke"), ("- Revoke", "Revoke"), ("2) It", "It"), ("10.0.0.1 is", "10.0.0.1 is")]
)
def test_a_line_of_a_list_loses_its_mark(line: str, bare: str) -> None:
    assert without_mark(line) == bare


@given(any_text)
def test_markdown_reads_marked_text_back_as_the_same_text(text: str) -> None:
    """Whatever the text: no link, no emphasis, no HTML comes of it, only itself."""
    for marked, kind in ((prose(text), "text"), (code(text), "code_inline")):
        tokens = MarkdownIt("commonmark").parse(f"word {marked} word")
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        children = tokens[1].children or []
        assert {child.type for child in children} <= {"text", kind}
    shown = "".join(child.content for child in MarkdownIt("commonmark").parse(f"x{prose(text)}")[1].children or [])
    assert shown == f"x{sentence(text)}"
