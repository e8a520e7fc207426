"""Asks the prefilters about one blob, once: in that one pass almost all blobs end. What follows of it is worked out from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

from auditor.generic.detector import Detector, detector_for
from auditor.model.batch_result import GenericOptions
from auditor.model.blob_source import Chunk
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes
from auditor.prefilter.backpack import BackpackPrefilter, Interest, backpack_prefilter
from auditor.prefilter.patterns import Hit
from auditor.vocabulary.lock_files import is_lock_file
from auditor.vocabulary.vocabulary import Vocabulary

if TYPE_CHECKING:
    from auditor.model.field import Field
    from auditor.readers.document import Document
    from auditor.readers.text_encoding import DecodedText

_EXPLAINED = Hit.CONTEXT | Hit.WRAPPED
"""What a lock file has without being about the exchange."""


@final
class SpottedBlob:
    """A blob, a chunk of one or a member, with what was seen in it. It holds plaintext and does not leave the worker."""

    __slots__ = ("_document", "_interest", "_prefilter", "chunk", "data", "fields", "hits", "name", "suspicion")

    # No `cached_property`: its lock takes as long as most of these answers.
    def __init__(
        self,
        prefilter: BackpackPrefilter,
        data: PlainBytes | memoryview,
        name: str,
        hits: int,
        *,
        chunk: Chunk | None = None,
        suspicion: Any | None = None,  # noqa: ANN401 - whatever the detector's `spot` returns
    ) -> None:
        self._prefilter = prefilter
        self.data = data
        self.name = name
        self.chunk = chunk
        self.hits = hits
        """The union of `prefilter.patterns.Hit` bits."""
        self.suspicion = suspicion
        """What a detector of other products' secrets saw."""
        self.fields: Sequence[Field] = ()
        """What the readers found in it, if it was parsed."""
        self._interest: Interest | None = None
        self._document: Document | None = None

    def __repr__(self) -> str:
        return f"<SpottedBlob of {len(self.data)} bytes>"

    @property
    def interest(self) -> Interest:
        """How closely to read it, by what is in it and by its name."""
        if self._interest is None:
            self._interest = self._prefilter.interest(self.hits, self.name)
        return self._interest

    @property
    def interest_about_backpack(self) -> Interest:
        """The same, if what is around it says Backpack."""
        return self._prefilter.interest(self.hits | Hit.CONTEXT, self.name)

    @property
    def interest_by_values(self) -> Interest:
        """The same, if neither its words nor its name say Backpack."""
        return self._prefilter.interest(self.hits & ~Hit.CONTEXT, "")

    @property
    def deserves_reading(self) -> bool:
        """Whether to read it; UTF-16 and what is in base64 are to be decoded first."""
        return bool(self.hits & (Hit.UTF16 | Hit.WRAPPED) or self.interest)

    @property
    def start(self) -> tuple[int, int]:
        """The line and column of its first byte."""
        return (self.chunk.first_line, self.chunk.first_column) if self.chunk else (1, 1)

    def keep(self) -> None:
        """Copies its bytes, where the next blob would overwrite them."""
        self.data = self.raw

    @property
    def raw(self) -> PlainBytes:
        """Its bytes."""
        if isinstance(self.data, memoryview):
            self.data = PlainBytes(bytes(self.data))
        return self.data

    @property
    def document(self) -> Document:
        """Its text."""
        if self._document is None:
            line, column = self.start
            self._document = _document(self.raw, self.name, line, column)
        return self._document

    def in_utf8(self) -> SpottedBlob:
        """Returns a blob in UTF-16 as one in UTF-8, with what is seen in that."""
        raw = PlainBytes(self.document.text.encode("utf-8", "surrogatepass"))
        hits = self.hits | self._prefilter.spot(raw)
        return SpottedBlob(self._prefilter, raw, self.name, hits, chunk=self.chunk)

    def stretches(self, interest: Interest) -> Iterator[Document]:
        """Yields what is around the hits, in order, by the lines of the blob; each byte is counted once."""
        raw = self.raw
        line, column = self.start
        reached = 0
        for first, last in self._prefilter.locate(raw, interest, is_lock_file=is_lock_file(self.name)):
            line += raw.count(b"\n", reached, first)
            line_start = raw.rfind(b"\n", reached, first) + 1
            if line_start:
                column, reached = 1, line_start
            column += len(raw[reached:first].decode("utf-8", "replace"))
            reached = first
            yield _document(raw[first:last], self.name, line, column)


def _document(raw: bytes, name: str, line: int, column: int) -> Document:
    document, decode = _reading()
    return document(decode(raw).text, name, first_line=line, first_column=column)


@lru_cache(maxsize=1)
def _reading() -> tuple[type[Document], Callable[[bytes], DecodedText]]:
    from auditor.readers.document import Document  # few blobs are read
    from auditor.readers.text_encoding import decode

    return Document, decode


@final
class Spotter:
    """The prefilters that a run needs, as one. Threads may share it."""

    def __init__(self, vocabulary: Vocabulary, detector: Detector | None) -> None:
        self._backpack = backpack_prefilter(vocabulary)
        self._detector = detector
        self._both = (
            BackpackPrefilter(vocabulary, detector.expressions, most=detector.most) if detector else self._backpack
        )

    def spot(self, data: PlainBytes | memoryview, name: str, chunk: Chunk | None = None) -> SpottedBlob | None:
        """Returns bytes that are read as `name`, with what is seen in them; None if that is nothing, as in most blobs."""
        hits, matches = self._both.spot_beside(data)
        hits = self._meant(hits, data, name)
        suspicion = self._detector.spot(data, name, matches) if self._detector else None
        if not hits and suspicion is None:
            return None
        return SpottedBlob(self._backpack, data, name, hits, chunk=chunk, suspicion=suspicion)

    def sees_nothing(self, texts: Sequence[PlainBytes]) -> bool:
        """Returns whether it is sure that `spot` returns None for each of some short texts.

        They are scanned in one pass, with a line end behind each. So no text is YAML or starts with the mark of UTF-16:
        those are decoded before the detectors see them.
        """
        hits, matches = self._both.spot_beside(b"\n".join((*texts, b"")))
        return not hits and not matches and (self._detector is None or self._detector.wants_no_fields(texts))

    def spot_backpack(self, data: PlainBytes, name: str) -> SpottedBlob | None:
        """Returns the same without a look for other products' secrets."""
        hits = self._meant(self._backpack.spot(data), data, name)
        return SpottedBlob(self._backpack, data, name, hits) if hits else None

    def _meant(self, hits: int, data: bytes | memoryview, name: str) -> int:
        """Returns hits without those that the file's name or the words around them explain.

        A lock file has the exchange's name in names of packages, and its checksums hold any word in base64. A row of words
        that alone makes a blob interesting can be no recovery phrase.
        """
        if hits & _EXPLAINED and is_lock_file(name):
            hits &= ~_EXPLAINED
        if not (hits & Hit.ROW and self._backpack.is_of_words(hits, name)):
            return hits
        from auditor.readers.plain.phrase_rows import may_hold_phrase  # only for what has a row of words

        return hits if may_hold_phrase(bytes(data)) else hits & ~Hit.ROW


def spotter_for(vocabulary: Vocabulary, options: GenericOptions | None) -> Spotter:
    """Returns the prefilters of this process for a run."""
    return _spotter(vocabulary, options.mode if options else None)


@lru_cache(maxsize=4)
def _spotter(vocabulary: Vocabulary, mode: Generic | None) -> Spotter:
    return Spotter(vocabulary, detector_for(GenericOptions(mode)) if mode else None)
