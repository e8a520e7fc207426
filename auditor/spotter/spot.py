"""Whether a blob deserves a look, and how closely."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Any

from auditor.spotter.database import Expression, database
from auditor.spotter.patterns import Hit, patterns
from auditor.vocabulary import Vocabulary
from auditor.words import words_of


class Interest(IntEnum):
    """How closely a blob is to be read."""

    NONE = 0
    PLAIN = 1
    """It holds a shape and nothing says Backpack: read as plain text; a value there matters if it proves itself."""
    FULL = 2
    """It may be about Backpack Exchange: parsed by the reader of its format."""


class Spotter:
    """One compiled database with its scratch space; not to be shared between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        import hyperscan  # noqa: PLC0415 - 12 ms

        self._bits: list[int] = []
        self._words = frozenset(vocabulary.words)
        expressions = []
        for pattern in patterns(vocabulary):
            # SINGLEMATCH: a blob is judged by what it holds, not by how often.
            flags = hyperscan.HS_FLAG_SINGLEMATCH | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0)
            expressions.append(Expression(pattern.expression, flags))
            self._bits.append(int(pattern.hit))
        self._database = database(expressions)
        self._found = 0

    def spot(self, data: bytes | memoryview) -> int:
        """The union of the `Hit` bits of everything that `data` holds."""
        self._found = 0
        self._database.scan(data, self._on_match)
        return self._found

    def _on_match(self, identifier: int, _start: int, _end: int, _flags: int, _context: Any) -> None:  # noqa: ANN401
        self._found |= self._bits[identifier]

    def interest(self, hits: int, name: str) -> Interest:
        """How closely to read a blob with these hits at this path (which may say Backpack by itself)."""
        if hits & Hit.CONTEXT or (hits & (Hit.NAME | Hit.SHAPE) and self._names_the_exchange(name)):
            return Interest.FULL if hits & (Hit.NAME | Hit.SHAPE) else Interest.NONE
        return Interest.PLAIN if hits & (Hit.SHAPE | Hit.PHRASE) else Interest.NONE

    def _names_the_exchange(self, name: str) -> bool:
        return not self._words.isdisjoint(words_of(name))


@lru_cache(maxsize=2)
def spotter(vocabulary: Vocabulary) -> Spotter:
    """The spotter of this process for a vocabulary."""
    return Spotter(vocabulary)
