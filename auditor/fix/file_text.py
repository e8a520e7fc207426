"""Tells what a file says, with the way back to its bytes: encoding, byte order mark and line ends stay as they are."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import final

from msgspec import Struct

from auditor.archives.archive_registry import format_of
from auditor.classification.classify import Classifier
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Material
from auditor.model.secret import Plain, PlainBytes, Secret
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.text_encoding import decode
from auditor.vocabulary.vocabulary import Vocabulary

_BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_LARGEST = 2_000_000
"""Bytes of the largest file that is fixed; a scan reads larger ones piece by piece."""


class Edit(Struct, frozen=True, kw_only=True):
    """A stretch of a text that gives way to another."""

    start: int
    end: int
    text: Secret
    value: Secret | None = None
    """What a reader must find in the place of the old value; None where no value is to be found any more."""
    inset: int = 0
    """Where the value begins in `text`."""

    @property
    def growth(self) -> int:
        """How many characters are added."""
        return len(self.text.reveal()) - (self.end - self.start)


@final
class FileText:
    """The text of one file. It holds plaintext, so its `repr` says nothing of it."""

    def __init__(
        self, text: str, name: str, vocabulary: Vocabulary, *, encoding: str = "utf-8", bom: bool = False
    ) -> None:
        self.document = Document(text, name)
        self.encoding = encoding
        self.bom = bom
        self._vocabulary = vocabulary

    def __repr__(self) -> str:
        return "<FileText>"

    @property
    def text(self) -> Plain:
        """The whole text."""
        return self.document.text

    @property
    def data(self) -> PlainBytes:
        """The bytes of the file."""
        mark = _BOMS.get(self.encoding, b"") if self.bom else b""
        return PlainBytes(mark + self.text.encode(self.encoding))

    @property
    def line_end(self) -> str:
        """How its lines end: as the first one does."""
        at = self.text.find("\n")
        return "\r\n" if at > 0 and self.text[at - 1] == "\r" else "\n"

    @cached_property
    def fields(self) -> Sequence[Field]:
        """What the readers find, in order."""
        return read(self.document)[0]

    @cached_property
    def materials(self) -> Sequence[Material]:
        """What the values are, where they could matter, in order."""
        classifier = Classifier(self._vocabulary, b"")
        return classifier.classify(self.fields, self.text, self.document.name)

    def field_at(self, span: Span) -> Field | None:
        """Returns the field at a span."""
        return next((field for field in self.fields if field.span == span), None)

    def offsets(self, span: Span) -> tuple[int, int]:
        """Returns where a span of this text begins and ends."""
        return self.document.offsets(span)

    def edited(self, edits: Iterable[Edit]) -> FileText:
        """Returns the text after edits, no two of which overlap."""
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            pieces += [self.text[at : edit.start], edit.text.reveal()]
            at = edit.end
        text = "".join([*pieces, self.text[at:]])
        return FileText(text, self.document.name, self._vocabulary, encoding=self.encoding, bom=self.bom)


def opened(data: bytes, name: str, vocabulary: Vocabulary) -> FileText | str:
    """Returns the text of a file, or in words why it cannot be given back byte for byte."""
    if len(data) > _LARGEST:
        return f"the file has more than {_LARGEST:,} bytes"
    if format_of(data, name) is not None:
        return "the value is inside an archive, a workbook, a notebook or a database"
    decoded = decode(data)
    if decoded.encoding == "binary":
        return "the file is a binary"
    found = FileText(decoded.text, name, vocabulary, encoding=decoded.encoding, bom=decoded.bom)
    try:
        is_faithful = found.data == data
    except UnicodeEncodeError:
        is_faithful = False
    return found if is_faithful else f"the file is not clean {decoded.encoding.upper()}, and other bytes would change"


def reads_as_meant(before: FileText, after: FileText, edits: Sequence[Edit]) -> bool:
    """Returns whether a reader of `after` finds what one of `before` found, but for what `edits` say.

    Quoting, escapes and syntax of a format are its reader's business: whatever an edit could break shows here.
    """
    found = {(start, name): value for start, _, name, value in _readings(after)}
    return all(found.get((start, name)) == value for start, name, value in _expected(before, edits))


def _readings(text: FileText) -> Iterator[tuple[int, int, str, Plain]]:
    """Yields start, end, name and value of every field."""
    for field in text.fields:
        yield (*text.offsets(field.span), field.name, field.value.reveal())


def _expected(before: FileText, edits: Sequence[Edit]) -> Iterator[tuple[int, str, Plain | None]]:
    """Yields start, name and value of every field that is to be found; None for a value that must be gone."""
    ordered = sorted(edits, key=lambda edit: edit.start)
    for start, end, name, value in _readings(before):
        shift = sum(edit.growth for edit in ordered if edit.end <= start)
        touching = [edit for edit in ordered if edit.start < end and start < edit.end]
        if not touching:
            yield start + shift, name, value
        for edit in touching:
            if (edit.start, edit.end) == (start, end) and edit.value is not None:
                yield start + shift + edit.inset, name, edit.value.reveal()
