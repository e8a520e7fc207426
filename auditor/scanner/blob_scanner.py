"""Tells what a blob that is worth scanning holds: decode, read, classify. Plaintext lives and dies here, in a worker.

In a blob with a shape but no word of Backpack, what is around the shapes is read as plain text; the reader of its
format only follows if a value proves itself. This module and all that it relies on is imported when a first blob
is worth scanning: most hooks never pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from auditor.archives.archive_registry import Format
from auditor.archives.archive_walk import contents
from auditor.archives.member import Member
from auditor.archives.member_location import placed
from auditor.classification.classify import Classifier
from auditor.classification.document_context import DocumentContext, Mention, context_of, mentions_of
from auditor.generic.detector import detector_for
from auditor.model.batch_result import GenericHit, GenericOptions
from auditor.model.blob_source import BlobRef
from auditor.model.excerpt import Excerpt
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.report import Skipped
from auditor.model.secret import Plain, PlainBytes
from auditor.prefilter.backpack import READ_WHOLE, Interest
from auditor.prefilter.patterns import Hit
from auditor.readers.document import Document
from auditor.readers.read_document import hints_before_decoding, holds_nothing, read, read_plain
from auditor.readers.text_encoding import is_binary
from auditor.readers.value_hints import Hint, hints_of
from auditor.readers.wrapped_text import wrapped
from auditor.scanner.batch_result_builder import BatchResultBuilder
from auditor.scanner.spot_blob import SpottedBlob, Spotter, spotter_for
from auditor.suppression.inline_ignores import pragmas_for
from auditor.vocabulary.vocabulary import Vocabulary

_SELF_EVIDENT = (Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PHRASE)
_INSIDE = "inside"
"""The name of a file whose name is not known: it chooses no reader."""
_DEEPEST = 3
"""Files in base64 within files in base64."""
_MOST_EXCERPTS = 100
"""Values of one blob whose lines are given: a line of megabytes may hold ten thousand."""
_PARSED = 2_000_000
"""Bytes of the largest blob that is parsed; of a larger one, what is around the hits is read as plain text."""


class BlobScanner(Struct, frozen=True):
    """Looks closely at one blob after another."""

    vocabulary: Vocabulary
    digest_key: bytes
    generic: GenericOptions | None
    excerpts: bool = False
    """Whether the lines of what is found are wanted, with masks in the place of values."""

    def imports(self) -> Iterator[Callable[[], object]]:
        """Yields what imports what the first blob needs, in short steps."""
        yield lambda: read_plain(Document("", ""))
        if detector := detector_for(self.generic):
            yield from detector.imports()

    @property
    def _spotter(self) -> Spotter:
        return spotter_for(self.vocabulary, self.generic)

    def open(self, archive: Format, item: BlobRef, data: bytes | memoryview, result: BatchResultBuilder) -> None:
        """Examines what an archive holds, down to the limits of `archives.limits`."""
        tokens: set[bytes | None] = {None}
        around = _Around(self.vocabulary, self._spotter)
        members = contents(
            archive, data, item.name, deserves=lambda some: self._spotter.spot(PlainBytes(some), item.name) is not None
        )
        for number, member in enumerate(members):
            if isinstance(member, Skipped):
                result.note(item, member)
            elif blob := self._spotter.spot(member.data, member.reader_name):
                materials, hits, notes = self.scan(blob, around.context(member))
                if member.leftover:
                    materials, hits = [material for material in materials if material.token not in tokens], []
                tokens.update(material.token for material in materials)
                result.see(item, member.data, blob.hits, self.vocabulary)
                result.add(
                    item,
                    [placed(material, member, number) for material in materials],
                    [placed(hit, member, number) for hit in hits],
                    [replace(note, path=f"{item.name}!{member.path}") if member.path else note for note in notes],
                )

    def passes_over(self, blob: SpottedBlob) -> bool:
        """Returns whether the hints alone say that `scan` finds nothing in a blob; it is asked about every blob first."""
        if blob.suspicion is not None or blob.chunk or blob.hits & Hit.UTF16 or blob.interest is not Interest.FULL:
            return False
        if len(blob.data) > _limit(blob):
            return False
        hints = hints_before_decoding(blob.raw, blob.name)
        if hints is None:
            return holds_nothing(blob.document)
        if hints:
            blob.document.value_hints = hints
        return not hints

    def scan(
        self, blob: SpottedBlob, around: DocumentContext | None = None
    ) -> tuple[Sequence[Material], Sequence[GenericHit], Sequence[Skipped]]:
        """Returns what a blob or member holds, and what is to be said of it; `around` is the context of its document."""
        materials: Sequence[Material] = ()
        hits: Sequence[GenericHit] = ()
        notes: Sequence[Skipped] = ()
        if blob.hits:
            materials, troubles = self._blob(blob, around)
            materials = [*materials, *self._unwrapped(blob, around)]
            notes = [replace(trouble, path=blob.name) for trouble in troubles]
        detector = detector_for(self.generic)
        if self.generic and detector and blob.suspicion:
            accepted = self.generic.accepted
            hits, more = detector.scan(blob, materials, digest_key=self.digest_key, accepted=accepted)
            notes = [*notes, *more]
        return materials, hits, notes

    def excerpts_of(self, blob: SpottedBlob, found: Sequence[Material | GenericHit]) -> Mapping[Span, Excerpt]:
        """Returns the masked lines of what `scan` found in a blob, of the first `_MOST_EXCERPTS`; none of a binary.

        Of what was not parsed as a whole there are none: nobody knows all values of such a line.
        """
        if not (self.excerpts and found and blob.fields) or is_binary(blob.raw):
            return {}
        from auditor.readers.value_excerpts import excerpts_at  # only for reports that show them

        return excerpts_at(blob.document, blob.fields, [one.span for one in found[:_MOST_EXCERPTS]])

    def _blob(self, blob: SpottedBlob, around: DocumentContext | None) -> tuple[Sequence[Material], Sequence[Skipped]]:
        """Returns the materials of one blob, and what was wrong with its format."""
        spotted = blob
        if blob.hits & Hit.UTF16:
            blob = blob.in_utf8()
        name, size = blob.name, len(blob.raw)
        interest = blob.interest_about_backpack if around and around.level else blob.interest
        is_whole = not blob.chunk and size <= _limit(blob)
        if interest is Interest.FULL and is_whole and holds_nothing(blob.document):
            return (), ()
        if interest is Interest.FULL and READ_WHOLE < size <= _PARSED:
            own = context_of(blob.document.text, name, self.vocabulary)
            if _nearer(around, own).level <= Context.MENTION:
                interest = blob.interest_by_values
        if interest is Interest.NONE:
            return (), ()
        classify = partial(self._classified, name=name, around=around)
        if not is_whole or interest is Interest.PLAIN:
            found = list(_around_hits(classify, blob, interest))
            if not is_whole or not _deserves_parsing(found):
                return found, ()
        fields, troubles = read(blob.document)
        spotted.fields = fields
        materials = classify(fields, [blob.document])
        return [_with_pragmas(material, blob.document) for material in materials], troubles

    def _unwrapped(self, blob: SpottedBlob, around: DocumentContext | None, *, depth: int = 1) -> Iterator[Material]:
        """Returns the materials of the files that a blob holds in base64, each at the place of the whole base64 text."""
        is_about = blob.interest is Interest.FULL and len(blob.data) <= READ_WHOLE
        if not (blob.hits & Hit.WRAPPED or is_about) or len(blob.data) > _PARSED:
            return
        document = blob.document
        if not hints_of(document) & Hint.WRAPPED:
            return
        spot = self._spotter.spot_backpack
        parts = [(part, inner) for part in wrapped(document.text) if (inner := spot(part.data, _INSIDE))]
        context = _nearer(around, context_of(document.text, blob.name, self.vocabulary)) if parts else None
        context = replace(context, mentions=()) if context else None
        for number, (part, inner) in enumerate(parts):
            inside, _ = self._blob(inner, context)
            deeper = self._unwrapped(inner, context, depth=depth + 1) if depth < _DEEPEST else ()
            span = document.span(part.start, part.end)
            for material in (*inside, *deeper):
                group = f"{number}/{material.group}" if material.group else ""
                yield _with_pragmas(replace(material, span=span, group=group), document)

    def _classified(
        self, fields: Sequence[Field], documents: Sequence[Document], *, name: str, around: DocumentContext | None
    ) -> list[Material]:
        if not fields:
            return []
        own = context_of(Plain("\n".join(document.text for document in documents)), name, self.vocabulary)
        if own.mentions and (len(documents) > 1 or documents[0].first_line > 1):
            own = replace(own, mentions=tuple(self._mentions(documents)))
        context = _nearer(around, own)
        return Classifier(self.vocabulary, self.digest_key).classify_in(fields, context, name)

    def _mentions(self, documents: Iterable[Document]) -> Iterator[Mention]:
        """Yields the mentions in stretches of one blob, by the lines of the blob."""
        for document in documents:
            yield from mentions_of(document.text, self.vocabulary, document.first_line)


def _limit(blob: SpottedBlob) -> int:
    """Returns the bytes up to which a blob is parsed."""
    return _PARSED if blob.hits & Hit.SHAPE else READ_WHOLE


def _around_hits(
    classify: Callable[[Sequence[Field], Sequence[Document]], list[Material]], blob: SpottedBlob, interest: Interest
) -> Iterator[Material]:
    """Yields the materials in the stretches around what was spotted, read as plain text."""
    documents = list(blob.stretches(interest))
    fields = [
        (replace(field, group=f"{number} {field.group}" if field.group else ""), document)
        for number, document in enumerate(documents)
        for field in read_plain(document)
    ]
    of_field = {field.span: document for field, document in fields}
    for material in classify([field for field, _ in fields], documents):
        yield _with_pragmas(material, of_field[material.span])


def _deserves_parsing(materials: Iterable[Material]) -> bool:
    """Returns whether the names around the values of a blob without context matter.

    They do for a pair, for what is a private key by its form, and for what a secret's name holds: another file of its
    project may say that it is Backpack's, unless a section says whose it is.
    """
    tokens = {material.token for material in materials} - {None}
    return any(
        material.public_key_token in tokens
        or material.kind in _SELF_EVIDENT
        or (material.role is Role.API_SECRET and material.token is not None)
        for material in materials
    )


def _nearer(around: DocumentContext | None, own: DocumentContext) -> DocumentContext:
    """Returns the context that counts for a piece of a document: what the whole says of its subject, if it says more."""
    if not around or not (around.namesake or around.level > own.level):
        return own
    # What the whole mentions is above the piece, as far as its first lines are concerned.
    return replace(around, mentions=(*(replace(one, line=0) for one in around.mentions[-1:]), *own.mentions))


class _Around:
    """The context of documents that are read in pieces: cells of a notebook speak for each other."""

    def __init__(self, vocabulary: Vocabulary, spotter: Spotter) -> None:
        self._vocabulary = vocabulary
        self._spotter = spotter
        self._of = b""
        self._context: DocumentContext | None = None

    def context(self, member: Member) -> DocumentContext | None:
        """Returns the context of the document that a member is a piece of, if it is."""
        if member.surroundings is not self._of:
            self._of = member.surroundings
            self._context = self._judged(member) if member.surroundings else None
        return self._context

    def _judged(self, member: Member) -> DocumentContext:
        whole = self._spotter.spot_backpack(member.surroundings, member.reader_name)
        text = whole.document.text if whole and whole.hits & Hit.CONTEXT else Plain("")
        return context_of(text, member.reader_name, self._vocabulary)


def _with_pragmas(material: Material, document: Document) -> Material:
    if material.span.line == document.first_line and document.first_column > 1:
        return material  # The document starts inside this line: what is before the value is not known.
    pragmas = pragmas_for(document.line_text, material.span)
    return replace(material, pragmas=pragmas) if pragmas else material
