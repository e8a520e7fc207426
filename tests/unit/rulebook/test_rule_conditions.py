"""Conditions: what they may name, what they look at, and what happens where they have no value."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rulebook_examples import SMALL_TABLE

from auditor.errors import ConfigurationError, DependencyError
from auditor.model.case import Fact, FactTable, Function
from auditor.rulebook.rule import RuleText, Written
from auditor.rulebook.rule_verdicts import Environment

VALUES = {
    "thing.name": "alpha",
    "thing.size": 3,
    "thing.marks": ["x", "y"],
    "thing.tags": {"team": "desk"},
    "thing.loud": True,
}


def written(text: str) -> Written:
    return Written(text, RuleText("r.yaml", text), 0)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("thing.loud", True),
        ("!thing.loud || thing.size > 3", False),
        ("thing.name in ['alpha', 'beta']", True),
        ("thing.name.startsWith('al') && thing.name.matches('^a.*a$')", True),
        ("thing.marks.exists(mark, mark == 'y')", True),
        ("size(thing.marks) == 2 && thing.marks[0] == 'x'", True),
        ("'team' in thing.tags && thing.tags['team'] == 'desk'", True),
        ("thing.loud || thing.size / 0 == 1", True),
    ],
)
def test_conditions_over_facts(text: str, answer: bool) -> None:
    assert Environment(SMALL_TABLE).compile(written(text)).holds(VALUES) is answer


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("thing.loud", {"thing.loud"}),
        ("thing.size > 1 && !thing.loud", {"thing.size", "thing.loud"}),
        ("thing.name.startsWith('a')", {"thing.name"}),
        ("thing . size == 1", {"thing.size"}),
        ("thing.\n  marks.exists(name, name == 'thing')", {"thing.marks"}),
        ("thing.tags['thing.loud'] == 'x'", {"thing.tags", "thing.loud"}),
        ("true", set()),
    ],
)
def test_a_condition_knows_the_facts_that_it_looks_at(text: str, facts: set[str]) -> None:
    assert Environment(SMALL_TABLE).compile(written(text)).facts == facts


def test_a_rules_own_lists_are_facts_of_that_rule_only() -> None:
    environment = Environment(SMALL_TABLE)
    condition = environment.compile(written("thing.name in data.names"), ["names"])
    assert condition.facts == {"thing.name", "data.names"}
    assert condition.holds({**VALUES, "data.names": ["alpha"]})
    with pytest.raises(ConfigurationError, match=r"no fact or function `data\.names`"):
        environment.compile(written("thing.name in data.names"))


def test_a_table_may_bring_functions() -> None:
    table = FactTable(
        "value",
        facts={"thing.name": Fact("string", "A name.")},
        functions={
            "parts": Function(("string", "string"), "list(string)", lambda text, mark: text.split(mark), "Splits."),
            "count": Function(("list(string)",), "int", len, "Counts."),
        },
    )
    assert Environment(table).compile(written("count(parts(thing.name, '-')) == 3")).holds({"thing.name": "a-b-c"})


@pytest.mark.parametrize("text", ["thing.size / 0 == 1", "thing.name.matches('[')", "thing.marks[9] == 'x'"])
def test_a_condition_without_a_value_is_an_error_at_its_place(text: str) -> None:
    condition = Environment(SMALL_TABLE).compile(written(text))
    with pytest.raises(ConfigurationError, match=r"^r\.yaml:1:1: this condition has no value here"):
        condition.holds(VALUES)


def test_a_platform_without_the_runtime_learns_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cel_expr_python", None)
    with pytest.raises(DependencyError, match="Alpine images need glibc"):
        Environment(SMALL_TABLE)


def test_opening_a_pack_and_its_digest_needs_neither_yaml_nor_cel(tmp_path: Path) -> None:
    import subprocess  # only here

    code = (
        "import sys; from auditor.rulebook.rulebook import load; from auditor.rulebook.value_facts import VALUE_FACTS, case_of;"
        "book = load((), (VALUE_FACTS,)); book.digest; book.judge([]);"
        "print([name for name in ('yaml', 'cel_expr_python', 'nacl', 'rich', 'difflib') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"
