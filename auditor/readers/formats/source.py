"""Source code: parsed by the tree-sitter grammar of its language, where something in it could be a value.

What the tree does not hold together (a syntax error, a language without a grammar, a parse that takes too long) is the
plain reader's.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.plain.plain_reader import values_of
from auditor.readers.source.languages import LANGUAGES, interpreted, language_of
from auditor.readers.source.literals import literals_of
from auditor.readers.source.written_out import written_out
from auditor.readers.value_hints import Hint, hints_of
from auditor.wording.skip_words import skip

HINTED = True
NAMES = tuple(pattern for language in LANGUAGES for pattern in language.patterns)


def sniff(document: Document) -> bool:
    """Returns whether the first line says which interpreter runs it."""
    return interpreted(document.text) is not None


def read(document: Document) -> Iterator[Literal | EmbeddedDocument | Skipped]:
    """Yields every literal that has a name, is passed to something, or is in a collection; and code in comments as parts."""
    language = language_of(document.name, document.text)
    if language is None or not language.grammar:
        return
    quoted = bool(hints_of(document, quoted=True) & Hint.QUOTED)
    found = literals_of(document.text, values_of(document), language, quoted=quoted)
    if found is None:
        yield skip("", SkipReason.COSTLY_DOCUMENT, incomplete=False)
        return
    yield from found
    for part in written_out(document.text, language):
        if not any(
            literal.mapped.start < part.mapped.end and part.mapped.start < literal.mapped.end
            for literal in found
            if literal.mapped.text  # An empty literal has no place.
        ):
            yield part
