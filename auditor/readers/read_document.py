"""Which fields a document has: the reader of its format's, and the plain reader's where that one saw nothing."""

from __future__ import annotations

from auditor.model.field import Field, Trouble
from auditor.readers.document import Document
from auditor.readers.embedded import EmbeddedDocument, Literal
from auditor.readers.name_guard import Guard
from auditor.readers.nested import opened, unfolded
from auditor.readers.plain.assign_labels import named
from auditor.readers.plain.plain_reader import values_of
from auditor.readers.plain_remainder import completed
from auditor.readers.reader_registry import Reader, reader_named, reader_sniffed
from auditor.readers.source.promising import SMALL
from auditor.readers.value_hints import hints_of
from auditor.vocabulary.words import without_colours

_LARGEST = 2_000_000
"""Characters of the largest document that is parsed; a larger one is read as plain text, in time linear in its size."""


def read(document: Document) -> tuple[list[Field], list[Trouble]]:
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
    return getattr(reader, "HINTED", False) and not hints_of(document)


def read_plain(document: Document) -> list[Field]:
    """The fields that the plain reader finds, sorted by place."""
    return _fields(list(named(without_colours(document.text), values_of(document))), document)


def _fields(literals: list[Literal], document: Document) -> list[Field]:
    literals.sort(key=_place)
    return [literal.field(document) for literal in Guard(document.text, literals).cleared()]


def _place(literal: Literal) -> tuple[int, int]:
    return literal.mapped.start, literal.mapped.end


def _structured(document: Document) -> tuple[list[Literal], list[Trouble]]:
    """What the reader of the document's format finds. Only a name promises a format, and is wrong without it."""
    reader = reader_named(document.name)
    if reader is None:
        sniffed = reader_sniffed(document)
        return (_read(sniffed, document)[0], []) if sniffed and len(document.text) <= _LARGEST else ([], [])
    if len(document.text) > _LARGEST:
        return [], [Trouble(f"more than {_LARGEST:,} characters: read as plain text")]
    return _read(reader, document)


def _read(reader: Reader, document: Document) -> tuple[list[Literal], list[Trouble]]:
    """What is in the document and inside its literals and parts."""
    literals: list[Literal] = []
    for found in reader.read(document):
        match found:
            case Trouble():
                return [], [found]
            case EmbeddedDocument():
                literals.extend(unfolded(found))
            case Literal() if found.mapped.text.strip():
                literals.extend(opened(found))
    return literals, []
