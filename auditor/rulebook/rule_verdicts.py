"""Tells what all the rules of one subject say of a case, remembered by the facts that they look at.

A scan can bring 100 000 values of which most differ only in what no rule asks for (path, line, name). The verdicts
are therefore kept by the values of the facts that any rule names, and below that rule by rule, so that one rule with
a wish for detail does not make the others be evaluated again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from auditor.config_files.problems import nearest
from auditor.errors import ConfigurationError
from auditor.model.case import FactTable, FactValue
from auditor.model.finding import Action, Confidence, Severity
from auditor.rulebook.cel_environment import DATA, environment_of
from auditor.rulebook.compiled_conditions import Compiled, CompiledConditions
from auditor.rulebook.load_rules import check_words
from auditor.rulebook.rule import Rule, Variant, Written

if TYPE_CHECKING:
    from cel_expr_python import cel


_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*?)(?:\n|$)")
_NOISE = re.compile(r" \(in container ''\)| expecting \{.*| \[[A-Z_]+\]$")
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_OVERLOAD = re.compile(r"found no matching overload for '@?_?([^']+?)_?' applied to '(.*)'")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*")
_LOOP = re.compile(r"\b(?:all|exists|exists_one|filter|map)\s*\(")
_MOST_GROWTH = 10_000
"""How many times as long as a fact a text may become in a condition."""
_LONGEST_CONDITION, _LONGEST_DATA = 20_000, 1_000
"""Characters of a condition, and of a text in a rule's data: CEL bounds steps, and a step takes as long as its text is."""
_LONGEST_FACT = 10_000
"""Characters of a text from the audited tree that a condition sees; no path or name is as long."""


class Condition:
    """One compiled condition and the names of the facts that it looks at."""

    def __init__(self, written: Written, expression: cel.Expression, facts: frozenset[str]) -> None:
        self._written = written
        self._expression = expression
        self.facts = facts

    def holds(self, values: Mapping[str, object]) -> bool:
        """Returns whether it holds; `values` must have every name of `facts`.

        Raises:
            ConfigurationError: it cannot be evaluated: a division by zero, an invalid regular expression, too many steps.
        """
        data = {name: _cut(values[name]) for name in self.facts}
        try:
            result = self._expression.eval(data=data).value()
        except RuntimeError as error:  # CEL stops after 10,000 steps of `all`, `exists` and the like.
            said = "it takes more than 10,000 steps" if "budget" in str(error) else "it cannot be evaluated"
            raise self._written.error(f"this condition has no value here: {said}", 0, len(self._written.text)) from None
        if not isinstance(result, bool):
            raise self._written.error(f"this condition has no value here: {result}", 0, len(self._written.text))
        return result


