"""Tells what a batch of blobs has given so far. Windows of one blob overlap: what is seen twice counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.model.batch_result import BatchResult, BlobResult, GenericHit
from auditor.model.blob_source import BlobRef
from auditor.model.excerpt import Excerpt
from auditor.model.location import Span
from auditor.model.material import Caller, Material
from auditor.model.report import Skipped
from auditor.prefilter.backpack import exchange_called
from auditor.vocabulary.vocabulary import Vocabulary


class BatchResultBuilder:
    """Counts and findings, to be turned into a `BatchResult` at the end."""

    def __init__(self) -> None:
        self.skipped: dict[Skipped, None] = {}
        self.empty: list[str] = []
        self.callers: dict[Caller, None] = {}
        self.bytes = 0
        self._notes: dict[Skipped, None] = {}
        self._materials: dict[BlobRef, dict[Material, None]] = {}
        self._generic: dict[BlobRef, dict[GenericHit, None]] = {}
        self._excerpts: list[tuple[str, Span, Excerpt]] = []

    def see(self, item: BlobRef, data: bytes | memoryview, hits: int, vocabulary: Vocabulary) -> None:
        """Records whether bytes with these hits call the exchange."""
        if not hits:
            return
        if called := exchange_called(data, hits, vocabulary):
            self.callers[Caller(item.name, called)] = None

    def note(self, skip: Skipped) -> None:
        """Takes down what was not scanned as it should have been."""
        self._notes[skip] = None

    def add(
        self, item: BlobRef, materials: Iterable[Material], hits: Iterable[GenericHit], notes: Iterable[Skipped]
    ) -> None:
        """Takes down what a blob holds."""
        self._notes.update(dict.fromkeys(notes))
        for material in materials:
            self._materials.setdefault(item, {})[material] = None
        for hit in hits:
            self._generic.setdefault(item, {})[hit] = None

    def show(self, item: BlobRef, excerpts: Mapping[Span, Excerpt]) -> None:
        """Takes down the masked lines of what a blob holds."""
        self._excerpts += [(item.key, span, excerpt) for span, excerpt in excerpts.items()]

    def batch(self, *, blobs: int) -> BatchResult:
        """Returns everything, as it leaves the worker; `blobs` is how many were read."""
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
            empty=tuple(self.empty),
            excerpts=tuple(self._excerpts),
        )
