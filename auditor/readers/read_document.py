"""Tells which fields a document has: the reader of its format's, and the plain reader's where that one saw nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import final

from auditor.model.field import Field
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.nested import completed, opened, unfolded
from auditor.readers.page_values import may_hold_value
from auditor.readers.plain.assign_labels import named
from auditor.readers.plain.plain_reader import plain_text, values_of
from auditor.readers.reader_registry import Reader, reader_named, reader_sniffed
from auditor.readers.source.literals import SMALL
from auditor.readers.text_encoding import is_plain_ascii
from auditor.readers.value_hints import hints_in_bytes, hints_of
from auditor.redaction import is_name, is_random
from auditor.wording.skip_words import skip

_PADDED = re.compile(r"[A-Za-z0-9+/]{24,}=")
_RUN = re.compile(r"[A-Za-z0-9+/]{16,}+")
_SHORTEST, _LONGEST = 6, 40
"""Characters of what counts as a piece of a value."""
_FEW = 100
"""Pieces of which each is searched for by itself."""
_PIECE = re.compile(rf"[A-Za-z0-9]{{{_SHORTEST},}}")


@final
class Guard:
    """Knows the values that a text holds, and what is a piece of one.

    Where a value is bare in a file of some format (a key pasted into a page, a script that is not quoted), what
    the format takes for a name may be a part of it.
    """

    def __init__(self, document: Document, literals: Sequence[Literal]) -> None:
        self._document = document
        self._literals = literals
        self._known: dict[str, bool] = {}

    @cached_property
    def _values(self) -> str:
        """Everything in the text that is a value by its form or by the look of it."""
        text = self._document.text
        runs = (run for start, end in self._document.long_runs for run in _RUN.findall(text, start, end))
        random = set(filter(is_random, runs))
        padded = (literal.mapped.text for literal in self._literals if _PADDED.fullmatch(literal.mapped.text))
        return "\n".join((*random, *(text for text in padded if text[:-1] not in random)))

    @cached_property
    def _found(self) -> frozenset[str]:
        """Every piece of a name that is in a value: one pass over the values, however many names there are."""
        names = {name for one in self._literals for name in (one.name, one.callee, *one.path)}
        values = self._values
        every = {piece for name in names for piece in _pieces(name)}
        if len(every) <= _FEW:
            return frozenset(piece for piece in every if piece in values)
        beginnings = range(len(values) - _SHORTEST + 1)
        in_values = {values[at : at + _SHORTEST] for at in beginnings}
        pieces: dict[str, dict[int, set[str]]] = {}
        for piece in (piece for piece in every if piece[:_SHORTEST] in in_values):
            pieces.setdefault(piece[:_SHORTEST], {}).setdefault(len(piece), set()).add(piece)
        return frozenset(
            values[at : at + length]
            for at in (beginnings if pieces else ())
            for length, known in pieces.get(values[at : at + _SHORTEST], {}).items()
            if values[at : at + length] in known
        )

    def cleared(self) -> Iterator[Literal]:
        """Yields the literals without names that hold a value or a piece of one, and with groups that are mere numbers."""
        groups: dict[str, str] = {"": ""}
        paths: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
        for mapped, name, path, group, kind, callee, position in self._literals:
            if (cleared := paths.get(path)) is None:
                cleared = paths[path] = tuple(filter(self._allows, path))
            if (number := groups.get(group)) is None:
                number = groups[group] = f"g{len(groups)}"
            yield Literal(
                mapped,
                name if self._allows(name) else "",
                cleared,
                number,
                kind,
                callee if self._allows(callee) else "",
                position,
            )

    def _allows(self, name: str) -> bool:
        if (known := self._known.get(name)) is None:
            known = is_name(name) and (not self._found or self._found.isdisjoint(_pieces(name)))
            self._known[name] = known
        return known


def _pieces(name: str) -> list[str]:
    """Returns the words of a name that are long enough to be pieces of a value; of the longest ones the beginning."""
    return [piece[:_LONGEST] for piece in _PIECE.findall(name)]


_LARGEST = 2_000_000
"""Characters of the largest document that is parsed; a larger one is read as plain text, in time linear in its size."""


def read(document: Document) -> tuple[list[Field], list[Skipped]]:
    """Returns the fields of a document, sorted by position, and what was wrong with it.

    A document that is not what its name says is read as plain text alone. Never raises, whatever the text.
    """
    if holds_nothing(document):
        return [], []
    literals, troubles = _structured(document)
    return _fields(completed(document, literals), document), troubles


def holds_nothing(document: Document) -> bool:
    """Returns whether no value can be in a document: the hints of source code say so without parsing it."""
    if len(document.text) <= SMALL:
        return False
    reader = reader_named(document.name)
    return getattr(reader, "HINTED", False) and not hints_of(document, quoted=True)


def hints_before_decoding(raw: bytes, name: str) -> int | None:
    """Returns the hints of a document that is still bytes, as nearly all source code can be asked; None where it cannot.

    Without a hint no value can be in it.
    """
    if len(raw) <= SMALL or not getattr(reader_named(name), "HINTED", False) or not is_plain_ascii(raw):
        return None
    return hints_in_bytes(raw)


def read_plain(document: Document) -> list[Field]:
    """Returns the fields that the plain reader finds, sorted by place."""
    return _fields(list(named(plain_text(document), values_of(document))), document)


def _fields(literals: list[Literal], document: Document) -> list[Field]:
    literals.sort(key=_place)
    return [literal.field(document) for literal in Guard(document, literals).cleared()]


def _place(literal: Literal) -> tuple[int, int]:
    return literal.mapped.start, literal.mapped.end


def _structured(document: Document) -> tuple[list[Literal], list[Skipped]]:
    """Returns what the reader of the document's format finds. Only a name promises a format, and is wrong without it."""
    reader = reader_named(document.name)
    if reader is None:
        sniffed = reader_sniffed(document)
        return (_read(sniffed, document)[0], []) if sniffed and len(document.text) <= _LARGEST else ([], [])
    if len(document.text) > _LARGEST:
        return [], [skip("", SkipReason.LARGE_DOCUMENT, incomplete=False, n=f"{_LARGEST:,}")]
    if getattr(reader, "OF_PAGES", False) and not may_hold_value(document):
        return [], []
    return _read(reader, document)


def _read(reader: Reader, document: Document) -> tuple[list[Literal], list[Skipped]]:
    """Returns what is in the document and inside its literals and parts."""
    literals: list[Literal] = []
    for found in reader.read(document):
        match found:
            case Skipped():
                return [], [found]
            case EmbeddedDocument():
                literals.extend(unfolded(found))
            case Literal() if found.mapped.text.strip():
                literals.extend(opened(found))
    return literals, []
