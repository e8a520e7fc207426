from __future__ import annotations

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace
from report_examples import ALL, CLEAN, EVERYTHING, HOSTILE, KEY_A, PAIR, location

from auditor.model.report import Report, Skipped
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import render

OWN_HTML = {"<br>", "<details><summary>What to do</summary>\n", "</details>\n"}


def _tokens(report: Report) -> list[Token]:
    text = render("markdown", report, RenderOptions(show_suppressed=True))
    blocks = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def _rows(report: Report) -> list[list[str]]:
    rows: list[list[str]] = []
    for before, token in pairwise(_tokens(report)):
        if token.type == "tr_open":
            rows.append([])
        elif before.type in {"th_open", "td_open"}:
            rows[-1].append(token.content)
    return rows


def test_every_finding_is_a_row_of_the_table_the_worst_first() -> None:
    rows = [row for row in _rows(replace(EVERYTHING, policy=None)) if len(row) > 3 and "BPK" in row[1]]
    active = rows[: len(EVERYTHING.active)]
    assert [row[0].split()[1] for row in active] == ["critical"] * 3 + ["high"] + ["medium"] * 2 + ["info"]
    assert len(rows) == len(EVERYTHING.findings)


def test_hostile_names_make_no_markup() -> None:
    for token in _tokens(HOSTILE):
        assert token.type not in {"link_open", "image", "em_open"}
        if token.type in {"html_inline", "html_block"}:
            assert token.content in OWN_HTML


def test_hostile_names_end_no_cell() -> None:
    header = ["Severity", "Rule", "Location", "What"]
    rows = _rows(replace(HOSTILE, policy=None))
    assert rows.count(header) == 2
    assert {len(row) for row in rows[: 2 + 2]} == {len(header)}


def test_the_keys_to_revoke_come_before_the_findings() -> None:
    text = render("markdown", EVERYTHING, RenderOptions())
    assert text.index("### Revoke now: ") < text.index("### Findings")
    assert f"- `{KEY_A}`: critical, secret in 2 places\n" in text


def test_without_findings_there_is_no_empty_section() -> None:
    assert render("markdown", CLEAN, RenderOptions()).count("#") == 2


def test_a_corrected_whitelist_is_a_block_to_copy() -> None:
    (block,) = (token.content for token in _tokens(EVERYTHING) if token.type == "code_block")
    assert block == "203.0.113.10\n203.0.113.11\n"


def test_more_than_a_summary_holds_is_cut_and_said() -> None:
    findings = tuple(replace(PAIR, location=location(f"{number:05}/.env", 1, 1)) for number in range(5000))
    text = render("markdown", replace(CLEAN, findings=findings), RenderOptions())
    assert len(text.encode()) < 1024 * 1024
    shown = text.count("/.env:1:1`")
    assert f"…and {5000 - shown:,} findings more than a summary can hold" in text


def test_skipped_paths_are_bounded_unless_verbose() -> None:
    report = replace(CLEAN, skipped=tuple(Skipped(f"data/{number}", "too large") for number in range(30)))
    assert "and 10 more" in render("markdown", report, RenderOptions())
    assert "data/29" in render("markdown", report, RenderOptions(verbosity=Verbosity.VERBOSE))


def test_an_alarm_is_above_everything() -> None:
    for name in ("empty", "incomplete"):
        assert render("markdown", ALL[name], RenderOptions()).splitlines()[2].startswith("> ⚠️ **")
