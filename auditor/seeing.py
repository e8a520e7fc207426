"""What the spotters see in a blob: the one pass that every blob gets, and in which almost all of them end."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from auditor.generic.spot import MOST, Suspicion, generic_spotter
from auditor.model.generic import GenericWanted
from auditor.model.request import Generic
from auditor.spotter import Spotter, spotter
from auditor.vocabulary import Vocabulary


class Seen(NamedTuple):
    """What was seen; true where something was."""

    hits: int
    """The union of `spotter.patterns.Hit` bits."""
    suspicion: Suspicion | None

    def __bool__(self) -> bool:
        return bool(self.hits or self.suspicion)


def see(data: bytes | memoryview, name: str, vocabulary: Vocabulary, generic: GenericWanted | None) -> Seen:
    """What the spotters see in bytes that are read as `name`."""
    if generic is None:
        return Seen(spotter(vocabulary).spot(data), None)
    hits, matches = _both(vocabulary, generic.mode).spot_beside(data)
    return Seen(hits, generic_spotter(generic.mode).weigh(data, name, matches))


@lru_cache(maxsize=2)
def _both(vocabulary: Vocabulary, mode: Generic) -> Spotter:
    """The spotter with what the generic one looks for beside it."""
    return Spotter(vocabulary, generic_spotter(mode).expressions, most=MOST)
