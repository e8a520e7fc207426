"""Tells how a reader says that a document is not what its name says: with the place, and with no text of the document."""

from __future__ import annotations

from auditor.model.field import Trouble
from auditor.readers.document import Document


def not_valid(language: str, document: Document, offset: int) -> Trouble:
    """Returns the trouble of a document that its language's grammar does not allow at an offset."""
    line, column = document.position(max(0, min(offset, len(document.text))))
    return Trouble(f"not valid {language} at line {line}, column {column}: read as plain text")


def too_deep() -> Trouble:
    """Returns the trouble of a document that nests deeper than anybody writes."""
    return Trouble("nested too deeply: read as plain text")
