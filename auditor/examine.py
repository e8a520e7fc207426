"""What one blob holds: spot, read, classify. Runs in workers; plaintext lives and dies here.

Most blobs end at the spotter. In one with a shape but no word of Backpack, what stands around the shapes is read as
plain text; the reader of its format only follows if a value proves itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from auditor.containers import TOO_LARGE, Container, Member, contents, opener_for, placed
from auditor.generic.examine import GenericExaminer
from auditor.generic.spot import Suspicion, generic_spotter
from auditor.material.classify import Classifier
from auditor.material.context import DocumentContext, context_of
from auditor.model.examined import Batch, Examined
from auditor.model.field import Field, Trouble
from auditor.model.generic import GenericHit
from auditor.model.material import Context, Kind, Material
from auditor.model.report import Skipped
from auditor.model.source import Item, Opener, Window
from auditor.readers import read, read_plain
from auditor.readers.decode import decode
from auditor.readers.document import Document
from auditor.spotter import Interest, spotter
from auditor.spotter.patterns import Hit
from auditor.suppression.pragmas import pragmas_for
from auditor.vocabulary import Vocabulary

_SELF_EVIDENT = (Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PHRASE)
_CHEAP = 200_000
"""Bytes up to which a blob with a word of context is parsed without asking whether the word means the exchange."""
_PARSED = 2_000_000
"""Bytes of the largest blob that is parsed; of a larger one, what stands around the hits is read as plain text."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines batches of items; small and picklable, so that any worker on any machine can be given one."""

    vocabulary: Vocabulary
    opener: Opener
    digest_key: bytes
    generic: GenericExaminer | None = None
    """Looks for other products' secrets; None where nobody asked for them."""
    remembers: bool = False
    """Whether the keys of blobs in which the spotters find nothing are wanted."""

    def examine(self, items: Sequence[Item]) -> Batch:
        """Reads and examines every item."""
        tally = _Tally()
        for item, content in self.opener.stream(items):
            if isinstance(content, Skipped):
                tally.skipped[content] = None
            elif not self._item(item, content, tally) and self.remembers and not isinstance(content, Window):
                tally.empty.append(item.key)
        return tally.batch(blobs=len(items) - len(tally.skipped))

    def _item(self, item: Item, content: bytes | memoryview | Window, tally: _Tally) -> bool:
        """Whether a blob, a window of it or what it holds deserved a look; what was found is in the tally."""
        window = content if isinstance(content, Window) else None
        data = content.data if isinstance(content, Window) else content
        seen = self._spot(data, item.name)
        tally.bytes += len(data)
        tally.hits |= seen.hits
        container = opener_for(data, item.name)
        if container is not None and (seen or container.OPAQUE):
            if window is None:
                return self._opened(container, item, data, tally) or bool(seen)
            if (window.first_line, window.first_column) == (1, 1):
                tally.note(Skipped(item.name, TOO_LARGE, incomplete=container.OPAQUE))
        if seen:
            materials, hits, notes = self._found(data, item.name, seen, window=window)
            tally.add(item, materials, hits, notes)
        return bool(seen)

    def _opened(self, container: Container, item: Item, data: bytes | memoryview, tally: _Tally) -> bool:
        """Whether anything that a container holds deserved a look, or could not be looked at."""
        deserving = False
        tokens: set[bytes | None] = {None}
        around = _Around(self.vocabulary)
        members = contents(container, data, item.name, deserves=lambda some: bool(self._spot(some, item.name)))
        for number, member in enumerate(members):
            if isinstance(member, Skipped):
                tally.note(member)
                deserving = True
            elif seen := self._spot(member.data, member.reader_name):
                context = around.context(member)
                materials, hits, notes = self._found(member.data, member.reader_name, seen, around=context)
                if member.leftover:
                    materials, hits = [material for material in materials if material.token not in tokens], []
                tokens.update(material.token for material in materials)
                tally.hits |= seen.hits
                tally.add(
                    item,
                    [placed(material, member, number) for material in materials],
                    [placed(hit, member, number) for hit in hits],
                    [replace(note, path=f"{item.name}!{member.path}") if member.path else note for note in notes],
                )
                deserving = True
        return deserving

    def _spot(self, data: bytes | memoryview, name: str) -> _Seen:
        suspicion = generic_spotter(self.generic.mode).spot(data, name) if self.generic else None
        return _Seen(spotter(self.vocabulary).spot(data), suspicion)

    def _found(
        self,
        data: bytes | memoryview,
        name: str,
        seen: _Seen,
        *,
        window: Window | None = None,
        around: DocumentContext | None = None,
    ) -> tuple[Sequence[Material], Sequence[GenericHit], Sequence[Skipped]]:
        """What one blob or member holds, and what is to be said of it; `around` is the context of its document."""
        materials: Sequence[Material] = ()
        hits: Sequence[GenericHit] = ()
        notes: Sequence[Skipped] = ()
        if seen.hits:
            materials, troubles = self._blob(data, name, seen.hits, window=window, around=around)
            notes = [Skipped(name, trouble.reason, incomplete=False) for trouble in troubles]
        if seen.suspicion and self.generic:
            start = (window.first_line, window.first_column) if window else (1, 1)
            hits, more = self.generic.examine(data, name, seen.suspicion, start=start, materials=materials)
            notes = [*notes, *more]
        return materials, hits, notes

    def _blob(
        self,
        data: bytes | memoryview,
        name: str,
        hits: int,
        *,
        window: Window | None,
        around: DocumentContext | None,
    ) -> tuple[Sequence[Material], Sequence[Trouble]]:
        """The materials of one blob with these hits, and what was wrong with its format."""
        glass = spotter(self.vocabulary)
        raw = bytes(data)
        if hits & Hit.UTF16:
            raw = decode(raw).text.encode("utf-8", "surrogatepass")
            hits |= glass.spot(raw)
        if around and around.level:
            hits |= Hit.CONTEXT
        interest = glass.interest(hits, name)
        text = decode(raw).text if interest is Interest.FULL and _CHEAP < len(raw) <= _PARSED else ""
        if text and _nearer(around, context_of(text, name, self.vocabulary)).level is Context.NONE:
            interest = glass.interest(hits & ~Hit.CONTEXT, "")
        if interest is Interest.NONE:
            return (), ()
        start = (window.first_line, window.first_column) if window else (1, 1)
        classify = partial(self._classified, name=name, around=around)
        if window or interest is Interest.PLAIN or len(raw) > _PARSED:
            found = list(self._around_hits(classify, raw, name, interest, start))
            if window or len(raw) > _PARSED or not _proves_something(found):
                return found, ()
        document = Document(text or decode(raw).text, name)
        fields, troubles = read(document)
        materials = classify(fields, document.text)
        return [_with_pragmas(material, document) for material in materials], troubles

    def _classified(
        self, fields: Sequence[Field], text: str, *, name: str, around: DocumentContext | None
    ) -> list[Material]:
        if not fields:
            return []
        context = _nearer(around, context_of(text, name, self.vocabulary))
        return Classifier(self.vocabulary, self.digest_key).classify_in(fields, context, name)

    def _around_hits(
        self,
        classify: Callable[[Sequence[Field], str], list[Material]],
        raw: bytes,
        name: str,
        interest: Interest,
        start: tuple[int, int],
    ) -> Iterator[Material]:
        """The materials in the stretches around what was spotted, read as plain text."""
        documents = [
            _document(raw, first, last, name, start) for first, last in spotter(self.vocabulary).locate(raw, interest)
        ]
        fields = [
            (replace(field, group=f"{number} {field.group}" if field.group else ""), document)
            for number, document in enumerate(documents)
            for field in read_plain(document)
        ]
        text = "\n".join(document.text for document in documents)
        of_field = {field.span: document for field, document in fields}
        for material in classify([field for field, _ in fields], text):
            yield _with_pragmas(material, of_field[material.span])


