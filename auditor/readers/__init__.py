"""What a document says: its fields, by the reader of its format, and by the plain reader where that one saw nothing."""

from __future__ import annotations

from auditor.model.field import Field, Trouble
from auditor.readers.document import Document

__all__ = ["read", "read_plain"]


def read(document: Document) -> tuple[list[Field], list[Trouble]]:
    """The fields of a document, sorted by place, and what was wrong with it.

    A document that is not what its name says is read as plain text alone. Never raises, whatever the text.
    """
    from auditor.readers.read_document import all_fields  # noqa: PLC0415 - 20 ms, only where something was found

    return all_fields(document)


def read_plain(document: Document) -> list[Field]:
    """The fields that the plain reader finds, for a document in which nothing says Backpack."""
    from auditor.readers.read_document import plain_fields  # noqa: PLC0415 - as above

    return plain_fields(document)
