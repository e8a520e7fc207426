from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from report_examples import BASELINED, CLEAN, ENCODING, HISTORY, IGNORED, KEY_A, KEY_B, LONE, OVERDUE, PAIR, PUBLISHED

from auditor.model.finding import Action, Confidence, Finding, Related, Severity, Traits
from auditor.model.location import Location, Reach, Span
from auditor.model.report import PolicyView, Report, ScanFacts, Skipped
from auditor.reporters._shared.counts import by_reason, found, scanned_amount, skipped, suppressed, verdict
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import REVOKE_AT
from auditor.reporters._shared.reporter_registry import render
from auditor.reporters._shared.revocations import endings, key_advice, must_be_revoked, pair_proof
from auditor.wording.amounts import plural
from auditor.wording.lists import listed


def _report(*findings: Finding, scan: ScanFacts = CLEAN.scan, skips: tuple[Skipped, ...] = ()) -> Report:
    return Report(version="1", rules_digest="", findings=findings, scan=scan, skipped=skips)


@pytest.mark.parametrize("finding", [ENCODING, OVERDUE, PUBLISHED, replace(PAIR, severity=Severity.LOW)])
def test_a_key_need_not_go_for_less_than_a_leak(finding: Finding) -> None:
    assert not must_be_revoked(finding)


@pytest.mark.parametrize("severity", Severity)
def test_from_which_severity_a_key_must_go(severity: Severity) -> None:
    found = replace(PAIR, action=Action.REVOKE, severity=severity)
    assert must_be_revoked(found) is (severity not in {Severity.LOW, Severity.INFO})


@pytest.mark.parametrize("action", Action)
def test_a_key_must_go_where_the_rule_says_so_whatever_its_remediation_says(action: Action) -> None:
    for remediation in ("1. Revoke it.", "Löschen Sie den Schlüssel."):
        found = replace(PAIR, action=action, remediation=remediation)
        assert must_be_revoked(found) == (action is Action.REVOKE)
        assert bool(key_advice(found)) == (action in (Action.REVOKE, Action.CHECK))


def test_no_key_no_revocation() -> None:
    assert not must_be_revoked(replace(PAIR, api_key=None))


def test_each_key_is_revoked_once_the_worst_first_and_only_for_active_findings() -> None:
    high = replace(LONE, severity=Severity.HIGH, action=Action.REVOKE)
    (now,) = endings(_report(high, HISTORY, PAIR, replace(PAIR, rule_id="BPK201"), IGNORED, BASELINED))
    first, second = now.steps
    assert (first.api_key, first.severity, len(first.locations)) == (KEY_A, Severity.CRITICAL, 2)
    assert (second.api_key, second.severity, second.locations) == (KEY_B, Severity.HIGH, (LONE.location,))


def test_the_place_of_a_secret_is_never_its_entry_in_the_inventory() -> None:
    entry, secret = Location("backpack-keys.yaml", Span(4, 11, 4, 15)), Location("bot.py", Span(5, 15, 5, 59))
    finding = replace(
        PAIR, rule_id="BPK510", location=entry, traits=Traits(subject="key"), related=(Related("api_secret", secret),)
    )
    (now,) = endings(_report(finding))
    assert [step.locations for step in now.steps] == [(secret,)]
    (unseen,) = endings(_report(replace(finding, related=())))
    assert [step.locations for step in unseen.steps] == [(entry,)]


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"action": Action.REVOKE, "reach": Reach.PUBLISHED}, f"Revoke API key {KEY_A} at {REVOKE_AT}."),
        (
            {"action": Action.REVOKE, "reach": Reach.UNKNOWN},
            f"Revoke API key {KEY_A} at {REVOKE_AT} if others may have seen the secret.",
        ),
        ({"action": Action.CHECK}, f"If API key {KEY_A} is listed at {REVOKE_AT}, revoke it."),
        ({"action": Action.UNSTAGE}, ""),
        ({"action": Action.REVOKE, "severity": Severity.LOW}, ""),
        ({"action": Action.REVOKE, "api_key": None}, ""),
    ],
)
def test_the_advice_about_a_key_is_one(changes: dict[str, Any], advice: str) -> None:
    found = replace(PAIR, **changes)
    assert key_advice(found) == advice
    text = " ".join(render("text", _report(found), RenderOptions()).split())
    assert (f"{KEY_A} at {REVOKE_AT}" in text) == bool(advice)
    assert ("if others may have seen the secret" in text) == ("may have seen" in advice)
    assert ("Revoke if others may have seen the secret" in text) == ("may have seen" in advice)
    assert ("revoke it if it is listed there" in text) == ("listed" in advice)
    assert ("Check whether these are yours" in text) == ("listed" in advice)


