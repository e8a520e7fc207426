from __future__ import annotations

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace
from report_examples import ALL, CLEAN, EMPTY, EVERYTHING, HOSTILE, PAIR, PUBLISHED, SUPPRESSED

from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


def _suite(report: Report) -> TestSuite:
    (suite,) = JUnitXml.fromstring(render("junit", report, RenderOptions()).encode())
    return suite


def _cases(report: Report, kind: type) -> list[TestCase]:
    return [case for case in _suite(report) if any(isinstance(result, kind) for result in case.result)]


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_a_consumer_reads_it_and_counts_the_same(report: Report) -> None:
    suite = _suite(report)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
        len(list(suite)),
        len(_cases(report, Failure)),
        len(_cases(report, Error)),
        len(_cases(report, Skipped)),
    )
    assert suite.time == pytest.approx(report.scan.seconds, abs=0.001)


def test_a_finding_is_a_failure_with_what_to_do() -> None:
    (case,) = _cases(replace(CLEAN, findings=(PAIR,)), Failure)
    assert case.name == "BPK101 leaked-key-pair at bot/config/.env:3:21"
    assert case.classname == "bot/config/.env"
    (failure,) = case.result
    assert (failure.type, failure.message) == ("critical", PAIR.message)
    assert "Clean the history" in failure.text


def test_an_informational_finding_passes() -> None:
    report = replace(CLEAN, findings=(PUBLISHED,))
    assert _cases(report, Failure) == []
    assert PUBLISHED.message in (next(iter(_suite(report))).system_out or "")


def test_a_suppressed_finding_is_a_skipped_test_with_its_reason() -> None:
    assert [case.result[0].message for case in _cases(SUPPRESSED, Skipped)] == [
        "in the baseline: revoked in 2023",
        "ignored: made for the test",
    ]
    assert _cases(SUPPRESSED, Failure) == []


def test_what_could_not_be_looked_at_is_an_error_but_not_what_was_read_otherwise() -> None:
    errors = [case.name for case in _cases(EVERYTHING, Error)]
    assert "could be scanned: private/key.pem" in errors
    assert not any("bot/broken.json" in name for name in errors)


def test_a_scan_of_nothing_fails_and_a_clean_one_has_a_test_that_passes() -> None:
    assert [case.name for case in _cases(EMPTY, Error)] == ["something was scanned"]
    (case,) = _suite(CLEAN)
    assert case.is_passed


def test_hostile_names_stay_attributes() -> None:
    assert len(list(_suite(HOSTILE))) == len(HOSTILE.findings) + len(HOSTILE.skipped) + 1
