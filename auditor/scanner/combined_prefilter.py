"""Tells what the prefilters see in a blob: the one pass that every blob gets, and in which almost all of them end."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from auditor.generic.generic_prefilter import MOST, GenericMatch, generic_prefilter_for
from auditor.model.request import Generic
from auditor.model.scan_result import GenericOptions
from auditor.prefilter.backpack import BackpackPrefilter, backpack_prefilter
from auditor.vocabulary.vocabulary import Vocabulary


class PrefilterMatch(NamedTuple):
    """What was seen; true where something was."""

    hits: int
    """The union of `backpack_prefilter.patterns.Hit` bits."""
    suspicion: GenericMatch | None

    def __bool__(self) -> bool:
        return bool(self.hits or self.suspicion)


class CombinedPrefilter:
    """The prefilters that an audit needs, as one."""

    def __init__(self, vocabulary: Vocabulary, mode: Generic | None) -> None:
        self.backpack = backpack_prefilter(vocabulary)
        """What looks for Backpack's alone."""
        self._generic = generic_prefilter_for(mode) if mode else None
        self._both = (
            BackpackPrefilter(vocabulary, self._generic.expressions, most=MOST) if self._generic else self.backpack
        )

    def see(self, data: bytes | memoryview, name: str) -> PrefilterMatch:
        """Returns what the prefilters see in bytes that are read as `name`."""
        hits, matches = self._both.spot_beside(data)
        return PrefilterMatch(hits, self._generic.weigh(data, name, matches) if self._generic else None)


def prefilter_for(vocabulary: Vocabulary, generic: GenericOptions | None) -> CombinedPrefilter:
    """Returns the eyes of this process for an audit."""
    return _eyes(vocabulary, generic.mode if generic else None)


@lru_cache(maxsize=4)
def _eyes(vocabulary: Vocabulary, mode: Generic | None) -> CombinedPrefilter:
    return CombinedPrefilter(vocabulary, mode)
