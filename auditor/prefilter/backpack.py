"""Tells whether a blob is worth scanning, how closely, and where in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any

from auditor.prefilter.database import Database, Expression, database
from auditor.prefilter.patterns import CLIENTS, HEX, ROWS, SHORTEST_ROW, Hit, Pattern, hashes, patterns
from auditor.prefilter.utf16_runs import holds_wide_run
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import REQUEST, are_near, words_of

_BEFORE = 1024
"""Bytes before the end of a hit that can hold the value, its name and what is above it."""
_AFTER = 512
_LINE_REACH = 512
"""Bytes within which a stretch is widened to whole lines."""
_SMALL = 4096
"""Bytes of a blob that is read whole at hardly any cost."""
READ_WHOLE = 200_000
"""Bytes up to which a blob with a word of context is parsed without asking whether the word means the exchange, and
without a value in it that has a key's form."""
_PROOFS = Hit.SHAPE | Hit.PHRASE | Hit.ROW


class Interest(IntEnum):
    """How closely a blob is to be read."""

    NONE = 0
    PLAIN = 1
    """It holds a shape and nothing says Backpack: what is around the shapes is read as plain text; a value there
    matters if it proves itself."""
    FULL = 2
    """It may be about Backpack Exchange: parsed by the reader of its format."""


