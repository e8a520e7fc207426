"""HTTP request files of editors, raw requests and mail: variables, headers and bodies, one group a request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.mapped_text import MappedText

NAMES = ("*.http", "*.rest", "*.hurl")

_REQUEST = late(r"^###.*$", re.MULTILINE)
_VARIABLE = late(r"^@([\w.-]+)[ \t]*=[ \t]*+([^\r\n \t](?:[^\r\n]*[^\r\n \t])?)[ \t]*+\r?$", re.MULTILINE)
_HEADER = late(
    r"^(?:[#/]{1,2}[ \t]*)?([A-Za-z][\w-]{1,60}):[ \t]++([^\r\n \t](?:[^\r\n]*[^\r\n \t])?)[ \t]*+\r?$", re.MULTILINE
)
_BODY = late(r"\r?\n[ \t]*\r?\n(?=[ \t]*[{\[])")


def read(document: Document) -> Iterator[Literal | EmbeddedDocument]:
    """Yields every variable, header and JSON body."""
    text = document.text
    for match in _VARIABLE.finditer(text):
        yield Literal(MappedText.verbatim(text, *match.span(2)), match[1], ("variables",), "variables", "assignment")
    for start, end in _requests(text):
        body = _BODY.search(text, start, end)
        stop = body.start() if body else end
        for match in _HEADER.finditer(text, start, stop):
            yield Literal(MappedText.verbatim(text, *match.span(2)), match[1], (), f"request@{start}", "assignment")
        if body:
            yield EmbeddedDocument(MappedText.verbatim(text, body.end(), end), "body.json")


def _requests(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _REQUEST.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)
