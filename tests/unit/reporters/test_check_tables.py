from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.model.finding import Severity
from auditor.model.location import Exposure, Location, Span
from auditor.model.report import Answer, CheckRow, Report, ScanFacts
from auditor.reporters._shared.counts import NO_CREDENTIAL
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import formats, render

GOOD = Answer(question="canonical", good=True, words="ok")
BAD = Answer(question="field", good=False, words="BPK201", severity=Severity.HIGH)
OPEN = Answer(question="pair", good=None, words="alone")
KEY = CheckRow(
    location=Location("bot/.env", Span(3, 18, 3, 62)),
    field="BACKPACK_API_KEY",
    role="API key",
    exposure=Exposure.IGNORED,
    mode=0o640,
    answers=(GOOD, OPEN, BAD),
)
SECRET = replace(
    KEY,
    location=Location("other.env", Span(12, 1, 12, 45)),
    field="",
    role="API secret",
    mode=None,
    answers=(GOOD, OPEN, GOOD),
)
REPORT = Report(version="1", rules_digest="", scan=ScanFacts(targets=(".",), files=2, bytes=90), checks=(KEY, SECRET))


def test_each_file_has_a_table_with_who_can_read_it() -> None:
    text = render("text", REPORT, RenderOptions(width=100))
    assert text.split("\n\n")[0].splitlines() == [
        "bot/.env ignored by git; mode 0640: readable by its group",
        "   line  field             holds    canonical  pair    field",
        "      3  BACKPACK_API_KEY  API key  ok         alone   BPK201",
    ]
    assert "other.env ignored by git\n" in text
    assert "     12  -      API secret  ok         alone   ok\n" in text
    assert "2 credentials, 1 in order" in text


def test_answers_are_told_apart_on_a_narrow_terminal() -> None:
    text = render("text", REPORT, RenderOptions(width=80))
    assert "\n  3 BACKPACK_API_KEY (API key): canonical ok; pair alone; field BPK201\n" in text


def test_several_codes_stand_one_below_the_other() -> None:
    answers = (GOOD, OPEN, replace(BAD, words="BPK401, BPK402"))
    text = render("text", replace(REPORT, checks=(replace(KEY, answers=answers),)), RenderOptions(width=100))
    assert text.splitlines()[2:4] == [
        "      3  BACKPACK_API_KEY  API key  ok         alone   BPK401",
        "                                                       BPK402",
    ]
    assert "field BPK401, BPK402" in render(
        "text", replace(REPORT, checks=(replace(KEY, answers=answers),)), RenderOptions(width=60)
    )


def test_a_table_that_is_too_wide_breaks_its_names_first() -> None:
    name = "BACKPACK_API_SECRET_OF_A_BOT_WHOSE_NAME_FILLS_MORE_THAN_A_WHOLE_ROW_OF_THE_TABLE"
    text = render("text", replace(REPORT, checks=(replace(KEY, field=name),)), RenderOptions(width=84))
    rows = text.splitlines()[2:4]
    assert rows == [
        f"      3  {name[:39]}  API key  ok         alone   BPK201",
        f"         {name[39:78]}",
    ]
    assert all(len(row) <= 84 for row in text.splitlines())


def test_wide_characters_take_two_columns_of_a_table() -> None:
    rows = (replace(KEY, field="交易所密钥"), replace(KEY, field="BACKPACK_KEY"))
    text = render("text", replace(REPORT, checks=rows), RenderOptions(width=100))
    assert text.splitlines()[2:4] == [
        "      3  交易所密钥    API key  ok         alone   BPK201",
        "      3  BACKPACK_KEY  API key  ok         alone   BPK201",
    ]


def test_colour_is_green_for_good_and_the_severity_for_bad() -> None:
    text = render("text", REPORT, RenderOptions(color=True))
    assert "\x1b[32mok\x1b[0m" in text
    assert "\x1b[1;31mBPK201\x1b[0m" in text
    assert "\x1b" not in render("text", REPORT, RenderOptions(color=False))


@pytest.mark.parametrize("width", [20, 40, 60, 83, 84, 100, 200])
def test_no_row_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    text = render("text", REPORT, RenderOptions(width=width))
    for word in ("BACKPACK_API_KEY", "BPK201", "alone", "bot/.env"):
        assert word in text
    if width >= 40:
        assert max(map(len, text.splitlines())) <= width


def test_without_unicode_everything_is_ascii() -> None:
    assert render("text", REPORT, RenderOptions(unicode=False)).isascii()


def test_names_from_files_give_no_orders_to_the_terminal() -> None:
    row = replace(KEY, field="A\x1b[31mB", location=Location("a\u202eb.env", KEY.location.span))
    text = render("text", replace(REPORT, checks=(row,)), RenderOptions())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "A\\x1b[31mB" in text


def test_markup_in_names_is_text() -> None:
    row = replace(KEY, field="[red]A[/red] :smile:")
    assert "[red]A[/red] :smile:" in render("text", replace(REPORT, checks=(row,)), RenderOptions())


def test_nothing_checked_is_said_and_is_no_all_clear() -> None:
    text = render("text", replace(REPORT, checks=()), RenderOptions(width=200, color=True))
    assert NO_CREDENTIAL in text
    assert "\x1b[32m" not in text


def test_a_scan_says_nothing_of_checks() -> None:
    text = render("text", replace(REPORT, checks=None), RenderOptions())
    assert NO_CREDENTIAL[:12] not in text
    assert "credentials" not in text


def test_quiet_says_nothing_where_all_is_well() -> None:
    assert render("text", REPORT, RenderOptions(verbosity=Verbosity.QUIET)) == ""


@pytest.mark.parametrize(
    "name", [name for name in formats() if name not in ("text", "markdown", "html", "json", "jsonl")]
)
def test_formats_that_list_findings_do_not_change(name: str) -> None:
    assert render(name, REPORT, RenderOptions()) == render(name, replace(REPORT, checks=None), RenderOptions())
