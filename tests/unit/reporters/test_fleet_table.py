from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.model.finding import Action, Confidence, Finding, Severity
from auditor.model.fleet_view import CrossPair, FleetView, TargetRow
from auditor.model.location import Exposure, Location, Reach, Span
from auditor.model.report import Report, ScanFacts, Skipped
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import render
from auditor.reporters._shared.target_paths import with_target_paths

FOUND = Finding(
    rule_id="BPK102",
    rule="leaked-secret",
    severity=Severity.HIGH,
    confidence=Confidence.STRONG,
    exposure=Exposure.HISTORY,
    message="It is one",
    location=Location("a/x.env", Span(1, 1, 1, 9), target="org/bot"),
    fingerprint="f" * 32,
    remediation="Revoke it.",
    action=Action.REVOKE,
)
ROWS = (
    TargetRow(
        target="org/bot", kind="git", state="read", units=1, units_read=1, blobs=5, commits=2, high=1, reach=Reach.LOCAL
    ),
    TargetRow(target="org/clean", kind="git", state="read", units=1, units_read=1, blobs=1),
    TargetRow(target="s3://logs", kind="objects", state="partial", reason="permission denied", units=3, units_read=2),
    TargetRow(target="org/gone", kind="none", state="failed", reason="not there"),
)
FLEET = FleetView(
    targets=ROWS, across=(CrossPair(api_key="K" * 43 + "=", secret_in=("org/bot",), key_in=("docs", "site")),)
)
REPORT = Report(
    version="1",
    rules_digest="d",
    scan=ScanFacts(targets=tuple(row.target for row in ROWS), blobs=6, bytes=100),
    findings=(FOUND,),
    skipped=(Skipped(".", "permission denied", target="s3://logs"),),
    fleet=FLEET,
)


def shown(name: str, **options: object) -> str:
    return " ".join(render(name, REPORT, RenderOptions(width=100, **options)).split())  # type: ignore[arg-type]


def test_the_text_lists_pairs_and_targets_with_the_worst_first() -> None:
    text = shown("text")
    assert "API key KKKKKKKK…: the secret is in org/bot, the key in docs and site" in text
    assert "Targets 4 targets: 2 read, 1 partial and 1 failed" in text
    lines = [
        "org/bot read; 1 high; local; 5 blobs (0 bytes), 2 commits",
        "org/gone failed: not there; 0 blobs (0 bytes)",
        "s3://logs partial (2 of 3 units): permission denied; no findings; 0 blobs (0 bytes)",
        "org/clean read; no findings; 1 blob (0 bytes)",
    ]
    places = [text.index(line) for line in lines]
    assert places == sorted(places)
    assert "org/bot/a/x.env:1:1" in text


def test_the_text_names_few_of_the_targets_where_nothing_is_to_be_done() -> None:
    clean = tuple(
        TargetRow(target=f"org/clean-{number:02}", kind="git", state="read", units=1, units_read=1)
        for number in range(40)
    )
    told = TargetRow(target="org/z-info", kind="git", state="read", units=1, units_read=1, info=1)
    report = replace(REPORT, fleet=replace(FLEET, targets=(*ROWS, told, *clean)))
    text = " ".join(render("text", report, RenderOptions(width=100)).split())
    assert "org/z-info read; 1 info" in text, "what was found comes before what is clean"
    assert [f"org/clean-{number:02}" in text for number in range(3, 6)] == [True, False, False]
    assert "and 36 targets more (--verbose lists them)" in text
    verbose = render("text", report, RenderOptions(width=100, verbosity=Verbosity.VERBOSE))
    assert verbose.count("org/clean-") == 40


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "el secreto está en org/bot"), ("ru", "секрет в org/bot"), ("zh", "secret 在 org/bot")],
)
def test_people_read_it_in_their_language(language: str, words: str) -> None:
    for name in ("text", "markdown", "html"):
        assert words in shown(name, language=language, verbosity=Verbosity.VERBOSE), name


@pytest.mark.parametrize("name", ["csv", "sarif", "gitlab", "github", "codequality", "junit", "markdown", "html"])
def test_formats_that_know_paths_only_begin_them_with_the_target(name: str) -> None:
    assert "org/bot/a/x.env" in shown(name)


def test_json_keeps_the_target_apart() -> None:
    assert '"target": "org/bot", "rule_id"' in shown("json")
    assert '"path": "a/x.env"' in shown("json")
    assert '"target": "s3://logs", "path": "."' in shown("json")


def test_a_sentence_names_few_targets_and_counts_many() -> None:
    many = tuple(f"t{number}" for number in range(6))
    assert (
        with_target_paths(Report(version="1", rules_digest="", scan=ScanFacts(targets=many[:5]))).scan.targets
        == many[:5]
    )
    assert with_target_paths(Report(version="1", rules_digest="", scan=ScanFacts(targets=many))).scan.targets == (
        "6 targets",
    )
