"""Tells what a batch of blobs has given so far. Windows of one blob overlap: what is seen twice counts once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.model.batch_result import BatchResult, BlobResult, GenericHit
from auditor.model.blob_source import BlobRef
from auditor.model.excerpt import Excerpt
from auditor.model.location import Span
from auditor.model.material import Caller, Material
from auditor.model.report import Skipped
from auditor.prefilter.backpack import exchange_called
from auditor.readers.stopped_parses import stopped_parses
from auditor.vocabulary.vocabulary import Vocabulary


class BatchResultBuilder:
    """Counts and findings, to be turned into a `BatchResult` at the end."""

    def __init__(self) -> None:
        self.skipped: dict[Skipped, None] = {}
        self.read: list[BlobRef] = []
        """The blobs that were read, where it is wanted which of them are empty."""
        self.callers: dict[Caller, None] = {}
        self.bytes = 0
        self._notes: dict[Skipped, None] = {}
        self._materials: dict[BlobRef, dict[Material, None]] = {}
        self._generic: dict[BlobRef, dict[GenericHit, None]] = {}
        self._excerpts: list[tuple[str, Span, Excerpt]] = []
        self._not_empty: set[str] = set()
        """The keys of the blobs that have given something, or that might on another machine."""
        self._called: dict[str, str] = {}
        """How blobs call the exchange, by their keys."""
        self._stopped = stopped_parses()

    def see(self, item: BlobRef, data: bytes | memoryview, hits: int, vocabulary: Vocabulary) -> None:
        """Records whether bytes with these hits call the exchange."""
        if not hits:
            return
        if called := exchange_called(data, hits, vocabulary):
            self.callers[Caller(item.name, called)] = None
            if self._called.setdefault(item.key, called) != called:
                self._not_empty.add(item.key)

    def skip(self, item: BlobRef, skip: Skipped) -> None:
        """Takes down why a blob was not read to its end."""
        self.skipped[skip] = None
        self._not_empty.add(item.key)

    def note(self, item: BlobRef, skip: Skipped) -> None:
        """Takes down what was not scanned of a blob as it should have been."""
        self._notes[skip] = None
        self._not_empty.add(item.key)

    def add(
        self, item: BlobRef, materials: Sequence[Material], hits: Sequence[GenericHit], notes: Sequence[Skipped]
    ) -> None:
        """Takes down what a blob holds, right after it was scanned."""
        if materials or hits or notes or stopped_parses() != self._stopped:
            self._not_empty.add(item.key)
            self._stopped = stopped_parses()
        self._notes.update(dict.fromkeys(notes))
        for material in materials:
            self._materials.setdefault(item, {})[material] = None
        for hit in hits:
            self._generic.setdefault(item, {})[hit] = None

    def show(self, item: BlobRef, excerpts: Mapping[Span, Excerpt]) -> None:
        """Takes down the masked lines of what a blob holds."""
        self._excerpts += [(item.key, span, excerpt) for span, excerpt in excerpts.items()]

    def batch(self, *, blobs: int, kinds: Sequence[str] = ()) -> BatchResult:
        """Returns everything, as it leaves the worker.

        Args:
            blobs: How many were read.
            kinds: How a blob can call the exchange, where it is wanted which are empty.
        """
        return BatchResult(
            examined=tuple(
                BlobResult(
                    key=item.key,
                    name=item.name,
                    materials=tuple(self._materials.get(item, ())),
                    generic=tuple(self._generic.get(item, ())),
                )
                for item in {**self._materials, **self._generic}
            ),
            skipped=(*self.skipped, *self._notes),
            blobs=blobs,
            unread=sum(skip.incomplete for skip in self.skipped),
            bytes=self.bytes,
            callers=tuple(self.callers),
            empty=tuple(self._empty(kinds)),
            excerpts=tuple(self._excerpts),
        )

    def _empty(self, kinds: Sequence[str]) -> Iterator[str]:
        """Yields the records of the blobs that have given nothing but, at most, one way to call the exchange."""
        if not kinds:
            return
        from auditor.sources.empty_blobs import MOST_KINDS, record_of  # only where something is remembered

        numbers = {key: kinds.index(called) + 1 for key, called in self._called.items()}
        without = self._not_empty.union(key for key, number in numbers.items() if number > MOST_KINDS)
        for key, name, _ in self.read:
            if key not in without:
                yield record_of(key, name, numbers.get(key, 0))
