"""What the items of a source hold: read, spot, and look closer where that is deserved. Runs in workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from msgspec import Struct

from auditor.archives.archive_errors import TOO_LARGE
from auditor.archives.archive_registry import format_of
from auditor.model.blob_source import Item, Opener, Window
from auditor.model.generic_hit import GenericWanted
from auditor.model.report import Skipped
from auditor.model.scan_result import Batch
from auditor.scanner.batch_result_builder import Tally
from auditor.scanner.combined_prefilter import Eyes, eyes
from auditor.vocabulary.vocabulary import Vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor.scanner.blob_scanner import Inspector


class Examiner(Struct, frozen=True):
    """Examines batches of items; small and picklable, so that any worker on any machine can be given one."""

    vocabulary: Vocabulary
    opener: Opener
    digest_key: bytes
    generic: GenericWanted | None = None
    """Which secrets of other products are looked for; None where nobody asked for them."""
    remembers: bool = False
    """Whether the keys of blobs in which the spotters find nothing are wanted."""

    def prepare(self) -> None:
        """Compiles or loads what the spotters need, before workers are forked off: they then share it."""
        self._eyes.see(b"", "")

    def steps(self) -> tuple[Callable[[], object], ...]:
        """Imports of what a closer look at the first blob needs, for a time in which nobody waits for them."""
        return (
            lambda: self._inspector,
            self._import_readers,
            self._import_generic,
        )

    def _import_readers(self) -> None:
        self._inspector.import_readers()

    def _import_generic(self) -> None:
        self._inspector.import_generic()

    def examine(self, items: Sequence[Item]) -> Batch:
        """Reads and examines every item."""
        tally, own = Tally(), self._eyes
        for item, content in self.opener.stream(items):
            if isinstance(content, Skipped):
                tally.skipped[content] = None
            elif not self._item(item, content, tally, own) and self.remembers and not isinstance(content, Window):
                tally.empty.append(item.key)
        return tally.batch(blobs=len(items) - len(tally.skipped))

    def _item(self, item: Item, content: bytes | memoryview | Window, tally: Tally, own: Eyes) -> bool:
        """Whether a blob, a window of it or what it holds deserved a look; what was found is in the tally."""
        window = content if isinstance(content, Window) else None
        data = content.data if isinstance(content, Window) else content
        seen = own.see(data, item.name)
        tally.bytes += len(data)
        tally.hits |= seen.hits
        archive = format_of(data, item.name)
        if archive is not None and (seen or archive.opaque):
            if window is None:
                return self._inspector.open(archive, item, data, tally) or bool(seen)
            if (window.first_line, window.first_column) == (1, 1):
                tally.note(Skipped(item.name, TOO_LARGE, incomplete=archive.opaque))
        if seen.suspicion or (seen.hits and own.spotter.deserves(seen.hits, item.name)):
            tally.add(item, *self._inspector.find(data, item.name, seen, window=window))
        return bool(seen)

    @property
    def _eyes(self) -> Eyes:
        return eyes(self.vocabulary, self.generic)

    @property
    def _inspector(self) -> Inspector:
        return _inspector(self.vocabulary, self.digest_key, self.generic)


@lru_cache(maxsize=2)
def _inspector(vocabulary: Vocabulary, digest_key: bytes, generic: GenericWanted | None) -> Inspector:
    from auditor.scanner.blob_scanner import Inspector  # noqa: PLC0415 - parsers and arithmetic, where a blob deserves them

    return Inspector(vocabulary, digest_key, generic)
