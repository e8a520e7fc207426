"""Many values, on one line or in many files, take their share of time, and none is missed; 10^5 of them are marked slow."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.audits.check import check_stored
from auditor.classification.prose_and_phrases import is_wording
from auditor.fix.excerpts import excerpts
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render

FEW, MORE, MOST = 200, 1_000, 100_000
GROWTH = 3
"""How many times as long as its share one thing may take among many: five times would be quadratic."""


def value(number: int) -> str:
    return base64.b64encode(hashlib.sha256(b"%d" % number).digest()).decode()


def _a_line_each(folder: Path, count: int) -> None:
    text = "".join(f"BACKPACK_API_SECRET_{number}={value(number)}\n" for number in range(count))
    (folder / "a.env").write_text(text)


def _all_on_one_line(folder: Path, count: int) -> None:
    fields = {f"api_secret_{number}": value(number) for number in range(count)}
    (folder / "a.json").write_text(json.dumps({"backpack": fields}))


def _one_line_with_a_comment(folder: Path, count: int) -> None:
    values = ", ".join(f"'{value(number)}'" for number in range(count))
    (folder / "a.py").write_text(f"backpack_api_secrets = [{values}]  # backpack-audit: ignore[BPK102]\n")


def _a_group_of_an_object_each(folder: Path, count: int) -> None:
    accounts = [{"backpack_api_secret": value(number), "name": f"a{number}"} for number in range(count)]
    (folder / "a.json").write_text(json.dumps(accounts, indent=1))


def _a_file_each(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number}.env").write_text(f"BACKPACK_API_SECRET={value(number)}\n")


FORMS = (_a_line_each, _all_on_one_line, _one_line_with_a_comment, _a_group_of_an_object_each, _a_file_each)


def seconds(make: Callable[[Path, int], None], folder: Path, count: int) -> float:
    folder.mkdir()
    make(folder, count)
    began = time.process_time()
    report = audit(AuditRequest(paths=(folder,), generic=Generic.OFF, jobs=1, cache=False))
    took = time.process_time() - began
    found = {finding.api_key for finding in report.findings if finding.rule_id in {"BPK101", "BPK102", "BPK402"}}
    # Of 100,000 random values one (number 66227) is taken for words, as classification/prose_and_phrases.py says: 2 in a million.
    assert len(found - {None, ""}) == sum(not is_wording(value(number)) for number in range(count))
    return took


def holds(make: Callable[[Path, int], None], tmp_path: Path, most: int) -> None:
    seconds(make, tmp_path / "first", 5)
    few = seconds(make, tmp_path / "few", FEW)
    assert seconds(make, tmp_path / "most", most) < GROWTH * few * most / FEW


@pytest.mark.parametrize("make", FORMS)
def test_more_take_their_share(tmp_path: Path, make: Callable[[Path, int], None]) -> None:
    holds(make, tmp_path, MORE)


def test_the_lines_of_a_hundred_places_cost_as_much_as_one(tmp_path: Path) -> None:
    _a_line_each(tmp_path, 2_000)
    report = audit(AuditRequest(paths=(tmp_path,), generic=Generic.OFF, jobs=1, cache=False))
    places = [finding.location for finding in report.findings[:100]]
    excerpts(tmp_path, places[:1])
    began = time.process_time()
    assert len(excerpts(tmp_path, places[:1])) == 1
    one = time.process_time() - began
    began = time.process_time()
    assert len(excerpts(tmp_path, places)) == len(set(places))
    assert time.process_time() - began < GROWTH * one


def _checked(folder: Path, count: int) -> float:
    folder.mkdir()
    _a_line_each(folder, count)
    began = time.process_time()
    report = check_stored(AuditRequest(paths=(folder,), jobs=1, cache=False))
    assert report.checks is not None
    assert render("text", report, RenderOptions(width=100)).count(" API secret ") == count == len(report.checks)
    return time.process_time() - began


@pytest.mark.slow
def test_a_check_of_many_values_takes_its_share(tmp_path: Path) -> None:
    _checked(tmp_path / "first", 5)
    few = _checked(tmp_path / "few", MORE)
    assert _checked(tmp_path / "most", 16 * MORE) < GROWTH * 16 * few


@pytest.mark.slow
@pytest.mark.parametrize("make", FORMS)
def test_a_hundred_thousand_take_their_share(tmp_path: Path, make: Callable[[Path, int], None]) -> None:
    # A program with more than 500,000 characters around values is read as plain text, which the report says.
    holds(make, tmp_path, MOST if make is not _one_line_with_a_comment else 10_000)


@pytest.mark.slow
def test_a_list_in_a_program_that_is_too_long_to_be_parsed_is_said(tmp_path: Path) -> None:
    _one_line_with_a_comment(tmp_path, 11_000)
    report = audit(AuditRequest(paths=(tmp_path,), generic=Generic.OFF, jobs=1, cache=False))
    assert [one.reason for one in report.skipped] == ["it would take too long to parse: read as plain text"]
    assert "BPK102" in {finding.rule_id for finding in report.findings}
