"""HTML and its templates: texts and attributes, entities undone, scripts by the reader of JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers import markup
from auditor.readers.document import Document, EmbeddedDocument, Literal

OF_PAGES = True
NAMES = (
    "*.html",
    "*.htm",
    "*.xhtml",
    "*.vue",
    "*.svelte",
    "*.astro",
    "*.ejs",
    "*.hbs",
    "*.njk",
    "*.jinja",
    "*.cshtml",
)

_HEAD = re.compile(r"\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)


def sniff(document: Document) -> bool:
    """Returns whether the text begins as a page."""
    return _HEAD.match(document.text) is not None


def read(document: Document) -> Iterator[Literal | EmbeddedDocument]:
    """Returns every text and attribute, and every script. There is no broken HTML: browsers read anything."""
    return markup.literals(document.text, is_html=True)
