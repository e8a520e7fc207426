"""What one blob holds: spot, read, classify. Runs in workers; plaintext lives and dies here.

Most blobs end at the spotter. One with a shape but no word of Backpack is read as plain text first, and by the
reader of its format only if a value remains that is no known hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.material.classify import Classifier
from auditor.model.examined import Batch, Examined
from auditor.model.field import Trouble
from auditor.model.material import Material
from auditor.model.report import Skipped
from auditor.model.source import Item, Opener, Window
from auditor.readers import read, read_plain
from auditor.readers.decode import decode
from auditor.readers.document import Document
from auditor.spotter import Interest, spotter
from auditor.spotter.patterns import Hit
from auditor.suppression.pragmas import pragmas_for
from auditor.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines batches of items; small and picklable, so that any worker on any machine can be given one."""

    vocabulary: Vocabulary
    opener: Opener
    digest_key: bytes
    remembers: bool = False
    """Whether the keys of blobs in which the spotter finds nothing are wanted."""

    def examine(self, items: Sequence[Item]) -> Batch:
        """Reads and examines every item."""
        spot = spotter(self.vocabulary).spot
        tally = _Tally()
        for item, content in self.opener.stream(items):
            if isinstance(content, Skipped):
                tally.skipped[content] = None
                continue
            window = content if isinstance(content, Window) else None
            data = content.data if isinstance(content, Window) else content
            tally.bytes += len(data)
            hits = spot(data)
            tally.hits |= hits
            if hits:
                materials, troubles = self._blob(data, item.name, hits, window)
                tally.add(item, materials, troubles)
            elif self.remembers and window is None:
                tally.empty.append(item.key)
        return tally.batch(blobs=len(items) - len(tally.skipped))

    def _blob(
        self, data: bytes | memoryview, name: str, hits: int, window: Window | None
    ) -> tuple[Sequence[Material], Sequence[Trouble]]:
        """The materials of one blob with these hits, and what was wrong with its format."""
        glass = spotter(self.vocabulary)
        text = None
        if hits & Hit.UTF16:
            text = decode(data).text
            hits |= glass.spot(text.encode("utf-8", "surrogatepass"))
        interest = glass.interest(hits, name)
        if interest is Interest.NONE:
            return (), ()
        first = (window.first_line, window.first_column) if window else (1, 1)
        document = Document(
            decode(data).text if text is None else text, name, first_line=first[0], first_column=first[1]
        )
        classifier = Classifier(self.vocabulary, self.digest_key)
        if (window or interest is Interest.PLAIN) and not classifier.classify(
            read_plain(document), document.text, name
        ):
            return (), ()
        fields, troubles = read(document)
        materials = classifier.classify(fields, document.text, name)
        return [_with_pragmas(material, document) for material in materials], troubles


class _Tally:
    """What a batch has given so far. Windows of one blob overlap: what is seen twice counts once."""

    def __init__(self) -> None:
        self.skipped: dict[Skipped, None] = {}
        self.notes: dict[Skipped, None] = {}
        self.empty: list[str] = []
        self.bytes = self.hits = 0
        self._found: dict[tuple[str, str], dict[Material, None]] = {}

    def add(self, item: Item, materials: Iterable[Material], troubles: Iterable[Trouble]) -> None:
        self.notes.update((Skipped(item.name, trouble.reason, incomplete=False), None) for trouble in troubles)
        for material in materials:
            self._found.setdefault((item.key, item.name), {})[material] = None

    def batch(self, *, blobs: int) -> Batch:
        return Batch(
            examined=tuple(
                Examined(key=key, name=name, materials=tuple(materials))
                for (key, name), materials in self._found.items()
            ),
            skipped=(*self.skipped, *self.notes),
            blobs=blobs,
            bytes=self.bytes,
            speaks_for_scope=bool(self.hits & Hit.HOST),
            empty=tuple(self.empty),
        )


def _with_pragmas(material: Material, document: Document) -> Material:
    pragmas = pragmas_for(document.line_text, material.span)
    return replace(material, pragmas=pragmas) if pragmas else material
