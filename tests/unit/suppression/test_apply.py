from __future__ import annotations

from datetime import date
from typing import NoReturn

import pytest
from msgspec.structs import replace
from suppression_examples import finding

from auditor.model.finding import Finding, Status, Subject
from auditor.model.material import Pragma
from auditor.suppression.apply import Extent, apply
from auditor.suppression.baseline import Baseline, Entry, update
from auditor.suppression.inline_ignores import NO_CODE, OURS

TODAY = date(2026, 11, 20)
SUBJECTS: dict[str, Subject] = {
    "BPK101": "value",
    "BPK102": "value",
    "BPK304": "value",
    "BPK509": "key",
    "BPK901": "generic",
    "ORG001": "value",
    "ORG501": "key",
    "ORG601": "entry",
    "ORG801": "settings",
}


def extent_of(**given: object) -> Extent:
    return Extent(**{"subjects": lambda: SUBJECTS, **given})  # type: ignore[arg-type]


def never() -> NoReturn:
    raise AssertionError("no code is named")


def baseline_of(*findings: Finding, reason: str = "", expires: date | None = None) -> Baseline:
    empty = Baseline(bytes(16), shown=".backpack-audit.baseline.json")
    return update(empty, findings, covers=lambda _: True, reason=reason, expires=expires).baseline


def applied(
    *findings: Finding, inline: bool = True, baseline: Baseline | None = None, extent: Extent | None = None
) -> tuple[list[Finding], list[str]]:
    return apply(
        findings,
        inline=inline,
        baseline=baseline,
        today=TODAY,
        known_codes=lambda: SUBJECTS,
        extent=extent or extent_of(),
    )


def status(given: Finding, *, inline: bool = True, baseline: Baseline | None = None) -> tuple[Status, str]:
    ((evaluation,), _) = applied(given, inline=inline, baseline=baseline)
    return evaluation.status, evaluation.status_reason


def test_without_anything_to_apply_nothing_changes() -> None:
    findings = [finding("b"), finding("a")]
    assert apply(findings, inline=True, baseline=None, today=TODAY, known_codes=never) == (findings, [])


def test_nothing_is_dropped_and_the_order_stays() -> None:
    findings = [finding("b"), replace(finding("a"), pragmas=(Pragma(OURS),)), finding("c")]
    evaluation, _ = applied(*findings, baseline=baseline_of(finding("c")))
    assert [one.fingerprint for one in evaluation] == [one.fingerprint for one in findings]
    assert [one.status for one in evaluation] == [Status.ACTIVE, Status.IGNORED, Status.BASELINED]


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        (Pragma(OURS), (Status.IGNORED, OURS)),
        (Pragma(OURS, (), "a test account"), (Status.IGNORED, "a test account")),
        (Pragma(OURS, ("BPK304", "BPK102")), (Status.IGNORED, OURS)),
        (Pragma(OURS, ("BPK304",)), (Status.ACTIVE, "")),
        (Pragma(OURS, (NO_CODE,)), (Status.ACTIVE, "")),
        (Pragma("gitleaks:allow"), (Status.IGNORED, "gitleaks:allow")),
    ],
)
def test_a_comment_ignores_all_or_the_rules_that_it_names(pragma: Pragma, expected: tuple[Status, str]) -> None:
    assert status(replace(finding(), pragmas=(pragma,))) == expected


def test_a_run_can_refuse_comments_and_says_how_many() -> None:
    ignored = replace(finding(), pragmas=(Pragma(OURS, ("BPK102",)), Pragma("gitleaks:allow")))
    evaluation, notes = applied(ignored, inline=False)
    assert evaluation == [ignored]
    assert notes == ["2 inline comments not honoured (--no-inline-ignores)"]


def test_a_comment_that_names_no_rule_is_reported_once_with_its_place() -> None:
    wrong = Pragma(OURS, ("BPK103X", NO_CODE))
    both = [
        replace(finding(path="a", line=3), pragmas=(wrong,)),
        replace(finding(rule="BPK304", path="a", line=3), pragmas=(wrong,)),
    ]
    _, notes = applied(*both)
    assert notes == [
        "a:3: a comment asks to ignore BPK103X, which is not a rule (did you mean BPK102?)",
        "a:3: a comment asks to ignore something that is not a rule's code; it ignores nothing",
    ]


def test_an_accepted_finding_is_baselined_with_its_reason() -> None:
    accepted = finding(path="old", line=1)
    moved = finding(path="new", line=9)
    assert status(moved, baseline=baseline_of(accepted, reason="revoked")) == (Status.BASELINED, "revoked")


def test_a_new_secret_on_the_line_of_an_accepted_one_counts() -> None:
    assert status(finding("new"), baseline=baseline_of(finding("old"))) == (Status.ACTIVE, "")


