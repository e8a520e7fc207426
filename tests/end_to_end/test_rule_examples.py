"""Every rule does what its own examples say, through all steps of an audit."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.audits.rule_examples import rehearsal, run
from auditor.evaluation import fact_tables
from auditor.rulebook.rule import Rule
from auditor.rulebook.rulebook import RuleBook, load


@cache
def book() -> RuleBook:
    return load((), fact_tables())


@pytest.mark.parametrize("rule", book().rules, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_hold(rule: Rule) -> None:
    results = run([rule], rehearsal(book()))
    assert [f"{result.title}: {result.explanation}" for result in results if not result.is_right] == []
