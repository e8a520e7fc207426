"""Tells what the items of a source hold: read, spot, and look closer where that is deserved. Runs in workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from auditor.archives.archive_registry import format_of
from auditor.model.batch_result import BatchResult, GenericOptions
from auditor.model.blob_source import BlobReader, BlobRef, Chunk
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.prefilter.backpack import caller_kinds
from auditor.scanner.batch_result_builder import BatchResultBuilder
from auditor.scanner.joined_messages import JoinedMessages
from auditor.scanner.spot_blob import Spotter, spotter_for
from auditor.scanner.waiting_blobs import WaitingBlobs
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.wording.skip_words import skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor.scanner.blob_scanner import BlobScanner

_COPIED = 1 << 16
"""Bytes of a blob that is copied at once: every look at bytes is faster than one at a part of a buffer."""


class ScanWorker(Struct, frozen=True):
    """Examines batches of items; small and picklable, so that any worker on any machine can be given one."""

    vocabulary: Vocabulary
    blob_reader: BlobReader
    digest_key: bytes
    generic: GenericOptions | None = None
    """Which secrets of other products are looked for; None where nobody asked for them."""
    remembers: bool = False
    """Whether it is wanted which blobs give nothing."""
    excerpts: bool = False
    """Whether the masked lines of what is found are wanted."""

    def prepare(self) -> None:
        """Compiles or loads what the prefilters need, before workers are forked off: they then share it."""
        self._spotter.spot(PlainBytes(b""), "")

    def examine(self, items: Sequence[BlobRef]) -> BatchResult:
        """Reads and examines every item."""
        result, spotter = BatchResultBuilder(), self._spotter
        waiting = WaitingBlobs(lambda: self._scanner, result)

        def take_empty(messages: Sequence[tuple[BlobRef, PlainBytes]]) -> None:
            result.bytes += sum(len(message) for _, message in messages)
            if self.remembers:
                result.read += (item for item, _ in messages)

        messages = JoinedMessages(spotter.sees_nothing, take_empty)
        for item, content in messages.left_over(self.blob_reader.stream(items)):
            if isinstance(content, Skipped):
                result.skip(item, content)
                continue
            self._item(item, content, result, spotter, waiting)
            if self.remembers and (not isinstance(content, Chunk) or content.is_first):
                result.read.append(item)
        waiting.scan()
        kinds = caller_kinds(self.vocabulary) if self.remembers else ()
        return result.batch(blobs=len(items) - len(result.skipped), kinds=kinds)

    def _item(
        self,
        item: BlobRef,
        content: PlainBytes | memoryview | Chunk,
        result: BatchResultBuilder,
        spotter: Spotter,
        waiting: WaitingBlobs,
    ) -> None:
        """Examines a blob, a chunk of it or what it holds, or lets it wait for its scan."""
        chunk = content if isinstance(content, Chunk) else None
        data = content.data if isinstance(content, Chunk) else content
        if isinstance(data, memoryview) and len(data) <= _COPIED:
            data = PlainBytes(data.tobytes())
        blob = spotter.spot(data, item.name, chunk)
        result.bytes += len(data)
        if blob:
            result.see(item, blob.data, blob.hits, self.vocabulary)
        archive = format_of(data, item.name)
        if archive is not None and (blob or archive.opaque):
            waiting.scan()
            if chunk is None:
                self._scanner.open(archive, item, data, result)
                return
            if chunk.is_first:
                result.note(item, skip(item.name, SkipReason.LARGE_ARCHIVE, incomplete=archive.opaque))
        if blob and (blob.suspicion or blob.deserves_reading):
            waiting.add(item, blob)

    @property
    def _spotter(self) -> Spotter:
        return spotter_for(self.vocabulary, self.generic)

    @property
    def _scanner(self) -> BlobScanner:
        return _scanner(self.vocabulary, self.digest_key, self.generic, self.excerpts)


def first_imports(vocabulary: Vocabulary, generic: GenericOptions | None) -> Iterator[Callable[[], object]]:
    """Yields the imports of what a closer look at the first blob needs, for a time in which nobody waits for them."""
    yield partial(_scanner, vocabulary, b"", generic, False)  # noqa: FBT003 - as below
    yield from _scanner(vocabulary, b"", generic, False).imports()  # noqa: FBT003


@lru_cache(maxsize=2)
def _scanner(
    vocabulary: Vocabulary,
    digest_key: bytes,
    generic: GenericOptions | None,
    excerpts: bool,  # noqa: FBT001 - a cached function's arguments are its key
) -> BlobScanner:
    from auditor.scanner.blob_scanner import BlobScanner  # parsers and arithmetic, where a blob deserves them

    return BlobScanner(vocabulary, digest_key, generic, excerpts)
