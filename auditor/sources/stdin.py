"""Tells what `--stdin` reads: the bytes that are piped in, under a name that the caller gives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from io import BufferedReader
from typing import cast

from msgspec import Struct

from auditor.model.blob_source import BlobRef, Content, Known
from auditor.model.location import Exposure, Provenance
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.wording.skip_words import skip


class StdinReader(Struct, frozen=True):
    """Reads standard input, once."""

    head: bytes | None = None
    """What was read of it already."""

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields the one item, in windows if there is a lot."""
        stdin = cast("BufferedReader", sys.stdin.buffer)
        for item in items:
            try:
                start = read_head() if self.head is None else self.head
                if len(start) <= chunks.WHOLE:
                    yield item, PlainBytes(start)
                else:
                    yield from ((item, chunk) for chunk in chunks.read_chunks(_reader(start, stdin)))
            except OSError as error:
                yield item, skip(item.name, SkipReason.UNREADABLE_STDIN, reason=error.strerror)


def read_head() -> bytes:
    """Reads as much of standard input as is examined at once, and a byte more if there is one."""
    return cast("BufferedReader", sys.stdin.buffer).read(chunks.WHOLE + 1)


class StdinSource(Struct, frozen=True):
    """One blob. It belongs to no repository, so its exposure is `unversioned`."""

    name: str
    head: bytes | None = None
    """What was read of it already."""
    commits: int = 0
    known: Known = Known()
    notes: tuple[str, ...] = ()
    shareable: bool = False
    remembers: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """The name."""
        return (self.name,)

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields the one item."""
        yield BlobRef(self.name, self.name)

    def blob_reader(self) -> StdinReader:
        """Returns what reads it, in this process only."""
        return StdinReader(self.head)

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Its name."""
        return {key: (Provenance(self.name, Exposure.UNVERSIONED),) for key in keys}

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers nothing: standard input is read once."""


def _reader(start: bytes, rest: BufferedReader) -> Callable[[memoryview], int]:
    """Gives what has been read already, then the rest."""
    left = memoryview(start)

    def read_into(view: memoryview) -> int:
        nonlocal left
        if not left:
            return rest.readinto(view)
        count = min(len(left), len(view))
        view[:count] = left[:count]
        left = left[count:]
        return count

    return read_into
