"""The seam to detectors of other products' secrets: what the scanner asks of one, and which one a run has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from auditor.model.batch_result import Accepted, GenericHit, GenericOptions
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes

if TYPE_CHECKING:
    from auditor.model.material import Material
    from auditor.model.report import Skipped
    from auditor.prefilter.database import Expression


class SuspectBlob(Protocol):
    """A blob, a chunk of one or a member of an archive, in which a detector spotted something."""

    data: PlainBytes | memoryview
    name: str
    """The path by which it is read."""
    suspicion: Any
    """What the detector's `spot` returned."""

    @property
    def start(self) -> tuple[int, int]:
        """The line and column of its first byte."""


class Detector(Protocol):
    """Finds secrets of other products. Threads may share it.

    Its expressions are matched in the prefilter's one pass over every blob; the few blobs in which that spots something
    are scanned.
    """

    @property
    def expressions(self) -> Sequence[Expression]:
        """What to match in every blob."""

    @property
    def most(self) -> int:
        """How many of their matches in one blob count."""

    def spot(self, data: bytes | memoryview, name: str, matches: Sequence[tuple[int, int]]) -> Any | None:
        """Returns what is worth scanning in a blob, in a form of its own; None for nothing.

        Args:
            data: The blob.
            name: The path by which it is read.
            matches: For every match of `expressions` its index and the offset of its end.
        """

    def wants_no_fields(self, texts: Sequence[bytes]) -> bool:
        """Returns whether it is sure that `spot` returns None for each of some short texts without matches.

        None of them is YAML or starts with the mark of UTF-16.
        """

    def scan(
        self, blob: SuspectBlob, materials: Sequence[Material], *, digest_key: bytes, accepted: Accepted
    ) -> tuple[list[GenericHit], list[Skipped]]:
        """Returns what a blob holds, without plaintext, and what was not scanned.

        Args:
            blob: What to scan.
            materials: Those of the same blob; what a rule about Backpack reports is left out.
            digest_key: Keys the digests of the values.
            accepted: What a `.secrets.baseline` accepts.
        """

    def imports(self) -> Iterator[Callable[[], object]]:
        """Yields what imports what the first blob needs, ahead of time and in short steps."""


def detector_for(options: GenericOptions | None) -> Detector | None:
    """Returns the detector of this process for a run; None where nobody asked for other products' secrets."""
    return _detector(options.mode) if options else None


@lru_cache(maxsize=2)
def _detector(mode: Generic) -> Detector:
    from auditor.generic.generic_detector import GenericDetector  # not with `--generic off`

    return GenericDetector(mode)
