"""Tells what a text says when nothing is known of its form: every value that has a key's form, and every labelled one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from auditor.classification.placeholders import envelopes, is_inside
from auditor.readers.document import Document, Literal
from auditor.readers.long_runs import long_runs
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.assign_labels import named, neighbours
from auditor.readers.plain.key_shapes import arrays, blocks, jwk_values, shapes
from auditor.readers.plain.labelled_values import escaped, labelled
from auditor.readers.plain.phrase_rows import phrases
from auditor.readers.value_hints import ALL, Hint, hints_in, hints_of
from auditor.vocabulary.words import without_colours

__all__ = ["find", "plain_text", "values", "values_of"]


def find(text: str) -> list[Literal]:
    """Returns every value of the text with its label and group, in order; no two overlap."""
    hints = hints_in(text, quoted=False)
    text = without_colours(text) if hints & Hint.COLOUR else text
    return list(named(text, values(text, hints)))


def values(text: str, hints: int = ALL, runs: Sequence[tuple[int, int]] | None = None) -> list[MappedText]:
    """Returns every value of the text that no envelope encrypts, in order; of two that overlap the surer form stays.

    Args:
        text: A text without a terminal's colours.
        hints: Which passes can find something in it (`value_hints`).
        runs: Where its long runs are (`long_runs`), if that is known.
    """
    found: list[MappedText] = []
    if runs is None:
        runs = long_runs(text) if hints & (Hint.SHAPE | Hint.LABELLED) else ()
    for candidates in _by_sureness(text, hints, runs):
        found = _with(found, candidates)
    if not found:
        return []
    found = _with(found, (MappedText.verbatim(text, *cell) for cell in neighbours(text, found)))
    sealed = envelopes(text) if found else []
    return [mapped for mapped in found if not is_inside(mapped.start, mapped.end, sealed)] if sealed else found


def values_of(document: Document) -> list[MappedText]:
    """Returns every value of a document's text, in order; they are looked for once."""
    if document.plain_values is None:
        text = plain_text(document)
        runs = document.long_runs if text is document.text else None
        document.plain_values = values(text, hints_of(document), runs)
    return document.plain_values


def plain_text(document: Document) -> str:
    """Returns the text of a document without a terminal's colours."""
    return without_colours(document.text) if hints_of(document) & Hint.COLOUR else document.text


def _by_sureness(text: str, hints: int, runs: Sequence[tuple[int, int]]) -> Iterator[Iterable[MappedText]]:
    if hints & Hint.PEM:
        yield (MappedText.verbatim(text, *block) for block in blocks(text))
    if hints & Hint.ARRAY:
        yield arrays(text)
    if hints & Hint.SHAPE:
        yield (MappedText.verbatim(text, *shape) for shape in shapes(text, runs))
        yield (MappedText.verbatim(text, *member) for member in jwk_values(text))
    if hints & Hint.ESCAPED:
        yield escaped(text)
    if hints & Hint.LABELLED:
        yield labelled(text, runs)
    if hints & Hint.PHRASE:
        yield (MappedText.verbatim(text, *phrase) for phrase in phrases(text))


def _with(found: list[MappedText], candidates: Iterable[MappedText]) -> list[MappedText]:
    """Returns `found` and those of the candidates (in order) that overlap nothing in it."""
    starts = [mapped.start for mapped in found]
    added = []
    for candidate in candidates:
        after = bisect_left(starts, candidate.end)
        if after == 0 or found[after - 1].end <= candidate.start:
            added.append(candidate)
    return sorted(found + added, key=attrgetter("start")) if added else found
