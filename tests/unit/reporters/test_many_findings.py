"""A report of many findings stays readable, and small enough for where it goes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from report_examples import CLEAN, LONE, OVERDUE, PAIR, location

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters import markdown, text
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._text.overview import MANY, SHOWN_IN_FULL


def many(number: int, *, name: str = "bots/{}/key.env") -> Report:
    """A report of as many findings, each of another place and with another message."""
    kinds = (OVERDUE, PAIR, LONE)
    findings = [
        replace(
            kinds[at % 3],
            location=location(name.format(at % 7), at + 1, 1),
            message=f"number {at}",
            fingerprint=f"{at:032x}",
        )
        for at in range(number)
    ]
    return replace(CLEAN, findings=tuple(sorted(findings, key=lambda found: found.sort_key)))


def places(shown: str, findings: tuple[Finding, ...]) -> int:
    return sum(f"{found.location.path}:{found.location.span.line}:1" in shown for found in findings)


@pytest.mark.parametrize("number", [MANY, MANY + 1])
def test_beyond_fifty_findings_the_worst_are_shown_in_full_and_the_rest_in_one_line(number: int) -> None:
    report = many(number)
    shown = text.render(report, RenderOptions(width=120))
    assert places(shown, report.findings) == number
    full = shown.count("  proof ") + shown.count("  API key   ") + shown.count("  revoke ")
    assert ("more findings, by key and folder" in shown) is (number > MANY)
    if number > MANY:
        assert shown.count("            number ") == SHOWN_IN_FULL
        assert full <= 2 * SHOWN_IN_FULL
    everything = text.render(report, RenderOptions(width=120, verbosity=Verbosity.VERBOSE))
    assert everything.count("            number ") == number


def test_the_worst_come_first() -> None:
    for options in (RenderOptions(width=120), RenderOptions(verbosity=Verbosity.QUIET)):
        shown = text.render(many(9), options)
        assert shown.index("BPK101") < shown.index("BPK507")
        assert shown.index("BPK102") < shown.index("BPK507")


@pytest.mark.parametrize(("number", "has"), [(10, False), (11, True)])
def test_there_are_totals_where_findings_do_not_fit_on_a_screen(number: int, has: bool) -> None:
    shown = text.render(many(number), RenderOptions(width=120))
    assert (f"Totals of {number} findings" in shown) is has
    if has:
        assert "by rule        4  BPK101 leaked-key-pair" in shown
        assert "by folder      2  bots/0/" in shown
        assert "by action" in shown


def test_keys_to_revoke_name_their_places() -> None:
    report = many(12)
    shown = text.render(report, RenderOptions(width=120)).partition("Revoke ")[2]
    assert "key.env:" in shown
    assert "and 1 more (--verbose lists them)" in shown


@pytest.mark.parametrize("name", ["bots/{}/key.env", "交易机器人/{}/" + "密" * 300 + ".env"])
def test_a_summary_of_any_number_of_findings_is_less_than_a_megabyte(name: str) -> None:
    shown = markdown.render(many(9_000, name=name), RenderOptions(show_suppressed=True, verbosity=Verbosity.VERBOSE))
    assert len(shown.encode()) < 1 << 20
    assert shown.count("<details>") == shown.count("</details>")
    assert "see the other formats" in shown
