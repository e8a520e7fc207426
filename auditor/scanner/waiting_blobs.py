"""Holds back the blobs that deserve a closer look, and takes it at many of them at once, one phase after the other.

A *batch* is what is asked of a worker at once: 256 blobs. Nearly all of them end in the first pass (`spot_blob`), and of
what is left in a scope that is all about the exchange nearly all ends in the second (`value_hints`). The tables of the two
passes do not fit into a processor's cache together: a sixth of the time of a small blob went into loading them in turn.
So the first pass is made over many blobs, then the second, then what is still left is scanned.

What a blob gives does not depend on the others: each pass is made over one blob at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, final

from auditor.model.blob_source import BlobRef
from auditor.scanner.batch_result_builder import BatchResultBuilder
from auditor.scanner.spot_blob import SpottedBlob

if TYPE_CHECKING:
    from auditor.scanner.blob_scanner import BlobScanner

_MOST = 1 << 18
"""Bytes that wait at most: few enough to be in the cache when they are read again."""


@final
class WaitingBlobs:
    """The blobs of one batch that the first pass leaves over, in the order in which they came."""

    def __init__(self, scanner: Callable[[], BlobScanner], result: BatchResultBuilder) -> None:
        """Starts with none; `scanner` is asked for when the first blob is scanned, and what it finds goes to `result`."""
        self._scanner = scanner
        self._result = result
        self._blobs: list[tuple[BlobRef, SpottedBlob]] = []
        self._bytes = 0

    def add(self, item: BlobRef, blob: SpottedBlob) -> None:
        """Takes a blob, whose bytes may be overwritten from now on."""
        blob.keep()
        self._blobs.append((item, blob))
        self._bytes += len(blob.data)
        if self._bytes > _MOST:
            self.scan()

    def scan(self) -> None:
        """Scans what waits; nothing waits any more."""
        if not self._blobs:
            return
        scanner = self._scanner()
        left = [(item, blob) for item, blob in self._blobs if not scanner.passes_over(blob)]
        self._blobs, self._bytes = [], 0
        for item, blob in left:
            materials, hits, notes = scanner.scan(blob)
            self._result.add(item, materials, hits, notes)
            self._result.show(item, scanner.excerpts_of(blob, [*materials, *hits]))