def _proves_something(materials: Iterable[Material]) -> bool:
    """Whether a blob without context holds a pair, or what is a private key by its form: names matter then."""
    tokens = {material.token for material in materials} - {None}
    return any(material.public_key_token in tokens or material.kind in _SELF_EVIDENT for material in materials)


def _nearer(around: DocumentContext | None, own: DocumentContext) -> DocumentContext:
    """The context that counts for a piece of a document: what the whole says of its subject, if it says more."""
    return around if around and (around.namesake or around.level > own.level) else own


def _document(raw: bytes, first: int, last: int, name: str, start: tuple[int, int]) -> Document:
    """A stretch of a blob that itself starts at the line and column `start`."""
    line_start = raw.rfind(b"\n", 0, first) + 1
    before = len(raw[line_start:first].decode("utf-8", "replace"))
    return Document(
        decode(raw[first:last]).text,
        name,
        first_line=start[0] + raw.count(b"\n", 0, first),
        first_column=before + (1 if line_start else start[1]),
    )


class _Seen(NamedTuple):
    """What the spotters see in a blob."""

    hits: int
    suspicion: Suspicion | None

    def __bool__(self) -> bool:
        return bool(self.hits or self.suspicion)


class _Around:
    """The context of documents that are read in pieces: cells of a notebook speak for each other."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._of = b""
        self._context: DocumentContext | None = None

    def context(self, member: Member) -> DocumentContext | None:
        """The context of the document that a member is a piece of, if it is."""
        if member.surroundings is not self._of:
            self._of = member.surroundings
            self._context = self._judged(member) if member.surroundings else None
        return self._context

    def _judged(self, member: Member) -> DocumentContext:
        says = spotter(self._vocabulary).spot(member.surroundings) & Hit.CONTEXT
        text = decode(member.surroundings).text if says else ""
        return context_of(text, member.reader_name, self._vocabulary)


class _Tally:
    """What a batch has given so far. Windows of one blob overlap: what is seen twice counts once."""

    def __init__(self) -> None:
        self.skipped: dict[Skipped, None] = {}
        self.empty: list[str] = []
        self.bytes = self.hits = 0
        self._notes: dict[Skipped, None] = {}
        self._materials: dict[Item, dict[Material, None]] = {}
        self._generic: dict[Item, dict[GenericHit, None]] = {}

    def note(self, skip: Skipped) -> None:
        self._notes[skip] = None

    def add(
        self, item: Item, materials: Iterable[Material], hits: Iterable[GenericHit], notes: Iterable[Skipped]
    ) -> None:
        self._notes.update(dict.fromkeys(notes))
        for material in materials:
            self._materials.setdefault(item, {})[material] = None
        for hit in hits:
            self._generic.setdefault(item, {})[hit] = None

    def batch(self, *, blobs: int) -> Batch:
        return Batch(
            examined=tuple(
                Examined(
                    key=item.key,
                    name=item.name,
                    materials=tuple(self._materials.get(item, ())),
                    generic=tuple(self._generic.get(item, ())),
                )
                for item in {**self._materials, **self._generic}
            ),
            skipped=(*self.skipped, *self._notes),
            blobs=blobs,
            bytes=self.bytes,
            speaks_for_scope=bool(self.hits & Hit.HOST),
            empty=tuple(self.empty),
        )


def _with_pragmas(material: Material, document: Document) -> Material:
    pragmas = pragmas_for(document.line_text, material.span)
    return replace(material, pragmas=pragmas) if pragmas else material
