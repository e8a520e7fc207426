"""Which findings the rules make of cases: variants, groups, choices, fingerprints, order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from rulebook_examples import SMALL_TABLE, book_of, case, rule_text

from auditor.errors import UsageError
from auditor.model.finding import Action, Confidence, FixKind, Severity, Traits
from auditor.rulebook.rulebook import Choice, RuleBook, fingerprint

SAY = '"{name} of {size}"'


def rule(code: str, when: str, **keys: str) -> str:
    return rule_text(code, f"slug-{code.lower()}", when=when, message=SAY, **keys)


def small(folder: Path, *texts: str) -> RuleBook:
    return book_of(folder, *texts, table=SMALL_TABLE)


def test_a_rule_that_holds_uses_the_words_of_the_case(tmp_path: Path) -> None:
    book = small(tmp_path, rule("ORG001", "thing.size > 1", remediation="'Make {name} small.'"))
    (finding,) = book.judge([case(1, name="a", size=1), case(2, name="b", size=2)])
    assert (finding.rule_id, finding.rule) == ("ORG001", "slug-org001")
    assert (finding.message, finding.remediation) == ("b of 2", "Make b small.")
    assert (finding.severity, finding.confidence) == (Severity.MEDIUM, Confidence.STRONG)
    assert finding.location.span.line == 2


def test_the_first_variant_that_holds_decides(tmp_path: Path) -> None:
    variants = (
        "[{when: thing.size > 9, severity: critical, confidence: proven},"
        " {when: thing.size > 5, message: 'big {name}', remediation: 'Less.', action: revoke},"
        " {when: 'true', severity: info}]"
    )
    book = small(tmp_path, rule("ORG001", "thing.size > 1", variants=variants, action="move"))
    found = book.judge([case(line, size=size) for line, size in enumerate((1, 3, 6, 12), 1)])
    assert [(finding.severity, finding.confidence, finding.message, finding.remediation) for finding in found] == [
        (Severity.INFO, Confidence.STRONG, "n of 3", "Name the team."),
        (Severity.MEDIUM, Confidence.STRONG, "big n", "Less."),
        (Severity.CRITICAL, Confidence.PROVEN, "n of 12", "Name the team."),
    ]
    assert [finding.action for finding in found] == [Action.MOVE, Action.REVOKE, Action.MOVE]


def test_a_finding_has_the_traits_of_its_rule(tmp_path: Path) -> None:
    texts = {"leak": "true", "answers": "pair", "both_fields": "true", "fix": "swap", "by_hand": "ask", "fixed": "done"}
    book = small(
        tmp_path,
        rule("ORG001", "'true'"),
        rule("ORG002", "'true'", duplicates_generic="false", **texts),
    )
    plain, full = book.judge([case(1)])
    assert plain.traits == Traits()
    assert full.traits == Traits(
        answers="pair",
        both_fields=True,
        leak=True,
        fix=FixKind.SWAP,
        by_hand="ask",
        fixed="done",
        duplicates_generic=False,
    )


def test_a_rule_that_says_no_action_asks_for_a_fix(tmp_path: Path) -> None:
    (finding,) = small(tmp_path, rule("ORG001", "'true'", remediation="Revoke it.")).judge([case(1)])
    assert finding.action is Action.FIX


def test_of_a_group_only_the_highest_precedence_stays_at_one_place(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        rule("ORG001", "'true'", group="one", precedence="1"),
        rule("ORG002", "thing.size > 1", group="one", precedence="2"),
        rule("ORG003", "'true'", group="other"),
        rule("ORG004", "'true'"),
    )
    found = book.judge([case(1, size=1), case(2, size=2)])
    assert [(finding.location.span.line, finding.rule_id) for finding in found] == [
        (1, "ORG001"),
        (1, "ORG003"),
        (1, "ORG004"),
        (2, "ORG002"),
        (2, "ORG003"),
        (2, "ORG004"),
    ]


def test_equals_in_a_group_leave_the_lower_code(tmp_path: Path) -> None:
    texts = [rule(code, "'true'", group="g", precedence="7") for code in ("ORG003", "ORG001", "ORG002")]
    assert [finding.rule_id for finding in small(tmp_path, *texts).judge([case()])] == ["ORG001"]


def test_cases_at_one_place_share_its_groups(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        rule("ORG001", "thing.name == 'a'", group="g", precedence="1"),
        rule("ORG002", "thing.name == 'b'", group="g", precedence="2"),
    )
    assert [finding.message for finding in book.judge([case(name="a"), case(name="b")])] == ["b of 1"]


def test_the_order_of_cases_changes_nothing(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        rule("ORG001", "'true'", group="g", precedence="1"),
        rule("ORG002", "thing.loud", group="g", precedence="1"),
        rule("ORG003", "thing.size > 1"),
    )
    cases = [case(1, name="a"), case(1, name="b", size=2), case(2, path="b.env"), case(2, loud=True)]
    results = [book.judge(order) for order in permutations(cases)]
    assert all(result == results[0] for result in results)
    assert [finding.sort_key for finding in results[0]] == sorted(finding.sort_key for finding in results[0])


def test_select_ignore_and_severities(tmp_path: Path) -> None:
    texts = [rule(code, "'true'") for code in ("ORG101", "ORG102", "ORG201", "TEAM001")]
    book = small(tmp_path, *texts)

    def left(**choice: tuple[str, ...]) -> list[str]:
        return [finding.rule_id for finding in book.choose(Choice(**choice)).judge([case()])]  # type: ignore[arg-type]

    assert left() == ["ORG101", "ORG102", "ORG201", "TEAM001"]
    assert left(select=("ORG1",)) == ["ORG101", "ORG102"]
    assert left(select=("ORG",), ignore=("ORG102",)) == ["ORG101", "ORG201"]
    assert left(select=("TEAM001", "ORG201")) == ["ORG201", "TEAM001"]
    (finding,) = book.choose(Choice(("ORG101",), severities=(("ORG101", Severity.LOW),))).judge([case()])
    assert finding.severity is Severity.LOW


def test_a_severity_of_the_users_also_is_above_a_variants(tmp_path: Path) -> None:
    book = small(tmp_path, rule("ORG001", "'true'", variants="[{when: 'true', severity: critical}]"))
    chosen = book.choose(Choice(severities=(("ORG001", Severity.INFO),)))
    assert [finding.severity for finding in chosen.judge([case()])] == [Severity.INFO]
    assert [info.severity for info in chosen.infos()] == [Severity.INFO]


@pytest.mark.parametrize(
    "choice",
    [
        Choice(("ORG9",)),
        Choice(ignore=("X",)),
        Choice(severities=(("ORG002", Severity.LOW),)),
        Choice(severities=(("ORG0", Severity.LOW),)),
    ],
)
def test_a_choice_of_what_is_not_there_is_wrong_usage(tmp_path: Path, choice: Choice) -> None:
    with pytest.raises(UsageError, match=r"there is no rule (ORG9|X|ORG002|ORG0)"):
        small(tmp_path, rule("ORG001", "'true'")).choose(choice)


def test_a_rule_that_is_left_out_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        rule("ORG001", "'true'", group="g", precedence="1"),
        rule("ORG002", "'true'", group="g", precedence="2"),
    )
    assert [finding.rule_id for finding in book.choose(Choice(ignore=("ORG002",))).judge([case()])] == ["ORG001"]


def test_a_fingerprint_is_of_the_rule_and_the_identity_and_nothing_else(tmp_path: Path) -> None:
    book = small(tmp_path, rule("ORG001", "'true'"), rule("ORG002", "'true'"))
    one, two = book.judge([case(1, path="a")])
    moved, _ = book.judge([case(7, path="z/b", loud=True)])
    assert one.fingerprint == moved.fingerprint != two.fingerprint
    assert len(one.fingerprint) == 32
    assert one.fingerprint == fingerprint("ORG001", "n|1")


def test_the_infos_describe_every_rule_chosen_or_not(tmp_path: Path) -> None:
    book = small(tmp_path, rule("ORG001", "'true'"), rule("ORG002", "'true'")).choose(Choice(("ORG001",)))
    infos = book.infos()
    assert [info.code for info in infos] == ["ORG001", "ORG002"]
    assert infos[0].help_uri == "https://example.com/teams"
    headings = [line for line in infos[0].help_markdown.splitlines() if line.startswith("## ")]
    assert headings == ["## What it does", "## Why is this bad?", "## Example", "## Use instead", "## References"]


def test_lists_of_a_rule_are_its_own(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        rule("ORG001", "thing.name in data.names", data="{names: [a, b]}"),
        rule("ORG002", "thing.name in data.names", data="{names: [b]}"),
    )
    found = book.judge([case(1, name="a"), case(2, name="b"), case(3, name="c")])
    assert [(finding.location.span.line, finding.rule_id) for finding in found] == [
        (1, "ORG001"),
        (2, "ORG001"),
        (2, "ORG002"),
    ]
