"""Conditions that an earlier run has compiled: they say the same, and nothing is compiled again but what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.case import Fact, FactTable, Function
from auditor.resources import builtin_rules
from auditor.rulebook import rule_verdicts
from auditor.rulebook.compiled_conditions import CompiledConditions
from auditor.rulebook.pack import open_pack, read_pack
from auditor.rulebook.rule import Rule
from auditor.rulebook.rule_verdicts import Environment
from auditor.storage import cache

TABLE = FactTable(
    "value",
    facts={"thing.name": Fact("string", "A name."), "thing.size": Fact("int", "A size.")},
    functions={"parts": Function(("string",), "list(string)", lambda text: text.split("-"), "Splits.")},
)
CONDITIONS = {
    "thing.size > 2 && thing.name.startsWith('a')": True,
    "thing.size / 3 == 2": False,
    "parts(thing.name) == ['a', 'b']": True,
    "thing.name in data.names": True,
}
VALUES = {"thing.name": "a-b", "thing.size": 3, "data.names": ["a-b", "c"]}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that no other test has filled."""
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    """Rules with these conditions, in the place of those of real ones."""
    some = list(read_pack(open_pack(builtin_rules())))
    return [
        replace(rule, when=replace(rule.when, text=text), variants=(), data={"names": ()} if "data." in text else {})
        for rule, text in zip(some, CONDITIONS, strict=False)
    ]


def answers(rules: Sequence[Rule], table: FactTable = TABLE) -> tuple[dict[str, bool], list[frozenset[str]]]:
    environment = Environment(table, rules)
    conditions = [environment.compile(rule.when, tuple(rule.data)) for rule in rules]
    environment.keep()
    return (
        {rule.when.text: condition.holds(VALUES) for rule, condition in zip(rules, conditions, strict=True)},
        [condition.facts for condition in conditions],
    )


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was compiled; the check for growth is made for each."""
    found: list[str] = []
    monkeypatch.setattr(rule_verdicts, "_check_growth", lambda written: found.append(written.text))
    return found


def test_kept_conditions_say_the_same_and_are_not_compiled_again(rules: list[Rule], compiled: list[str]) -> None:
    first = answers(rules)
    assert first[0] == CONDITIONS
    assert compiled == [*CONDITIONS]
    assert answers(rules) == first
    assert compiled == [*CONDITIONS]


def test_a_changed_condition_fact_or_function_is_compiled_again(rules: list[Rule], compiled: list[str]) -> None:
    answers(rules)
    compiled.clear()
    answers(rules[1:])
    assert compiled == [*CONDITIONS][1:]
    compiled.clear()
    answers(rules, replace(TABLE, facts={**TABLE.facts, "thing.more": Fact("bool", "More.")}))
    assert compiled == [*CONDITIONS]
    compiled.clear()
    other = Function(("string",), "list(string)", lambda text: [text], "Does not split.")
    more = {**TABLE.functions, "whole": other}
    answers(rules, replace(TABLE, functions=more))
    assert compiled == [*CONDITIONS]


@pytest.mark.parametrize("change", [b"", b"no message pack", b"\x81\xa1a\x92\xc4\x01x\x90"])
def test_a_damaged_entry_is_as_good_as_none(rules: list[Rule], compiled: list[str], change: bytes) -> None:
    first = answers(rules)
    compiled.clear()
    cache.store("conditions", CompiledConditions(rules, TABLE)._digest, change)
    assert answers(rules) == first
    assert compiled == [*CONDITIONS]


def test_an_expression_that_cel_does_not_know_is_compiled(
    rules: list[Rule], compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answers(rules)
    compiled.clear()
    known = CompiledConditions.find

    def damaged(self: CompiledConditions, text: str, data: Sequence[str]) -> object:
        found = known(self, text, data)
        return found and replace(found, expression=b"\xff\xff")

    monkeypatch.setattr(CompiledConditions, "find", damaged)
    assert answers(rules) == first
    assert compiled == [*CONDITIONS]


def test_nothing_is_written_where_nothing_is_new(rules: list[Rule], own_cache: Path) -> None:
    answers(rules)
    (entry,) = own_cache.glob("conditions-*")
    before = entry.stat().st_mtime_ns, entry.stat().st_ino
    answers(rules)
    assert (entry.stat().st_mtime_ns, entry.stat().st_ino) == before
