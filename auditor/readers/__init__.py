"""What a document says: its fields, by the reader of its format, and by the plain reader where that one saw nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter

from auditor.model.field import Field, Trouble
from auditor.readers import plain
from auditor.readers.document import Document
from auditor.readers.inside import opened
from auditor.readers.literal import Literal
from auditor.readers.registry import Reader, bounds_itself, reader_of
from auditor.readers.safety import safe

__all__ = ["read", "read_plain"]

_LARGEST = 2_000_000
"""Characters of the largest document that is parsed; a larger one is read as plain text, in time linear in its size."""


def read(document: Document) -> tuple[list[Field], list[Trouble]]:
    """The fields of a document, sorted by place, and what was wrong with it.

    A document that is not what its name says is read as plain text alone. Never raises, whatever the text.
    """
    literals, troubles = _structured(document)
    fields = [literal.field(document) for literal in _completed(literals, document)]
    return sorted(fields, key=attrgetter("span")), troubles


def read_plain(document: Document) -> list[Field]:
    """The fields that the plain reader finds, for a document in which nothing says Backpack."""
    return [safe(literal).field(document) for literal in plain.find(document.text)]


def _structured(document: Document) -> tuple[list[Literal], list[Trouble]]:
    reader = reader_of(document)
    if reader is None:
        return [], []
    if len(document.text) > _LARGEST and not bounds_itself(reader):
        return [], [Trouble(f"it has more than {_LARGEST:,} characters")]
    return _read(reader, document)


def _read(reader: Reader, document: Document) -> tuple[list[Literal], list[Trouble]]:
    literals: list[Literal] = []
    for found in reader.read(document):
        if isinstance(found, Trouble):
            return [], [found]
        if found.passage.text.strip():
            literals.append(found)
    return literals, []


def _completed(literals: Iterable[Literal], document: Document) -> list[Literal]:
    """The literals with what stands inside them, and what the plain reader finds outside them."""
    claimed = sorted((literal.passage.start, literal.passage.end) for literal in literals)
    found = [safe(inner) for literal in literals for inner in opened(literal)]
    found += [safe(literal) for literal in plain.find(document.text) if not _is_claimed(literal, claimed)]
    return found


def _is_claimed(literal: Literal, claimed: list[tuple[int, int]]) -> bool:
    """Whether a structured literal covers some of it. Structured literals do not overlap each other."""
    after = bisect_left(claimed, (literal.passage.end, 0))
    return after > 0 and claimed[after - 1][1] > literal.passage.start
