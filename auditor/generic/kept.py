"""The patterns of a mode as they were derived the last time: deriving them takes an import of detect-secrets, 100 ms."""

from __future__ import annotations

from functools import lru_cache

from msgspec import msgpack

from auditor import cache
from auditor.generic.available import plugins_digest
from auditor.generic.patterns import Patterns
from auditor.model.request import Generic


@lru_cache(maxsize=2)
def kept_patterns(mode: Generic) -> Patterns:
    """The expressions for the detectors of a mode, from the user's cache directory under `plugins_digest`.

    detect-secrets must be there (`available.unavailable`).
    """
    kind, digest = f"generic-{mode.value}", plugins_digest()
    if kept := cache.load(kind, digest):
        return msgpack.decode(kept, type=Patterns)
    from auditor.generic.derive import derived_patterns  # noqa: PLC0415 - the cache is cold

    derived = derived_patterns(mode)
    cache.store(kind, digest, msgpack.encode(derived))
    return derived
