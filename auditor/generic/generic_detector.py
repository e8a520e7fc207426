"""Finds other products' secrets in one blob: what the prefilter saw goes in, facts without plaintext come out. Runs in workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.generic.generic_prefilter import MOST, GenericMatch, GenericPrefilter, generic_prefilter_for
from auditor.model.batch_result import Accepted, GenericHit
from auditor.model.material import Material
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.prefilter.database import Expression

if TYPE_CHECKING:
    from auditor.generic.detector import SuspectBlob


class GenericDetector(Struct, frozen=True, dict=True):
    """Runs detect-secrets' detectors of a mode (see `detector.Detector`). Nothing of detect-secrets is imported before `scan`."""

    mode: Generic

    @cached_property
    def _prefilter(self) -> GenericPrefilter:
        return generic_prefilter_for(self.mode)

    @property
    def expressions(self) -> Sequence[Expression]:
        """What to match in every blob."""
        return self._prefilter.expressions

    @property
    def most(self) -> int:
        """How many of their matches in one blob count."""
        return MOST

    def spot(self, data: bytes | memoryview, name: str, matches: Sequence[tuple[int, int]]) -> GenericMatch | None:
        """Returns what is worth scanning in a blob whose `matches` of `expressions` are known; None for nothing."""
        return self._prefilter.weigh(data, name, matches)

    def wants_no_fields(self, texts: Sequence[bytes]) -> bool:
        """Returns whether nothing is worth scanning in any of some short texts without matches."""
        return self._prefilter.deserve_no_fields(texts)

    def scan(
        self, blob: SuspectBlob, materials: Sequence[Material], *, digest_key: bytes, accepted: Accepted
    ) -> tuple[list[GenericHit], list[Skipped]]:
        """Returns what the detectors find in a blob, and what they were not shown."""
        from auditor.generic.detect_in_blob import Blob  # it imports detect-secrets

        text = Blob.open(bytes(blob.data), blob.name, blob.suspicion, mode=self.mode, start=blob.start)
        if text is None:
            return [], []
        return text.hits(materials, digest_key, accepted), list(text.omitted())

    def imports(self) -> Iterator[Callable[[], object]]:
        """Yields what imports what the first blob needs, in steps of a few milliseconds."""
        from auditor.generic import detect_in_blob, detect_secrets  # noqa: F401 - imported to be there

        yield from detect_secrets.imports()
