"""No fixed word of a report for people goes past the language: a language of brackets shows what does."""

from __future__ import annotations

import html
import re

import msgspec
import pytest
from html_examples import OPTIONS, RICH
from msgspec.structs import replace
from rich.cells import cell_len

from auditor.languages.available import languages
from auditor.reporters import html as html_report
from auditor.reporters import markdown, text
from auditor.reporters._shared.render_options import Verbosity
from auditor.reporters._shared.reporter_registry import render
from auditor.wording.language import ENGLISH, speaking

_WORD = re.compile(r"[A-Za-z]{3,}")
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
_HIDDEN = re.compile(r"<(style|script|title)[^>]*>.*?</\1>|<[^>]*>", re.DOTALL)
_NAMES = {
    "public",
    "https",
    "backpack",
    "exchange",
    "portfolio",
    "settings",
    "api",
    "keys",
    "explain",
    "audit",
    "details",
}
"""Names, addresses and commands."""
_NAMES |= {"summary", "verbose", "jwt", "sha", "cve"}


class Brackets:
    """Says everything in English, in brackets; what an enumeration joins stays as it is."""

    code = html = "brackets"

    def text(self, english: str, n: int | None) -> str:
        return f"⟦{english}⟧"

    def amount(self, number: int | None, noun: str) -> str:
        return f"⟦{number} {noun}⟧"

    def enumeration(self, parts: list[str], last: str) -> str:
        return f"⟦{last}⟧".join(parts)

    def grouped(self, number: int) -> str:
        return str(number)


def spoken_past(rendered: str) -> set[str]:
    """Returns the words outside of all brackets that are neither in the report nor names."""
    while _INNERMOST.search(rendered):
        rendered = _INNERMOST.sub(" ", rendered)
    data = set(_WORD.findall(msgspec.json.encode(RICH).decode()))
    return {word for word in _WORD.findall(rendered) if word not in data and word.lower() not in _NAMES}


@pytest.mark.parametrize("verbosity", list(Verbosity))
@pytest.mark.parametrize("width", [50, 100])
def test_the_text_report(verbosity: Verbosity, width: int) -> None:
    options = replace(OPTIONS, verbosity=verbosity, show_suppressed=True, width=width)
    with speaking(Brackets()):
        assert spoken_past(text.render(RICH, options)) == set()


def test_the_markdown_report() -> None:
    with speaking(Brackets()):
        assert spoken_past(markdown.render(RICH, replace(OPTIONS, show_suppressed=True))) == set()


def test_the_html_report() -> None:
    with speaking(Brackets()):
        rendered = html_report.render(RICH, OPTIONS)
    assert spoken_past(html.unescape(_HIDDEN.sub(" ", rendered))) == set()


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_rows_are_as_wide_as_the_terminal_in_every_language(code: str, width: int) -> None:
    options = replace(OPTIONS, verbosity=Verbosity.VERBOSE, show_suppressed=True, width=width, language=code)
    for row in render("text", RICH, options).splitlines():
        longest = max(map(cell_len, row.split()), default=0)
        assert cell_len(row) <= width or longest > width - 40, row
