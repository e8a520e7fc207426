"""What one blob holds: spot, read, classify. Runs in workers; plaintext lives and dies here.

Most blobs end at the spotter. In one with a shape but no word of Backpack, what stands around the shapes is read as
plain text; the reader of its format only follows if a value proves itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.generic.examine import GenericExaminer
from auditor.generic.spot import generic_spotter
from auditor.material.classify import Classifier
from auditor.material.context import context_of
from auditor.model.examined import Batch, Examined
from auditor.model.field import Trouble
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
        """Whether the bytes of a blob, or of a window of it, deserved a look; what was found is in the tally."""
        window = content if isinstance(content, Window) else None
        data = content.data if isinstance(content, Window) else content
        hits = spotter(self.vocabulary).spot(data)
        suspicion = generic_spotter(self.generic.mode).spot(data, item.name) if self.generic else None
        tally.bytes += len(data)
        tally.hits |= hits
        materials: Sequence[Material] = ()
        if hits:
            materials, troubles = self._blob(data, item.name, hits, window)
            tally.add_materials(item, materials, troubles)
        if suspicion and self.generic:
            start = (window.first_line, window.first_column) if window else (1, 1)
            found, notes = self.generic.examine(data, item.name, suspicion, start=start, materials=materials)
            tally.add_generic(item, found, notes)
        return bool(hits or suspicion)

    def _blob(
        self, data: bytes | memoryview, name: str, hits: int, window: Window | None
    ) -> tuple[Sequence[Material], Sequence[Trouble]]:
        """The materials of one blob with these hits, and what was wrong with its format."""
        glass = spotter(self.vocabulary)
        raw = bytes(data)
        if hits & Hit.UTF16:
            raw = decode(raw).text.encode("utf-8", "surrogatepass")
            hits |= glass.spot(raw)
        interest = glass.interest(hits, name)
        text = decode(raw).text if interest is Interest.FULL and _CHEAP < len(raw) <= _PARSED else ""
        if text and context_of(text, name, self.vocabulary).level is Context.NONE:
            interest = glass.interest(hits & ~Hit.CONTEXT, "")
        if interest is Interest.NONE:
            return (), ()
        start = (window.first_line, window.first_column) if window else (1, 1)
        classifier = Classifier(self.vocabulary, self.digest_key)
        if window or interest is Interest.PLAIN or len(raw) > _PARSED:
            found = list(self._around_hits(classifier, raw, name, interest, start))
            if window or len(raw) > _PARSED or not _proves_something(found):
                return found, ()
        document = Document(text or decode(raw).text, name)
        fields, troubles = read(document)
        materials = classifier.classify(fields, document.text, name)
        return [_with_pragmas(material, document) for material in materials], troubles

    def _around_hits(
        self, classifier: Classifier, raw: bytes, name: str, interest: Interest, start: tuple[int, int]
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
        for material in classifier.classify([field for field, _ in fields], text, name):
            yield _with_pragmas(material, of_field[material.span])


def _proves_something(materials: Iterable[Material]) -> bool:
    """Whether a blob without context holds a pair, or what is a private key by its form: names matter then."""
    tokens = {material.token for material in materials} - {None}
    return any(material.public_key_token in tokens or material.kind in _SELF_EVIDENT for material in materials)


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


class _Tally:
    """What a batch has given so far. Windows of one blob overlap: what is seen twice counts once."""

    def __init__(self) -> None:
        self.skipped: dict[Skipped, None] = {}
        self.empty: list[str] = []
        self.bytes = self.hits = 0
        self._notes: dict[Skipped, None] = {}
        self._materials: dict[Item, dict[Material, None]] = {}
        self._generic: dict[Item, dict[GenericHit, None]] = {}

    def add_materials(self, item: Item, materials: Iterable[Material], troubles: Iterable[Trouble]) -> None:
        self._notes.update((Skipped(item.name, trouble.reason, incomplete=False), None) for trouble in troubles)
        for material in materials:
            self._materials.setdefault(item, {})[material] = None

    def add_generic(self, item: Item, hits: Iterable[GenericHit], notes: Iterable[Skipped]) -> None:
        self._notes.update(dict.fromkeys(notes))
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
