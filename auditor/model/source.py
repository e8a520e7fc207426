"""Pointers to bytes: what a source hands to workers, and what it must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from auditor.model.place import Provenance
from auditor.model.report import Skipped


@dataclass(frozen=True, slots=True)
class Item:
    """One blob to read. Small and picklable; the bytes come later, in the worker."""

    key: str
    """Unique in its source: a path or an object id."""
    name: str
    """The path that chooses the reader and gives context; relative to the root, with `/`."""
    size: int = -1
    """Bytes, where known before reading; -1 otherwise."""


class Opener(Protocol):
    """Reads items in a worker. It is picklable, and opens what it needs (a git process) on first use."""

    def stream(self, items: Iterable[Item]) -> Iterator[tuple[Item, bytes | memoryview | Skipped]]:
        """Yields every item once, in order, with its bytes or the reason why there are none.

        A memoryview is valid until the next item is asked for.
        """
        ...


class Source(Protocol):
    """Where bytes come from: work tree, index, history, standard input."""

    @property
    def targets(self) -> tuple[str, ...]:
        """What was asked for, as the report shows it."""
        ...

    @property
    def commits(self) -> int:
        """How many commits the source covers; 0 where it has none. Valid after `items` is exhausted."""
        ...

    def items(self) -> Iterator[Item | Skipped]:
        """Every blob in scope, each once, in a stable order, and what could not be listed."""
        ...

    def opener(self) -> Opener:
        """What a worker needs to read the items."""
        ...

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """For the items that hold something: every place they were seen, in a stable order. Asked once."""
        ...