class Environment:
    """What the conditions about one subject may name."""

    def __init__(self, table: FactTable, rules: Sequence[Rule] = ()) -> None:
        """Prepares the facts; the conditions of `rules` are looked for among those that an earlier run has compiled."""
        self._table = table
        self._plain = environment_of(table, ())
        self._compiled = CompiledConditions(rules, table)

    def compile(self, written: Written, data: Sequence[str] = ()) -> Condition:
        """Returns a condition; `data` are the names of the rule's own lists.

        Raises:
            ConfigurationError: the text is no condition over these facts; the message points at the place.
        """
        environment = environment_of(self._table, data) if data else self._plain
        if known := self._compiled.find(written.text, data):
            with suppress(RuntimeError):
                return Condition(written, environment.deserialize(known.expression), frozenset(known.facts))
        _check_growth(written)
        try:
            expression = environment.compile(written.text)
        except RuntimeError as error:
            raise self._explain(written, str(error), data) from None
        kind = expression.return_type().name()
        if kind != "BOOL":
            raise written.error(f"a condition is true or false; this is of type {kind.lower()}", 0, len(written.text))
        facts = self._named(written.text, data)
        self._compiled.add(written.text, data, Compiled(expression.serialize(), tuple(sorted(facts))))
        return Condition(written, expression, facts)

    def keep(self) -> None:
        """Keeps what was compiled for the next run."""
        self._compiled.keep()

    def _named(self, text: str, data: Sequence[str]) -> frozenset[str]:
        """Returns the facts that are in a condition. Words in its strings may add some, which does no harm."""
        known = {*self._table.facts, *(DATA + name for name in data)}
        found = set()
        for match in _DOTTED.finditer(text):
            parts = [part.strip() for part in match[0].split(".")]
            found |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & known
        return frozenset(found)

    def _explain(self, written: Written, report: str, data: Sequence[str]) -> ConfigurationError:
        match = _ERROR.search(report)
        if match is None:
            return written.error(f"this is not a condition: {report}", 0, len(written.text))
        line, column, message = int(match[1]), int(match[2]), _NOISE.sub("", match[3])
        at = sum(len(text) for text in written.text.splitlines(keepends=True)[: line - 1]) + column - 1
        if undeclared := _UNDECLARED.search(message):
            name = undeclared[1]
            known = {**self._table.facts, **self._table.functions, **{DATA + key: None for key in data}}
            about = f"in a rule about `{self._table.subject}`"
            message = f"there is no fact or function `{name}` {about}{nearest(name, known)}"
            return written.error(message, _start(written.text, name, at), len(name))
        if overload := _OVERLOAD.search(message):
            message = f"`{overload[1]}` does not work on {overload[2]}"
        return written.error(message, at)


def _cut(value: object) -> object:
    return value[:_LONGEST_FACT] if isinstance(value, str) and len(value) > _LONGEST_FACT else value


def _check_sizes(rule: Rule) -> None:
    """Sees that no text of a rule is so long that a loop over it takes minutes.

    Raises:
        ConfigurationError: one is.
    """
    for written in (rule.when, *(variant.when for variant in rule.variants)):
        if len(written.text) > _LONGEST_CONDITION:
            raise written.error(f"this condition has more than {_LONGEST_CONDITION:,} characters", 0, 1)
    for name, values in rule.data.items():
        if any(len(value) > _LONGEST_DATA for value in values):
            message = f"`data.{name}` has a text of more than {_LONGEST_DATA:,} characters"
            raise rule.when.error(message, 0, len(rule.when.text))


def _check_growth(written: Written) -> None:
    """Sees that no text or list can grow beyond what memory holds: `map(a, a + a)`, again and again, doubles it each time.

    Raises:
        ConfigurationError: it could.
    """
    loops = len(_LOOP.findall(written.text))
    joins = written.text.count("+") + 1
    if joins > 1 and joins ** (loops + 1) > _MOST_GROWTH:
        message = "this condition has too many `+` for its loops (all, exists, exists_one, filter, map)"
        raise written.error(message, 0, len(written.text))


def _start(text: str, name: str, at: int) -> int:
    """Returns where a name begins that CEL reports at its last dot, at its first character or behind its last."""
    for start in (at - name.rfind(".") if "." in name else at, at - len(name)):
        if text.startswith(name, max(0, start)):
            return max(0, start)
    return at


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
        environment = Environment(table, rules)
        judges = [_Judge(rule, table, environment) for rule in rules]
        environment.keep()
        facts = frozenset[str]().union(*(judge.facts for judge in judges))
        self._memory = _Memory(facts, table, lambda values: tuple(filter(None, (judge(values) for judge in judges))))

    def verdicts(self, facts: Facts) -> tuple[Verdict, ...]:
        """Returns the verdicts of the rules that hold, in the order of the rules."""
        return self._memory(facts)


class _Judge:
    """One rule, ready to be compared with facts."""

    def __init__(self, rule: Rule, table: FactTable, environment: Environment) -> None:
        check_words(rule, table.words)
        _check_sizes(rule)
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
    """Returns a list or a map in a form that can be part of a dictionary's key."""
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(value) if isinstance(value, list) else value
