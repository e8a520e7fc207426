from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from report_examples import EVERYTHING

from auditor.errors import UsageError
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import describe, formats, pieces, render

DESIGNED = {"codequality", "csv", "github", "gitlab", "json", "jsonl", "junit", "markdown", "sarif", "text"}


def test_every_format_of_the_design_is_found_by_walking() -> None:
    assert set(formats()) >= DESIGNED
    assert list(formats()) == sorted(formats())


@pytest.mark.parametrize("name", formats())
def test_a_format_is_named_after_its_file_and_described_in_one_line(name: str) -> None:
    assert name == import_module(f"auditor.reporters.{name}").NAME
    assert 10 < len(describe(name)) < 120
    assert "\n" not in describe(name)


def test_an_unknown_format_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no format 'xml'; choose from codequality, csv, .*text"):
        render("xml", EVERYTHING, RenderOptions())


def test_what_formats_share_is_no_format() -> None:
    with pytest.raises(UsageError, match="no format 'shared'"):
        render("shared", EVERYTHING, RenderOptions())


def test_listing_the_formats_imports_none_of_them() -> None:
    program = (
        "import sys; from auditor.reporters._shared.reporter_registry import formats; formats();"
        "print(*sorted(name for name in sys.modules if name.startswith(('auditor.reporters.', 'rich', 'xml', 'json'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "auditor.reporters._shared",
        "auditor.reporters._shared.render_options",
        "auditor.reporters._shared.reporter_registry",
    ]


def test_a_text_report_without_colour_does_not_pay_for_a_console() -> None:
    program = (
        "import sys; from auditor.reporters._shared.render_options import RenderOptions; from auditor.reporters._shared.reporter_registry import render; from auditor.model.report import Report;"
        "render('text', Report(version='1', rules_digest=''), RenderOptions());"
        "print(*[name for name in ('rich.console', 'rich.style', 'rich.text') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", formats())
def test_the_pieces_of_a_report_are_the_report(name: str) -> None:
    options = RenderOptions(width=80)
    assert "".join(pieces(name, EVERYTHING, options)) == render(name, EVERYTHING, options)


def test_the_documentation_has_a_row_for_each_format() -> None:
    written = Path(__file__).parents[3].joinpath("docs", "reports.md").read_text(encoding="utf-8")
    rows = [line for line in written.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{name}` | {describe(name)} |" for name in formats()]
