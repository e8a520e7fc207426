"""Reads more than the scope, for what was found in it: older versions of files, names and subjects of commits.

What leaves here is whether a text holds a value, never the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.batch_result import BlobResult, identities
from auditor.model.blob_source import BlobReader, BlobRef, Content
from auditor.model.secret import PlainBytes
from auditor.scanner.worker import ScanWorker
from auditor.sources.git.command import Git
from auditor.sources.git.objects import ObjectReader

_BATCH = 256


class Rereader(Struct, frozen=True):
    """Reads as a worker of the scan does, so that a value has the same digest here as there."""

    worker: ScanWorker

    def identities(self, git: Git, blobs: Mapping[str, str]) -> Mapping[str, Collection[bytes]]:
        """Returns the identities of the values that each blob holds.

        Args:
            git: The repository.
            blobs: Object ids, each with the path by which it is read.
        """
        return {blob.key: identities(blob) for blob in self.results(git, blobs)}

    def results(self, git: Git, blobs: Mapping[str, str]) -> Iterator[BlobResult]:
        """Yields what blobs hold, where they hold anything.

        Args:
            git: The repository.
            blobs: Object ids, each with the path by which it is read.
        """
        return self._found(ObjectReader(git), [BlobRef(blob, path) for blob, path in blobs.items()])

    def holding_secrets(self, texts: Sequence[str]) -> frozenset[str]:
        """Returns those of some short texts in which anything is found."""
        items = [BlobRef(str(number), "text") for number in range(len(texts))]
        found = self._found(_TextReader(tuple(texts)), items)
        return frozenset(texts[int(blob.key)] for blob in found)

    def _found(self, reader: BlobReader, items: Sequence[BlobRef]) -> Iterator[BlobResult]:
        worker = replace(self.worker, blob_reader=reader, remembers=False, excerpts=False)
        for start in range(0, len(items), _BATCH):
            yield from worker.examine(items[start : start + _BATCH]).examined


class _TextReader(Struct, frozen=True):
    """Hands out texts by their numbers."""

    texts: tuple[str, ...]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every text in UTF-8."""
        for item in items:
            yield item, PlainBytes(self.texts[int(item.key)].encode("utf-8", "backslashreplace"))
