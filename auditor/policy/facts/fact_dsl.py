"""How a table of facts and words is written: each with its documentation and where it is read off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from auditor.model.case import FactType, FactValue

M = TypeVar("M")


class FactSource(NamedTuple, Generic[M]):
    """A fact of an `M`."""

    type: FactType
    doc: str
    answer: Callable[[M], FactValue]


class Placeholder(NamedTuple, Generic[M]):
    """A word that messages may use of an `M`."""

    doc: str
    say: Callable[[M], str]


def answers(questions: Mapping[str, FactSource[M]], matter: M) -> dict[str, FactValue]:
    """The facts of one matter."""
    return {name: question.answer(matter) for name, question in questions.items()}


class Placeholders(Mapping[str, str], Generic[M]):
    """The words of one matter, said when a message asks: of thousands of cases few become a finding."""

    def __init__(self, words: Mapping[str, Placeholder[M]], matter: M, rest: Mapping[str, str]) -> None:
        self._words = words
        self._matter = matter
        self._rest = rest

    def __getitem__(self, name: str) -> str:
        return self._words[name].say(self._matter) if name in self._words else self._rest[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._words, **self._rest})

    def __len__(self) -> int:
        return len({**self._words, **self._rest})
