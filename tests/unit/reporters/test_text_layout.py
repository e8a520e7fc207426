from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_examples import EVERYTHING, GENERIC, HISTORY, KEY_A, PAIR, location
from rich.cells import cell_len

from auditor.model.finding import Related, Severity
from auditor.model.report import Report, Skipped
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import render
from auditor.reporters._text.finding_blocks import blocks
from auditor.reporters._text.wrapping import Line, Span, wrap

words = st.lists(st.text("abc", min_size=1, max_size=30), min_size=1, max_size=12)


def _texts(line: Line, width: int) -> list[str]:
    return ["".join(span.text for span in row) for row in wrap(line, width)]


@given(words, st.integers(20, 120), st.integers(0, 4), st.booleans())
def test_rows_keep_all_words_and_exceed_the_width_only_by_a_single_word(
    listed: list[str], width: int, indent: int, labelled: bool
) -> None:
    label = Span("proof", "label") if labelled else None
    rows = _texts(Line((Span(" ".join(listed)),), label=label, indent=indent), width)
    assert " ".join(rows).split() == [*(["proof"] if labelled else []), *listed]
    for row in rows:
        assert cell_len(row) <= width or len(row.split()) == 1 or row.split()[0] == "proof"


@given(st.text("ab世界，。（）", min_size=1, max_size=120), st.integers(20, 80))  # noqa: RUF001 - Chinese marks are meant
def test_chinese_fills_its_rows_and_begins_none_with_a_closing_mark(text: str, width: int) -> None:
    rows = _texts(Line((Span(text),)), width)
    assert "".join(rows) == text
    for row in rows:
        assert cell_len(row) <= width or set(row) <= set("ab，。（）")  # noqa: RUF001
    for row in rows[1:]:
        assert row[0] not in "，。）"  # noqa: RUF001
    for row in rows[:-1]:
        assert row[-1] != "（"


def test_a_place_with_spaces_is_never_broken() -> None:
    line = Line((Span("see "), Span("my own keys/bot one.env:3:1", solid=True), Span(" there")))
    assert _texts(line, 20) == ["see", "my own keys/bot one.env:3:1", "there"]


def test_spans_without_a_space_between_them_stay_together() -> None:
    assert _texts(Line((Span("one (tw"), Span("o", "key"), Span(") three"))), 9) == ["one (two)", "three"]


def test_the_text_is_beside_its_label_and_below_it_where_there_is_room() -> None:
    line = Line((Span("public(secret) = API key at "), Span("README.md:10:14", solid=True)), label=Span("proof"))
    assert _texts(line, 60) == ["proof     public(secret) = API key at README.md:10:14"]
    assert _texts(replace(line, indent=28), 60) == [
        " " * 28 + "proof     public(secret) = API",
        " " * 38 + "key at README.md:10:14",
    ]
    assert _texts(replace(line, indent=2), 40) == ["  proof public(secret) = API key at", "    README.md:10:14"]


def test_a_label_too_long_for_its_column_is_in_the_text() -> None:
    assert _texts(Line((Span("on"),), label=Span("withdrawal delay")), 80) == ["withdrawal delay on"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_keys_and_places_can_be_copied_at_any_width(width: int) -> None:
    text = render("text", EVERYTHING, RenderOptions(width=width))
    assert KEY_A in text
    for finding in EVERYTHING.active:
        assert f"{finding.location.path}" in text
    assert "bot/config/.env:3:21" in text
    assert "\n203.0.113.10\n203.0.113.11\n" in text


def test_findings_of_one_place_make_one_block() -> None:
    text = render("text", EVERYTHING, RenderOptions())
    assert text.count("bot/config/.env:3:21 BACKPACK_API_SECRET") == 1
    assert text.index("BPK101") < text.index("BPK303")


def test_the_worst_of_a_place_comes_first_and_with_it_the_most_urgent_remedy() -> None:
    slight = replace(PAIR, rule_id="BPK001", severity=Severity.LOW, remediation="Fix the mode.")
    worst = replace(PAIR, rule_id="BPK701", severity=Severity.CRITICAL, api_key=None, remediation="Move the funds.")
    (block,) = blocks((slight, worst))
    assert block.findings == (worst, slight)
    text = render("text", Report(version="1", rules_digest="", findings=(slight, worst)), RenderOptions())
    assert text.index("Move the funds.") < text.index("Fix the mode.")


def test_the_same_problem_elsewhere_joins_the_block() -> None:
    copy = replace(PAIR, location=location("copies/.env", 9, 1))
    (block,) = blocks((PAIR, copy, HISTORY))
    assert block.findings == (PAIR,)
    assert block.elsewhere == (copy, HISTORY)
    text = render("text", Report(version="1", rules_digest="", findings=(PAIR, copy, HISTORY)), RenderOptions())
    assert "also at   copies/.env:9:1 · tracked by git\n" in text
    assert "also at   old/keys.txt:7:1 · in git history: commit 4f1d2c3b5a69 of 2024-05-01\n" in text
    assert f"{KEY_A[:8]}… critical, secret in 3 places\n" in text


def test_another_message_at_another_place_is_distinguished() -> None:
    other = replace(PAIR, location=location("copies/.env", 9, 1), message="Another message.")
    assert len(blocks((PAIR, other))) == 2


def test_related_places_are_bounded_unless_verbose() -> None:
    related = tuple(Related("host", location("hosts.txt", line, 1)) for line in range(1, 9))
    report = Report(version="1", rules_digest="", findings=(replace(GENERIC, related=related),))
    text = render("text", report, RenderOptions())
    assert text.count("host at hosts.txt") == 5
    assert "and 3 more (--verbose lists them)" in text
    verbose = render("text", report, RenderOptions(verbosity=Verbosity.VERBOSE))
    assert verbose.count("host at hosts.txt") == 8


def test_quiet_is_one_line_per_finding_and_nothing_else() -> None:
    text = render("text", EVERYTHING, RenderOptions(verbosity=Verbosity.QUIET, width=20))
    assert len(text.splitlines()) == len(EVERYTHING.active)
    assert render("text", Report(version="1", rules_digest=""), RenderOptions(verbosity=Verbosity.QUIET)) == ""


def test_without_unicode_the_text_is_ascii() -> None:
    assert render("text", EVERYTHING, RenderOptions(unicode=False)).isascii()
    assert not render("text", EVERYTHING, RenderOptions()).isascii()


def test_what_is_counted_in_the_whole_scope_has_no_path() -> None:
    links = Skipped(".", "2 symbolic links not followed", incomplete=False)
    others = (Skipped("a", "a PDF", incomplete=False), Skipped(".", "a PDF", incomplete=False))
    text = render("text", replace(EVERYTHING, skipped=(links, *others)), RenderOptions())
    assert "\n  2 symbolic links not followed\n" in text
    assert "\n  a PDF:\n    a\n    .\n" in text