def test_a_proof_is_a_proven_pair_and_nothing_less() -> None:
    assert pair_proof(PAIR) == PAIR.related[0].location
    assert pair_proof(replace(PAIR, confidence=Confidence.STRONG)) is None
    assert pair_proof(replace(PAIR, related=PAIR.related[1:])) is None


def test_findings_are_counted_by_severity() -> None:
    assert found(_report(PAIR, HISTORY, ENCODING)) == "3 findings: 2 critical and 1 medium"
    assert found(_report(PAIR)) == "1 finding: 1 critical"
    assert found(_report(IGNORED)) == "No findings"


def test_no_finding_in_an_incomplete_audit_is_limited_to_what_was_read() -> None:
    incomplete = _report(skips=(Skipped("a", "permission denied"),))
    assert found(incomplete) == "No findings in what could be read"
    assert found(_report(skips=(Skipped("a", "read as plain text", incomplete=False),))) == "No findings"


def test_suppressed_findings_are_reported_by_kind() -> None:
    assert suppressed(_report(IGNORED, BASELINED, PAIR)) == "2 suppressed (1 ignored, 1 in the baseline)"
    assert suppressed(_report(PAIR)) == "0 suppressed"


def test_what_was_looked_at_is_reported_in_units_of_people() -> None:
    scan = ScanFacts(targets=(".",), files=1, bytes=999, seconds=0.004)
    assert scanned_amount(_report(scan=scan)) == "Scanned 1 file (999 bytes), in 0.00 s"
    history = ScanFacts(targets=("repo",), blobs=57_000, bytes=800_000_000, commits=18_000, seconds=61.5)
    assert (
        scanned_amount(_report(scan=history))
        == "Scanned 57,000 blobs (800.0 MB) and 18,000 commits in repo, in 61.50 s"
    )


def test_skips_are_counted_by_reason_the_most_frequent_first_and_bounded() -> None:
    skips = tuple(
        Skipped(f"{reason}{number}", reason)
        for reason, count in (("e", 1), ("d", 1), ("c", 2), ("b", 3), ("a", 2))
        for number in range(count)
    )
    assert skipped(_report(skips=skips)) == "9 skipped (3 b, 2 a, 2 c, 2 for other reasons)"
    assert by_reason(skips)[0] == ("b", ("b0", "b1", "b2"))
    assert skipped(_report()) == "0 skipped"


def test_the_verdict_names_what_keeps_the_result_from_being_whole() -> None:
    assert verdict(CLEAN) == ""
    assert verdict(_report(scan=ScanFacts())).startswith("NOTHING WAS SCANNED")
    assert verdict(replace(_report(scan=ScanFacts()), policy=PolicyView())).startswith("NOTHING WAS SCANNED")
    unread = _report(scan=ScanFacts(files=1), skips=(Skipped("a", "gone"),))
    assert verdict(unread) == "NOTHING WAS SCANNED: 1 input could not be read."
    assert verdict(_report(skips=(Skipped("a", "gone"),))).startswith("THE AUDIT IS INCOMPLETE: 1 input could")


@pytest.mark.parametrize(
    ("number", "noun", "words"), [(1, "file", "1 file"), (0, "API key", "0 API keys"), (1000, "entry", "1,000 entries")]
)
def test_plurals(number: int, noun: str, words: str) -> None:
    assert plural(number, noun) == words


@pytest.mark.parametrize(("parts", "text"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_enumerations(parts: str, text: str) -> None:
    assert listed(parts) == text
