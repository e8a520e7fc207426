"""Tells how a reader says that a document is not what its name says: with the place, and with no text of the document."""

from __future__ import annotations

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.readers.document import Document
from auditor.wording.skip_words import skip


def not_valid(language: str, document: Document, offset: int) -> Skipped:
    """Returns the note on a document that its language's grammar does not allow at an offset."""
    line, column = document.position(max(0, min(offset, len(document.text))))
    return skip("", SkipReason.INVALID_DOCUMENT, incomplete=False, what=language, number=line, column=column)


def too_deep() -> Skipped:
    """Returns the note on a document that nests deeper than anybody writes."""
    return skip("", SkipReason.NESTED_DOCUMENT, incomplete=False)
