"""What all the rules of one subject say of a case, remembered by the facts that they look at.

A scan can bring 100 000 values of which most differ only in what no rule asks for (path, line, name). The verdicts
are therefore kept by the values of the facts that any rule names, and below that rule by rule, so that one rule with
a wish for detail does not make the others be evaluated again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from auditor.model.case import FactTable, FactValue
from auditor.model.finding import Action, Confidence, Severity
from auditor.rulebook.cel import Condition, Environment
from auditor.rulebook.load_rules import check_words
from auditor.rulebook.rule import Rule, Variant

Facts = Mapping[str, FactValue]
T = TypeVar("T")


class Verdict(Struct, frozen=True):
    """That a rule holds, and how it speaks: its own words, or those of the variant that holds."""

    rule: Rule
    severity: Severity
    confidence: Confidence
    action: Action
    message: str
    remediation: str


class Evaluator:
    """The compiled rules of one subject."""

    def __init__(self, rules: Sequence[Rule], table: FactTable) -> None:
        """Compiles the rules.

        Raises:
            ConfigurationError: a condition does not compile, or a message names an unknown word.
        """
        environment = Environment(table)
        judges = [_Judge(rule, table, environment) for rule in rules]
        facts = frozenset[str]().union(*(judge.facts for judge in judges))
        self._memory = _Memory(facts, table, lambda values: tuple(filter(None, (judge(values) for judge in judges))))

    def verdicts(self, facts: Facts) -> tuple[Verdict, ...]:
        """The verdicts of the rules that hold, in the order of the rules."""
        return self._memory(facts)


class _Judge:
    """One rule, ready to be compared with facts."""

    def __init__(self, rule: Rule, table: FactTable, environment: Environment) -> None:
        check_words(rule, table.words)
        data = tuple(rule.data)
        self._rule = rule
        self._when = environment.compile(rule.when, data)
        self._variants = [(environment.compile(variant.when, data), variant) for variant in rule.variants]
        self._data = {f"data.{name}": list(values) for name, values in rule.data.items()}
        named = self._when.facts.union(*(condition.facts for condition, _ in self._variants))
        self.facts = named - self._data.keys()
        self._memory = _Memory(self.facts, table, self._judge)

    def __call__(self, facts: Facts) -> Verdict | None:
        return self._memory(facts)

    def _judge(self, facts: Facts) -> Verdict | None:
        values = {**facts, **self._data} if self._data else facts
        if not self._when.holds(values):
            return None
        return _verdict(self._rule, _first(self._variants, values))


def _first(variants: Sequence[tuple[Condition, Variant]], values: Facts) -> Variant | None:
    return next((variant for condition, variant in variants if condition.holds(values)), None)


def _verdict(rule: Rule, variant: Variant | None) -> Verdict:
    if variant is None:
        return Verdict(rule, rule.severity, rule.confidence, rule.action, rule.message.text, rule.remediation.text)
    return Verdict(
        rule,
        variant.severity or rule.severity,
        variant.confidence or rule.confidence,
        variant.action or rule.action,
        (variant.message or rule.message).text,
        (variant.remediation or rule.remediation).text,
    )


class _Memory(Generic[T]):
    """A function of some facts that is asked once for each combination of their values."""

    def __init__(self, names: frozenset[str], table: FactTable, function: Callable[[Facts], T]) -> None:
        self._plain = sorted(name for name in names if table.facts[name].type in ("string", "int", "bool", "double"))
        self._nested = sorted(names.difference(self._plain))
        self._function = function
        self._known: dict[tuple[object, ...], T] = {}

    def __call__(self, facts: Facts) -> T:
        key = (*[facts[name] for name in self._plain], *[_frozen(facts[name]) for name in self._nested])
        try:
            return self._known[key]
        except KeyError:
            return self._known.setdefault(key, self._function(facts))


def _frozen(value: FactValue) -> object:
    """A list or a map in a form that can be part of a dictionary's key."""
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(value) if isinstance(value, list) else value
