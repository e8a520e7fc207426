"""The texts of an event as a source, each with the exposure that it would have as a file; and a work tree without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from auditor.agents.event import ADDED, Text
from auditor.model.blob_source import BlobReader, BlobRef, Content, Known, Source
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.report import Skipped
from auditor.model.secret import Plain, PlainBytes
from auditor.redaction import redacted
from auditor.sources.intended_exposure import intended_place


class EventReader:
    """Hands out the texts of an event."""

    def __init__(self, contents: Mapping[str, Plain]) -> None:
        self._contents = contents

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its text in UTF-8."""
        for item in items:
            yield item, PlainBytes(self._contents[item.key].encode("utf-8", "replace"))


class EventSource:
    """The texts of an event, by the names that findings give them."""

    commits = 0
    known = Known()
    notes: tuple[str, ...] = ()
    shareable = False
    remembers = False

    def __init__(self, texts: Mapping[str, Text], *, previous: bool = False) -> None:
        """Takes texts by their names; with `previous`, files are read as they are now, not as they would be."""
        self.texts = texts
        self._previous = previous

    @property
    def targets(self) -> tuple[str, ...]:
        """None: an event is no place."""
        return ()

    @property
    def shown(self) -> Mapping[str, Text]:
        """The texts by the paths of findings, in which secrets are redacted."""
        return {redacted(name): text for name, text in self.texts.items()}

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields every text, sorted by name."""
        for name in sorted(self.texts):
            yield BlobRef(key=name, name=name)

    def blob_reader(self) -> EventReader:
        """Returns what hands out the texts."""
        return EventReader({name: self._content(text) for name, text in self.texts.items()})

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns where each text would be."""
        return {key: (_provenance(key, self.texts[key]),) for key in keys}

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers nothing of what was about to happen."""

    def _content(self, text: Text) -> Plain:
        return Plain(text.before or "") if self._previous and text.file else text.content


class Without(Struct, frozen=True):
    """A source without some of its names."""

    source: Source
    names: frozenset[str]

    @property
    def targets(self) -> tuple[str, ...]:
        """Those of the source."""
        return self.source.targets

    @property
    def commits(self) -> int:
        """Those of the source."""
        return self.source.commits

    @property
    def known(self) -> Known:
        """Those of the source."""
        return self.source.known

    @property
    def notes(self) -> tuple[str, ...]:
        """Those of the source."""
        return self.source.notes

    @property
    def shareable(self) -> bool:
        """As the source."""
        return self.source.shareable

    @property
    def remembers(self) -> bool:
        """As the source."""
        return self.source.remembers

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Returns every other item."""
        return (item for item in self.source.items() if isinstance(item, Skipped) or item.name not in self.names)

    def blob_reader(self) -> BlobReader:
        """Returns that of the source."""
        return self.source.blob_reader()

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns those of the source."""
        return self.source.provenances(keys)

    def remember(self, empty: Iterable[str]) -> None:
        """Remembers what the source does."""
        self.source.remember(empty)


def _provenance(name: str, text: Text) -> Provenance:
    if text.fate == ADDED:
        return Provenance(name, Exposure.STAGED, traced_reach=Reach.STAGED)
    if text.file is None:
        # What is run, sent or shown leaves the file in which it belongs; how far it goes nobody knows.
        return Provenance(name, Exposure.UNVERSIONED, traced_reach=Reach.UNKNOWN)
    return intended_place(text.file, name)
