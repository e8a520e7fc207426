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
from auditor.model.source import Item, Opener
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
    remember_empty: bool = False
    """Whether `Batch.empty` is wanted."""

    def examine(self, items: Iterable[Item]) -> Batch:
        """Reads and examines every item."""
        spot = spotter(self.vocabulary).spot
        examined: list[Examined] = []
        skipped: list[Skipped] = []
        empty: list[str] = []
        blobs = size = all_hits = 0
        for item, data in self.opener.stream(items):
            if isinstance(data, Skipped):
                skipped.append(data)
                continue
            blobs += 1
            size += len(data)
            hits = spot(data)
            if not hits:
                if self.remember_empty:
                    empty.append(item.key)
                continue
            all_hits |= hits
            materials, troubles = self.examine_blob(data, item.name, hits)
            skipped += (Skipped(item.name, trouble.reason, incomplete=False) for trouble in troubles)
            if materials:
                examined.append(Examined(key=item.key, name=item.name, materials=tuple(materials)))
        return Batch(
            examined=tuple(examined),
            skipped=tuple(skipped),
            blobs=blobs,
            bytes=size,
            speaks_for_scope=bool(all_hits & Hit.HOST),
            empty=tuple(empty),
        )

    def examine_blob(self, data: bytes | memoryview, name: str, hits: int) -> tuple[list[Material], Sequence[Trouble]]:
        """The materials of one blob with these `spotter` hits, and what was wrong with its format."""
        glass = spotter(self.vocabulary)
        text = None
        if hits & Hit.UTF16:
            text = decode(data)
            hits |= glass.spot(text.encode("utf-8", "surrogatepass"))
        interest = glass.interest(hits, name)
        if interest is Interest.NONE:
            return [], ()
        document = Document(decode(data) if text is None else text, name)
        classifier = Classifier(self.vocabulary, self.digest_key)
        if interest is Interest.PLAIN:
            materials, _ = classifier.classify(read_plain(document), document.text, name)
            if not materials:
                return [], ()
        fields, troubles = read(document)
        materials, _ = classifier.classify(fields, document.text, name)
        return [_with_pragmas(material, document) for material in materials], troubles


def _with_pragmas(material: Material, document: Document) -> Material:
    pragmas = pragmas_for(document.line_text, material.span)
    return replace(material, pragmas=pragmas) if pragmas else material
