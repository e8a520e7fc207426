"""Tells whether source code around a literal decodes it: then its encoding is half of a whole that nobody should change."""

from __future__ import annotations

import re

from auditor.readers.document import Document
from auditor.readers.reader_registry import reader_of

_CALL = re.compile(r"([\w.:!]+)\s*\(\s*(?:[\w$@]{0,2})[\"'`]{0,3}$")
_METHOD = re.compile(r"[\"'`]{0,3}+\s*+(?:\)\s*+)?+\.")
_FAR = 200


def is_source(document: Document) -> bool:
    """Returns whether a document is source code, and no configuration."""
    reader = reader_of(document)
    return reader is not None and getattr(reader, "__name__", "").endswith(".source")


def is_decoded_there(document: Document, start: int, end: int) -> bool:
    """Returns whether the literal at these offsets is handed to a call that decodes it, or has a method called on it."""
    if not is_source(document):
        return False
    from auditor.readers.source.keywords import is_transparent  # the source reader is loaded by now

    before = _CALL.search(document.text[max(0, start - _FAR) : start])
    if before is not None and is_transparent(before[1]):
        return True
    return _METHOD.match(document.text, end) is not None