class BackpackPrefilter:
    """The compiled databases for a vocabulary; threads may share them.

    `beside` are expressions of others, matched in the same pass: one pass over both costs two thirds of two. Of their
    matches the first `most` are reported.
    """

    def __init__(self, vocabulary: Vocabulary, beside: Sequence[Expression] = (), *, most: int = 0) -> None:
        self._vocabulary = vocabulary
        self._words = frozenset(vocabulary.words)
        self._patterns = patterns(vocabulary)
        self._bits = [pattern.hit for pattern in self._patterns]
        self._beside = tuple(beside)
        self._most = most

    def spot(self, data: bytes | memoryview) -> int:
        """Returns the union of the `Hit` bits of everything that `data` holds; `Hit.ROW` only where it matters."""
        return self.spot_beside(data)[0]

    def spot_beside(self, data: bytes | memoryview) -> tuple[int, list[tuple[int, int]]]:
        """Returns the same, and for every match of an expression of `beside` its index and the offset of its end."""
        found = 0
        matches: list[tuple[int, int]] = []
        bits, count, most = self._bits, len(self._bits), self._most

        def on_match(identifier: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            nonlocal found
            if identifier < count:
                found |= bits[identifier]
            elif len(matches) < most:
                matches.append((identifier - count, end))

        self._database.scan(data, on_match)
        if _rows_matter(found, len(data)):
            found |= self._rows_in(data)
        return found | Hit.UTF16 if holds_wide_run(data) else found, matches

    def _rows_in(self, data: bytes | memoryview) -> int:
        """Returns `Hit.ROW` where words are in a row, else nothing."""
        found = 0

        def on_match(*_: object) -> None:
            nonlocal found
            found = Hit.ROW

        self._row_database.scan(data, on_match)
        return found

    def interest(self, hits: int, name: str) -> Interest:
        """Returns how closely to read a blob with these hits at this path (which may say Backpack by itself)."""
        if hits & (Hit.NAME | Hit.SHAPE) and (hits & Hit.CONTEXT or self._names_the_exchange(name)):
            return Interest.FULL
        return Interest.PLAIN if hits & _PROOFS else Interest.NONE

    def deserves(self, hits: int, name: str) -> bool:
        """Returns whether to read a blob with these hits; UTF-16 and what is in base64 are to be decoded first."""
        return bool(hits & (Hit.UTF16 | Hit.WRAPPED) or self.interest(hits, name))

    def is_of_words(self, hits: int, name: str) -> bool:
        """Returns whether only words in a row make a blob interesting, as prose has them."""
        return hits & (_PROOFS | Hit.UTF16 | Hit.WRAPPED) == Hit.ROW and self.interest(hits, name) is Interest.PLAIN

    def _names_the_exchange(self, name: str) -> bool:
        lowered = name.lower()
        # To ask for the words of each name would take as long as the pass over a small file.
        return any(word in lowered for word in self._words) and not self._words.isdisjoint(words_of(name))

    def locate(
        self, data: bytes | memoryview, interest: Interest, *, is_lock_file: bool = False
    ) -> list[tuple[int, int]]:
        """Returns the stretches of `data` around everything that made it interesting: byte offsets, apart and in order.

        A stretch starts and ends at lines where lines are short. Hashes that are called so do not make a large blob
        interesting in which nothing says Backpack, and in a lock file all hex is hashes: it can have tens of thousands.
        """
        wanted = _PROOFS if interest is Interest.PLAIN else _PROOFS | Hit.NAME
        without_hashes = interest is Interest.PLAIN and len(data) > _SMALL
        ends: set[int] = set()
        called_hashes: set[int] = set()
        bits = self._locator_bits
        hexadecimal = self._hexadecimal

        def on_match(identifier: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            if is_lock_file and identifier in hexadecimal:
                return
            if bits[identifier] & wanted:
                ends.add(end)
            elif bits[identifier] == Hit.HASH:
                called_hashes.add(end)

        self._locator.scan(data, on_match)
        return _stretches(bytes(data), sorted(ends - called_hashes if without_hashes else ends))

    @cached_property
    def _database(self) -> Database:
        return database((*_expressions(self._patterns, once=True), *self._beside))

    @cached_property
    def _row_database(self) -> Database:
        return database(_expressions(ROWS, once=True))

    @cached_property
    def _located(self) -> tuple[Pattern, ...]:
        closer = (pattern for pattern in self._patterns if pattern.hit & (_PROOFS | Hit.NAME))
        return (*closer, *ROWS, *hashes(self._vocabulary))

    @cached_property
    def _locator_bits(self) -> list[int]:
        return [pattern.hit for pattern in self._located]

    @cached_property
    def _hexadecimal(self) -> frozenset[int]:
        return frozenset(number for number, one in enumerate(self._located) if one.expression == HEX)

    @cached_property
    def _locator(self) -> Database:
        return database(_expressions(self._located, once=False))


def _rows_matter(hits: int, size: int) -> bool:
    """Returns whether a row of words would change how closely a blob of so many bytes with these hits is read."""
    if size < SHORTEST_ROW or hits & (Hit.SHAPE | Hit.PHRASE):
        return False
    is_about_backpack = hits & Hit.NAME and hits & Hit.CONTEXT
    return not is_about_backpack or size > READ_WHOLE


def _expressions(wanted: Sequence[Pattern], *, once: bool) -> list[Expression]:
    """Returns the expressions of some patterns; with `once` each is reported once a blob, else exactly and each time."""
    import hyperscan  # 12 ms

    single = hyperscan.HS_FLAG_SINGLEMATCH if once else 0
    caseless = hyperscan.HS_FLAG_CASELESS
    return [
        Expression(one.expression if once else one.located, single | (caseless if one.caseless else 0))
        for one in wanted
    ]


def _stretches(data: bytes, ends: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, last in _rows_of(ends):
        start, stop = _line_start(data, max(0, first - _BEFORE)), _line_stop(data, min(len(data), last + _AFTER))
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _rows_of(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yields the first and the last of offsets so near each other that what is around them is one stretch.

    A table of numbers has one match for each number, and to widen each to its line takes most of the time of the table.
    """
    starts = [at for at, end in enumerate(ends) if not at or end - ends[at - 1] > _BEFORE + _AFTER]
    for start, past in zip(starts, [*starts[1:], len(ends)], strict=False):  # Without offsets, one end is left over.
        yield ends[start], ends[past - 1]


def _line_start(data: bytes, at: int) -> int:
    before = data.rfind(b"\n", max(0, at - _LINE_REACH), at)
    is_near = before >= 0 or at <= _LINE_REACH
    return before + 1 if is_near else at


def _line_stop(data: bytes, at: int) -> int:
    after = data.find(b"\n", at, at + _LINE_REACH)
    if after >= 0:
        return after
    is_near = at + _LINE_REACH >= len(data)
    return len(data) if is_near else at


@lru_cache(maxsize=2)
def backpack_prefilter(vocabulary: Vocabulary) -> BackpackPrefilter:
    """Returns the prefilter of this process for a vocabulary."""
    return BackpackPrefilter(vocabulary)


CLIENT = "a client of the exchange"
SIGNING = "the exchange's way to sign"
_CLIENT = re.compile(CLIENTS)


def caller_kinds(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Returns everything that `exchange_called` can say of a blob, but for nothing; always in the same order."""
    return (*vocabulary.hosts, CLIENT, SIGNING)


_ENOUGH = 2
"""Instruction names that only occur together in a client of the exchange."""


_LARGEST_PROGRAM = 2_000_000
"""Bytes up to which a file can be code or a manifest; a larger one, as a list of all packages, holds every name."""


def exchange_called(data: bytes | memoryview, hits: int, vocabulary: Vocabulary) -> str:
    """Returns the host, `CLIENT` or `SIGNING`; empty where a blob with these hits shows none of them."""
    if not hits & (Hit.HOST | Hit.CONTEXT):
        return ""
    raw = bytes(data)
    first = vocabulary.hosts[0]
    if hits & Hit.HOST and first.encode() in raw:
        return first  # Nearly all that call it, and `lower` takes as long as a third of the pass.
    lowered = raw.lower()
    host = next((host for host in vocabulary.hosts if host.encode() in lowered), "") if hits & Hit.HOST else ""
    if host or len(raw) > _LARGEST_PROGRAM:
        return host
    return _shown(lowered, hits, vocabulary)


def _shown(lowered: bytes, hits: int, vocabulary: Vocabulary) -> str:
    """Returns what shows a client without a host in it: `CLIENT`, `SIGNING` or nothing."""
    if hits & Hit.HOST and _CLIENT.search(lowered):
        return CLIENT
    names = sum(name.lower().encode() in lowered for name in vocabulary.instructions)
    headers = [header.encode() for header in vocabulary.headers]
    return SIGNING if names >= _ENOUGH or are_near(lowered, headers, REQUEST) else ""
