"""The generic secrets of one blob: what the prefilter saw goes in, facts without plaintext come out. Runs in workers."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from msgspec import Struct, field

from auditor.generic.generic_prefilter import GenericMatch
from auditor.model.material import Material
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.model.scan_result import Accepted, GenericHit

_NOTHING_ACCEPTED: Accepted = MappingProxyType({})


class GenericScanner(Struct, frozen=True, kw_only=True):
    """Examines one blob after another; small and picklable. Nothing of detect-secrets is imported before that."""

    mode: Generic
    digest_key: bytes
    accepted: Accepted = field(default_factory=lambda: _NOTHING_ACCEPTED)

    def import_detectors(self) -> None:
        """Imports what the first blob needs."""
        from auditor.generic import detect_secrets, scan_blob  # noqa: F401 - imported to be there

        detect_secrets.detectors()

    def examine(
        self,
        data: bytes | memoryview,
        name: str,
        suspicion: GenericMatch,
        *,
        start: tuple[int, int] = (1, 1),
        materials: Sequence[Material] = (),
    ) -> tuple[list[GenericHit], list[Skipped]]:
        """Returns what the detectors find in a blob in which `generic_prefilter_for` saw something, and what they were not shown.

        `start` is the line and column of its first byte, for a window into a larger blob. `materials` are those of
        the same blob: what a rule about Backpack reports is left out here.
        """
        from auditor.generic.scan_blob import Blob  # it imports detect-secrets

        scan_blob = Blob.open(bytes(data), name, suspicion, mode=self.mode, start=start)
        if scan_blob is None:
            return [], []
        return scan_blob.hits(materials, self.digest_key, self.accepted), list(scan_blob.omitted())
