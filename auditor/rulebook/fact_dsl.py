"""Tells how facts and words are declared: each once, with its documentation and where it is read off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from auditor.model.case import Fact, FactTable, FactType, FactValue, Function
from auditor.model.finding import Subject

M = TypeVar("M")
T = TypeVar("T")


class FactSource(NamedTuple, Generic[M]):
    """A fact about an `M`."""

    type: FactType
    doc: str
    answer: Callable[[M], FactValue]


class Placeholder(NamedTuple, Generic[M]):
    """A word that messages about an `M` may use."""

    doc: str
    say: Callable[[M], str]


class FactSet(Generic[M]):
    """All that conditions may ask and messages may say about an `M`."""

    def __init__(self, facts: Mapping[str, FactSource[M]], words: Mapping[str, Placeholder[M]]) -> None:
        self.sources = facts
        self.placeholders = words
        self._answers = {name: source.answer for name, source in facts.items()}
        self._sayings = {name: word.say for name, word in words.items()}

    def facts(self, matter: M, more: Mapping[str, FactValue] | None = None) -> dict[str, FactValue]:
        """Returns the facts of one matter, on top of those of what it belongs to."""
        return {**(more or {}), **{name: answer(matter) for name, answer in self._answers.items()}}

    def lazy_facts(self, matter: M) -> Mapping[str, FactValue]:
        """Returns the facts of one matter, each found when a condition asks: most are never asked for."""
        return _Lazy(self._answers, matter, {})

    def words(self, matter: M, more: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """Returns the words of one matter, each found when a message asks: of thousands of cases few become a finding."""
        return _Lazy(self._sayings, matter, more or {})


class _Lazy(Mapping[str, T], Generic[M, T]):
    """What is found about one matter when somebody asks, on top of what is known of others."""

    __slots__ = ("_finders", "_matter", "_more")

    def __init__(self, finders: Mapping[str, Callable[[M], T]], matter: M, more: Mapping[str, T]) -> None:
        self._finders = finders
        self._matter = matter
        self._more = more

    def __getitem__(self, name: str) -> T:
        finder = self._finders.get(name)
        return self._more[name] if finder is None else finder(self._matter)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._finders, *self._more)))

    def __len__(self) -> int:
        return len({*self._finders, *self._more})


def fact_table(subject: Subject, *parts: FactSet[Any], functions: Mapping[str, Function] | None = None) -> FactTable:
    """Returns what rules about a subject may use: the facts and words of all parts."""
    return FactTable(
        subject=subject,
        facts={name: Fact(one.type, one.doc) for part in parts for name, one in part.sources.items()},
        functions=functions or {},
        words={name: one.doc for part in parts for name, one in part.placeholders.items()},
    )
