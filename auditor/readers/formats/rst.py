"""reStructuredText: code blocks, literal blocks and doctests by the reader of their language, and the rest as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.readers.document import Document, EmbeddedDocument
from auditor.readers.source.languages import Language
from auditor.readers.source.written_out import written_out

NAMES = ("*.rst", "*.rest")
_LANGUAGE = Language("restructuredtext", NAMES)


def read(document: Document) -> Iterator[EmbeddedDocument]:
    """Yields the blocks as parts."""
    yield from written_out(document.text, _LANGUAGE)
