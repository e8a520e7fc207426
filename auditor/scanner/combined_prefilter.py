"""What the spotters see in a blob: the one pass that every blob gets, and in which almost all of them end."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from auditor.generic.generic_prefilter import MOST, Suspicion, generic_spotter
from auditor.model.generic_hit import GenericWanted
from auditor.model.request import Generic
from auditor.prefilter import Spotter, spotter
from auditor.vocabulary.vocabulary import Vocabulary


class Seen(NamedTuple):
    """What was seen; true where something was."""

    hits: int
    """The union of `spotter.patterns.Hit` bits."""
    suspicion: Suspicion | None

    def __bool__(self) -> bool:
        return bool(self.hits or self.suspicion)


class Eyes:
    """The spotters that an audit needs, as one."""

    def __init__(self, vocabulary: Vocabulary, mode: Generic | None) -> None:
        self.spotter = spotter(vocabulary)
        """What looks for Backpack's alone."""
        self._generic = generic_spotter(mode) if mode else None
        self._both = Spotter(vocabulary, self._generic.expressions, most=MOST) if self._generic else self.spotter

    def see(self, data: bytes | memoryview, name: str) -> Seen:
        """What the spotters see in bytes that are read as `name`."""
        hits, matches = self._both.spot_beside(data)
        return Seen(hits, self._generic.weigh(data, name, matches) if self._generic else None)


def eyes(vocabulary: Vocabulary, generic: GenericWanted | None) -> Eyes:
    """The eyes of this process for an audit."""
    return _eyes(vocabulary, generic.mode if generic else None)


@lru_cache(maxsize=4)
def _eyes(vocabulary: Vocabulary, mode: Generic | None) -> Eyes:
    return Eyes(vocabulary, mode)
