"""Which values of a text no structured literal covers: the plain reader's, so that nothing is lost to a parser."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from auditor.readers.document import Document
from auditor.readers.embedded import Literal
from auditor.readers.plain.assign_labels import named
from auditor.readers.plain.plain_reader import values_of
from auditor.vocabulary.words import without_colours


def completed(document: Document, literals: Sequence[Literal]) -> list[Literal]:
    """Returns the literals of a document, and what the plain reader finds outside them."""
    claimed = _union((literal.mapped.start, literal.mapped.end) for literal in literals)
    return [
        *literals,
        *(
            literal
            for literal in named(without_colours(document.text), values_of(document))
            if not _is_claimed(literal, claimed)
        ),
    ]


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap or hold each other made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_claimed(literal: Literal, claimed: list[tuple[int, int]]) -> bool:
    """Whether a structured literal covers some of it."""
    after = bisect_left(claimed, (literal.mapped.end, 0))
    return after > 0 and claimed[after - 1][1] > literal.mapped.start
