"""What hides findings is said, with how many it took, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from suppression_examples import finding

from auditor.configuration.settings import Configuration
from auditor.model.finding import Finding, Severity, Status
from auditor.model.location import Location, Span
from auditor.model.material import Pragma
from auditor.model.report import InForce
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.model.trusted_settings import TrustedTree
from auditor.suppression.settings_facts import ChangedSettings, SettingsKind, case_of, example_changes
from auditor.suppression.settings_in_force import Hidden, in_force

FOLDER = Path("/project")


def measured(
    findings: tuple[Finding, ...] = (), hidden: Hidden | None = None, request: Any = None, **configuration: Any
) -> list[tuple[object, ...]]:
    found: InForce = in_force(
        AuditRequest(**(request or {})), Configuration(**configuration), findings, hidden or Hidden()
    )
    return [(one.means.value, one.origin, one.values, one.took, one.unit) for one in found.measures]


def test_defaults_hide_nothing() -> None:
    assert measured((finding(),)) == []


@pytest.mark.parametrize(
    ("request_", "configuration", "hidden", "expected"),
    [
        (
            {},
            {"paths": (FOLDER / "src/bots", Path("/elsewhere/x")), "folder": FOLDER},
            {},
            ("paths", "configuration", ("src/bots", "x"), None, ""),
        ),
        ({}, {"paths": (FOLDER / "src",)}, {}, ("paths", "configuration", ("src",), None, "")),
        ({"paths": "src"}, {"paths": (FOLDER / "src",)}, {}, None),
        ({}, {"excluded": ("a",)}, {"paths": 3}, ("exclude", "configuration", ("a",), 3, "path")),
        ({}, {"excluded_by_option": ("b",)}, {"paths": 3}, ("exclude", "option", ("b",), 3, "path")),
        (
            {},
            {"excluded": ("a",), "excluded_by_option": ("b",)},
            {"paths": 3},
            ("exclude", "configuration and option", ("a", "b"), 3, "path"),
        ),
        ({"scope": Scope.HISTORY}, {"excluded": ("a",)}, {"paths": 3}, ("exclude", "configuration", ("a",), None, "")),
        (
            {"scope": Scope.RANGE, "revision_range": "a..b"},
            {"excluded": ("a",)},
            {"paths": 3},
            ("exclude", "configuration", ("a",), None, ""),
        ),
        ({"scope": Scope.STAGED}, {"excluded": ("a",)}, {}, ("exclude", "configuration", ("a",), 0, "path")),
        ({}, {"names": {"hosts": ("a", "b")}}, {}, ("names", "configuration", ("hosts a", "hosts b"), None, "")),
        ({}, {"names": {"hosts": ()}}, {}, None),
        ({}, {"generic": Generic.OFF}, {}, ("generic", "configuration", ("off",), None, "")),
        ({"generic": Generic.OFF}, {}, {}, ("generic", "option", ("off",), None, "")),
        ({"generic": Generic.ALL}, {"generic": Generic.OFF}, {}, None),
        (
            {"generic": Generic.OFF, "ignore": "BPK9", "not_asked": "BPK9"},
            {},
            {},
            ("command", "option", (), 0, "finding"),
        ),
        (
            {},
            {"rules": (FOLDER / "pack", Path("/p")), "folder": FOLDER},
            {},
            ("packs", "configuration", ("pack", "p"), None, ""),
        ),
        ({"rules": "a/pack"}, {}, {}, ("packs", "option", ("a/pack",), None, "")),
        ({}, {}, {"commits": 2}, ("history", "option", (), 2, "commit")),
        ({}, {}, {"commits": None}, ("history", "option", (), None, "commit")),
        ({}, {}, {"commits": 0}, None),
        ({}, {}, {"baseline": "b.json"}, ("baseline", "tree", ("b.json",), 0, "finding")),
        (
            {},
            {"baseline": Path("b.json")},
            {"baseline": "b.json"},
            ("baseline", "configuration", ("b.json",), 0, "finding"),
        ),
        (
            {"baseline": "c.json"},
            {"baseline": Path("b.json")},
            {"baseline": "c.json"},
            ("baseline", "option", ("c.json",), 0, "finding"),
        ),
        ({}, {"fail_on": Severity.HIGH}, {}, ("fail-on", "configuration", ("high",), 0, "finding")),
        (
            {"fail_on": Severity.CRITICAL},
            {"fail_on": Severity.HIGH},
            {},
            ("fail-on", "option", ("critical",), 0, "finding"),
        ),
        ({"fail_on": Severity.MEDIUM}, {"fail_on": Severity.HIGH}, {}, None),
    ],
)
def test_each_way_to_hide_is_said_once(
    request_: dict[str, Any],
    configuration: dict[str, Any],
    hidden: dict[str, Any],
    expected: tuple[object, ...] | None,
) -> None:
    found = measured((), Hidden(**hidden), request_, **configuration)
    assert found == ([expected] if expected else [])


def test_what_is_below_the_threshold_is_counted_from_medium_on_and_only_if_it_is_active() -> None:
    def below(threshold: Severity, *given: Finding) -> object:
        return next(took for means, *_, took, _ in measured(given, fail_on=threshold) if means == "fail-on")

    every = [finding(str(severity), rule="BPK102") for severity in Severity]
    rated = [replace(one, severity=severity) for one, severity in zip(every, Severity, strict=True)]
    assert below(Severity.HIGH, *rated) == 1
    assert below(Severity.CRITICAL, *rated) == 2
    assert below(Severity.CRITICAL, *(replace(one, status=Status.IGNORED) for one in rated)) == 0


def test_accepted_and_ignored_findings_are_counted_apart() -> None:
    accepted = finding("a", status=Status.BASELINED)
    ignored = finding("b", status=Status.IGNORED, pragmas=(Pragma("backpack-audit: ignore"),))
    lookalike = finding("d", status=Status.IGNORED, status_reason="a checksum in a lock file")
    assert measured((accepted, accepted, ignored, lookalike, finding("c"))) == [
        ("baseline", "tree", (), 2, "finding"),
        ("comments", "tree", (), 1, "finding"),
    ]


def test_the_rules_that_were_not_chosen_are_counted_by_who_left_them_out() -> None:
    left_out = [finding(str(number), rule=code) for number, code in enumerate(["BPK101", "BPK201", "BPK301", "BPK901"])]
    hidden = Hidden(left_out=left_out)
    asked = {"ignore": ("BPK2", "BPK9"), "not_asked": ("BPK9",)}
    assert measured((), hidden, asked, ignore=("BPK1",), select=("BPK4",)) == [
        ("select", "configuration", ("BPK4",), 1, "finding"),
        ("ignore", "configuration", ("BPK1",), 1, "finding"),
        ("ignore", "option", ("BPK2",), 1, "finding"),
        ("command", "option", (), 1, "finding"),
    ]
    assert measured((), hidden, {"select": "BPK4"}, select=("BPK5",)) == [("select", "option", ("BPK4",), 4, "finding")]


def test_other_severities_are_counted_by_their_rules() -> None:
    found = measured(
        (finding("a", rule="BPK101"), finding("b", rule="BPK102"), finding("c", rule="BPK102")),
        None,
        {"severities": {"BPK101": Severity.LOW}},
        severities=(("BPK102", Severity.INFO),),
    )
    assert found == [
        ("severity", "configuration", ("BPK102 info",), 2, "finding"),
        ("severity", "option", ("BPK101 low",), 1, "finding"),
    ]


def test_the_packs_of_a_trusted_revision_have_their_names_in_the_tree(tmp_path: Path) -> None:
    tree = TrustedTree(root=tmp_path / "tree", folder=tmp_path / "copy", revision="f" * 40, bring=lambda _: None)
    configuration = Configuration(rules=(tree.folder / "packs" / "own",), folder=tree.root)
    request = AuditRequest(rules=(tree.folder / "more", Path("/other")), trusted=tree)
    found = in_force(request, configuration, (), Hidden())
    assert [one.values for one in found.measures] == [("packs/own",), ("more", "/other")]
    assert found.trusted == "f" * 40
    assert in_force(AuditRequest(), Configuration(shown="a.yaml"), (), Hidden()) == InForce(configuration="a.yaml")


def test_what_a_branch_hides_by_its_settings_is_as_severe_as_the_worst_of_it() -> None:
    hidden = tuple(replace(finding(str(one)), severity=one) for one in (Severity.LOW, Severity.HIGH, Severity.INFO))
    changed = ChangedSettings(kind=SettingsKind.BASELINE, path="b.json", line=7, base="0123456789abcdef", hidden=hidden)
    case = case_of(changed)
    assert (case.facts["settings.hides"], case.facts["settings.worst"]) == (3, "high")
    assert case.facts["settings.kind"] == "baseline"
    assert case_of(replace(changed, hidden=())).facts["settings.worst"] == ""
    assert case.words["base"] == "0123456789ab"
    assert case.location == Location("b.json", Span(7, 1, 7, 1))


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "c0"), (2, "c0 and c1"), (8, "c6 and c7"), (9, "1 more")])
def test_so_many_changes_are_named(count: int, said: str) -> None:
    changes = tuple(f"c{number}" for number in range(count))
    hidden = (finding("a", rule="BPK102"), finding("b", rule="BPK101"))
    changed = ChangedSettings(kind=SettingsKind.RULES, path="p", base="0" * 40, changes=changes, hidden=hidden)
    words = case_of(changed).words
    assert words["changes"].endswith(said)
    assert (words["file"], words["hidden"], words["rules"]) == ("p", "2 findings", "BPK101 and BPK102")


@pytest.mark.parametrize("name", [".backpack-audit.yaml", ".backpack-audit.baseline.json"])
def test_an_examples_settings_differ_where_both_are_there_and_not_the_same(name: str) -> None:
    both = {name: b"1", f"trusted/{name}": b"2"}
    assert [one.path for one in example_changes(both)] == [name]
    assert [(one.line, one.base) for one in example_changes(both)] == [(1, "0" * 40)]
    assert [one.path for one in example_changes({f"trusted/{name}": b"2"})] == [name]
    assert example_changes({name: b"1"}) == []
    assert example_changes(both | {name: b"2"}) == []