def test_another_rule_about_an_accepted_secret_counts() -> None:
    assert status(finding(rule="BPK101"), baseline=baseline_of(finding(rule="BPK102")))[0] is Status.ACTIVE


def test_a_comment_goes_before_the_baseline() -> None:
    marked = replace(finding(), pragmas=(Pragma(OURS),))
    assert status(marked, baseline=baseline_of(finding())) == (Status.IGNORED, OURS)


def test_what_was_set_aside_before_stays_so() -> None:
    aside = replace(finding(), status=Status.BASELINED, status_reason=".secrets.baseline", pragmas=(Pragma(OURS),))
    assert status(aside) == (Status.BASELINED, ".secrets.baseline")


def test_an_expired_acceptance_counts_again_and_is_said() -> None:
    baseline = baseline_of(finding(path="a/.env"), expires=date(2026, 11, 19))
    evaluation, notes = applied(finding(path="a/.env"), baseline=baseline)
    assert evaluation[0].status is Status.ACTIVE
    said = "1 acceptance expired and the findings count again: BPK102 in a/.env on 2026-11-19"
    assert notes == [f".backpack-audit.baseline.json: {said}"]
    assert status(finding(), baseline=baseline_of(finding(), expires=TODAY))[0] is Status.BASELINED


def test_an_expired_acceptance_of_what_is_gone_is_only_gone() -> None:
    _, notes = applied(baseline=baseline_of(finding(path=""), expires=date(2026, 11, 19)))
    said = "1 entry without a finding: BPK102; `backpack-audit baseline update` drops what is gone"
    assert notes == [f".backpack-audit.baseline.json: {said}"]


def test_rules_are_read_only_where_an_entry_has_no_finding() -> None:
    assert applied(finding(), baseline=baseline_of(finding()), extent=Extent(subjects=never))[1] == []


def test_entries_without_a_finding_are_said() -> None:
    gone = [finding(str(number), path=f"{number}.env") for number in range(7)]
    _, notes = applied(baseline=baseline_of(*gone))
    (note,) = notes
    assert note.startswith(".backpack-audit.baseline.json: 7 entries without a finding: BPK102 in ")
    assert "and 2 more; `backpack-audit baseline update` drops what is gone" in note


def test_entries_of_unknown_rules_are_said() -> None:
    _, notes = applied(baseline=baseline_of(finding(rule="OLD001")))
    assert notes == [".backpack-audit.baseline.json: 1 entry of rules that are not loaded: OLD001"]


@pytest.mark.parametrize(
    ("rule", "extent", "covered"),
    [
        ("BPK102", extent_of(), True),
        ("BPK102", extent_of(tree=False), False),
        ("BPK102", extent_of(select=("BPK1",)), True),
        ("BPK102", extent_of(select=("BPK3",)), False),
        ("BPK102", extent_of(ignore=("BPK102",)), False),
        ("BPK509", extent_of(), False),
        ("BPK509", extent_of(policy=True), True),
        ("BPK901", extent_of(), True),
        ("BPK901", extent_of(generic=False), False),
        ("BPK102", extent_of(generic=False), True),
        ("ORG801", extent_of(policy=True), False),
        ("ORG001", extent_of(), True),
        ("ORG501", extent_of(), False),
        ("ORG501", extent_of(policy=True), True),
        ("ORG601", extent_of(), False),
        ("ORG601", extent_of(policy=True), True),
    ],
)
def test_only_what_the_run_would_have_seen_can_be_gone(rule: str, extent: Extent, covered: bool) -> None:
    entry = Entry(fingerprint="0" * 32, rule=rule)
    assert extent.covers(entry) is covered
    assert bool(applied(baseline=Baseline(bytes(16), (entry,)), extent=extent)[1]) is covered


def test_what_is_only_in_history_is_gone_only_when_history_was_read() -> None:
    entry = Entry(fingerprint="0" * 32, rule="BPK102", history=True)
    assert not extent_of().covers(entry)
    assert extent_of(history=True, tree=False).covers(entry)


def test_an_entry_of_a_rule_that_is_not_loaded_is_never_gone() -> None:
    assert not extent_of(policy=True).covers(Entry(fingerprint="0" * 32, rule="OLD001"))


@pytest.mark.parametrize(
    ("code", "is_said"),
    [
        ("BPK101", False),
        ("BPK1", False),
        ("BPK", False),
        ("BPK2", True),
        ("BPK1011", True),
        ("lone-secret", False),
        ("lone", True),
        ("other-rule", True),
    ],
)
def test_a_comment_may_name_a_rule_or_the_beginning_of_codes(code: str, *, is_said: bool) -> None:
    marked = finding(pragmas=(Pragma(OURS, (code,)),))
    _, notes = apply(
        [marked],
        inline=True,
        baseline=None,
        today=TODAY,
        known_codes=lambda: ("BPK101", "lone-secret"),
        extent=extent_of(),
    )
    assert bool(notes) is is_said
