"""Pointers to bytes: what a source hands to workers, and what it must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from msgspec import Struct

from auditor.model.location import Provenance
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes

COMMIT_MESSAGE = "COMMIT_MSG"
"""The name under which the messages of commits are read and reported."""


class BlobRef(NamedTuple):
    """One blob to read. Small and picklable; the bytes come later, in the worker.

    A tuple and no dataclass, because a scan makes and pickles one per file: 2 µs instead of 4.
    """

    key: str
    """Unique in its source: a path or an object id."""
    name: str
    """The path that chooses the reader and gives context; relative to the root, with `/`."""
    size: int = -1
    """Bytes, where known before reading; -1 otherwise."""


class Chunk(Struct, frozen=True, eq=False):
    """A stretch of a blob too large to be read at once; windows overlap, so that no value is cut by both.

    What lies wholly in the overlap is seen twice, with the same span both times.
    """

    data: memoryview
    """Valid until the next answer is asked for, as every memoryview of a stream."""
    first_line: int
    """The line of the first byte, from 1."""
    first_column: int
    """The column of the first byte, from 1: more than 1 only where a line is longer than a window."""

    @property
    def is_first(self) -> bool:
        """Whether the blob begins with it."""
        return (self.first_line, self.first_column) == (1, 1)


Content = PlainBytes | memoryview | Chunk | Skipped
"""What a source has for an item: its bytes, or the reason why there are none. A `memoryview` is a file's content too."""


class BlobReader(Protocol):
    """Reads items in a worker. It is picklable, and opens what it needs (a git process) on first use."""

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields the items in order, each with its bytes or the reason why there are none.

        A blob beyond `sources.chunks.WHOLE` bytes comes as several chunks in succession, in constant memory.
        A memoryview is valid until the next answer is asked for. Items may be taken a few hundred ahead of the
        answers, so they must not depend on them.
        """
        ...


class Known(NamedTuple):
    """What is known of the blobs of a source that an earlier run found empty, so that they are not read."""

    blobs: int = 0
    """How many they are."""
    callers: tuple[tuple[str, int], ...] = ()
    """The paths of those that call the exchange, with the number of how they do, from 1 (`prefilter.backpack`)."""
    projects: frozenset[str] = frozenset()
    """The folders of those that are manifests."""


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

    @property
    def known(self) -> Known:
        """What an earlier run makes it unnecessary to read. Valid as `commits`."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the report (what was known from an earlier run). Valid after `items` is exhausted."""
        ...

    @property
    def shareable(self) -> bool:
        """Whether other processes can use the opener; standard input belongs to this one."""
        ...

    @property
    def remembers(self) -> bool:
        """Whether `remember` has a use for empty blobs."""
        ...

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Returns every blob in scope, each once, in a stable order, and what could not be listed."""
        ...

    def blob_reader(self) -> BlobReader:
        """Returns what a worker needs to read the items."""
        ...

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns, for the items that hold something, every place they were seen, in a stable order. Called once.

        Every key is answered. An empty answer means that the blob turned out to be out of scope (an excluded
        path, a file whose committed content is reported already): what was found in it is to be dropped.
        """
        ...

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers items that hold nothing and need not be read next time; called once, after a run over every item.

        A source without a cache forgets them.

        Args:
            empty: What `BatchResult.empty` has of them.
        """
        ...
