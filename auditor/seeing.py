"""What the spotters see in a blob: the two passes that every blob gets, and in which almost all of them end."""

from __future__ import annotations

from typing import NamedTuple

from auditor.generic.spot import Suspicion, generic_spotter
from auditor.model.generic import GenericWanted
from auditor.spotter import spotter
from auditor.vocabulary import Vocabulary


class Seen(NamedTuple):
    """What was seen; true where a closer look is deserved."""

    hits: int
    """The union of `spotter.patterns.Hit` bits."""
    suspicion: Suspicion | None

    def __bool__(self) -> bool:
        return bool(self.hits or self.suspicion)


def see(data: bytes | memoryview, name: str, vocabulary: Vocabulary, generic: GenericWanted | None) -> Seen:
    """What the spotters see in bytes that are read as `name`."""
    suspicion = generic_spotter(generic.mode).spot(data, name) if generic else None
    return Seen(spotter(vocabulary).spot(data), suspicion)
