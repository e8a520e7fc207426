"""What holds for every format, whatever the report."""

from __future__ import annotations

import re
from itertools import product

import pytest
from msgspec.structs import replace
from report_examples import ALL, CLEAN, EMPTY, EVERYTHING, HOSTILE, KEY_A, SUPPRESSED

from auditor.model.report import Report, ScanFacts
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import formats, render

OPTIONS = [
    RenderOptions(verbosity=verbosity, show_suppressed=shown, width=width, unicode=unicode)
    for verbosity, shown, width, unicode in product(Verbosity, (False, True), (20, 80), (False, True))
]
every_format = pytest.mark.parametrize("name", formats())
_SGR = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\")


def _all_texts(name: str, report: Report) -> list[str]:
    return [render(name, report, options) for options in OPTIONS]


@every_format
@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_only_printable_characters_and_line_ends_come_out(name: str, report: Report) -> None:
    for text in _all_texts(name, report):
        assert all(line.isprintable() for line in text.split("\n"))
        assert text == "" or text.endswith("\n")


@every_format
def test_no_line_gives_orders_to_a_ci_runner(name: str) -> None:
    """GitHub trims a line before it looks for `::`, and looks for `##[` anywhere."""
    own = re.compile(r"::(error|warning|notice) (file=|title=backpack-audit::)") if name == "github" else None
    for text in _all_texts(name, HOSTILE):
        assert "##[" not in text
        for line in text.splitlines():
            assert not line.strip().startswith("::") or (own and own.match(line))


@every_format
def test_colour_changes_nothing_but_colour(name: str) -> None:
    for report in (EVERYTHING, HOSTILE):
        plain = render(name, report, RenderOptions())
        assert _SGR.sub("", render(name, report, RenderOptions(color=True))) == plain


def test_text_is_coloured_where_colour_is_wanted() -> None:
    assert "\x1b[" in render("text", EVERYTHING, RenderOptions(color=True))
    assert "\x1b[" not in render("text", EVERYTHING, RenderOptions(color=False))


@every_format
def test_the_key_that_is_concerned_is_shown_in_full(name: str) -> None:
    for text in _all_texts(name, EVERYTHING):
        assert KEY_A in text


@every_format
def test_every_active_finding_is_reported_once_per_place(name: str) -> None:
    text = render(name, EVERYTHING, RenderOptions())
    for finding in EVERYTHING.active:
        assert finding.rule_id in text
        assert finding.location.path in text


@pytest.mark.parametrize("name", sorted({*formats()} - {"codequality", "csv"}))
def test_what_was_looked_at_is_said(name: str) -> None:
    seen = replace(CLEAN, scan=ScanFacts(targets=(".",), files=4711, blobs=4711, bytes=5, seconds=1.0))
    assert re.search(r"4,?711", render(name, seen, RenderOptions()))


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "markdown", "sarif", "text"])
def test_a_scan_of_nothing_never_reads_as_clean(name: str) -> None:
    text = render(name, EMPTY, RenderOptions())
    assert "NOTHING WAS SCANNED" in text
    assert "NOTHING WAS SCANNED" not in render(name, CLEAN, RenderOptions())


@pytest.mark.parametrize("name", ["github", "gitlab", "markdown", "sarif", "text"])
def test_an_incomplete_audit_says_so(name: str) -> None:
    assert "INCOMPLETE" in render(name, ALL["incomplete"], RenderOptions())
    assert "INCOMPLETE" not in render(name, CLEAN, RenderOptions())


@pytest.mark.parametrize("name", ["github", "junit", "markdown", "text"])
def test_suppressed_findings_are_counted(name: str) -> None:
    text = render(name, SUPPRESSED, RenderOptions())
    assert "No findings" in text
    assert "2 suppressed (1 ignored, 1 in the baseline)" in text


@pytest.mark.parametrize("name", ["markdown", "text"])
def test_suppressed_findings_are_shown_on_request_with_their_reason(name: str) -> None:
    hidden = render(name, SUPPRESSED, RenderOptions())
    shown = render(name, SUPPRESSED, RenderOptions(show_suppressed=True))
    for reason in ("ignored: made for the test", "in the baseline: revoked in 2023"):
        assert reason in shown
        assert reason not in hidden


@every_format
def test_formats_for_machines_do_not_depend_on_presentation(name: str) -> None:
    if name not in {"text", "markdown"}:
        assert len(set(_all_texts(name, EVERYTHING))) == 1


@pytest.mark.parametrize("name", ["codequality", "gitlab", "json", "jsonl", "sarif"])
def test_json_is_ascii_so_that_any_stream_takes_it(name: str) -> None:
    assert render(name, HOSTILE, RenderOptions()).isascii()
