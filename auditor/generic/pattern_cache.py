"""The patterns of a mode as they were derived the last time: deriving them takes an import of detect-secrets, 100 ms."""

from __future__ import annotations

from functools import lru_cache

from auditor.generic.availability import plugins_digest
from auditor.generic.detector_patterns import Patterns
from auditor.model.request import Generic
from auditor.storage import cache


@lru_cache(maxsize=2)
def kept_patterns(mode: Generic) -> Patterns:
    """The expressions for the detectors of a mode, from the user's cache directory under `plugins_digest`.

    detect-secrets must be there (`availability.unavailable`).
    """

    def derived() -> Patterns:
        from auditor.generic.build_patterns import derived_patterns  # imports detect-secrets

        return derived_patterns(mode)

    return cache.kept(f"generic-{mode.value}", plugins_digest(), Patterns, derived)
