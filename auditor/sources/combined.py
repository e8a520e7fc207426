"""Several sources as one: the histories of several repositories, or a history with the work tree around it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.blob_source import BlobReader, BlobRef, Content, Known, Source
from auditor.model.location import Provenance
from auditor.model.report import Skipped
from auditor.sources.targets import below


class SubSource(Struct, frozen=True):
    """One of the sources, and where its names begin."""

    source: Source
    folder: str = ""
    """What comes before its names, with a `/` at its end."""


class CombinedSource:
    """The items of its parts one after the other. A key is the number of the part, a colon and the part's own key."""

    def __init__(self, parts: Sequence[SubSource], *, targets: Sequence[str] = ()) -> None:
        self._parts = tuple(parts)
        self.targets = tuple(targets) or tuple(target for part in parts for target in part.source.targets)

    @property
    def commits(self) -> int:
        """All of them."""
        return sum(part.source.commits for part in self._parts)

    @property
    def known(self) -> Known:
        """What is known of all parts."""
        known = [(part.folder, part.source.known) for part in self._parts]
        return Known(
            sum(own.blobs for _, own in known),
            tuple((folder + path, kind) for folder, own in known for path, kind in own.callers),
            frozenset(f"{folder}{project}".rstrip("/") for folder, own in known for project in own.projects),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(note for part in self._parts for note in part.source.notes)

    @property
    def shareable(self) -> bool:
        """Whether every part is."""
        return all(part.source.shareable for part in self._parts)

    @property
    def remembers(self) -> bool:
        """Whether any part does."""
        return any(part.source.remembers for part in self._parts)

    def items(self) -> Iterator[BlobRef | Skipped]:
        """Yields those of the first part, then those of the next."""
        for number, part in enumerate(self._parts):
            for found in part.source.items():
                if isinstance(found, BlobRef):
                    yield BlobRef(f"{number}:{found.key}", part.folder + found.name, found.size)
                else:
                    yield replace(found, path=below(part.folder, found.path))

    def blob_reader(self) -> CombinedReader:
        """Returns the parts' openers."""
        return CombinedReader(tuple(part.source.blob_reader() for part in self._parts))

    def provenances(self, keys: Collection[str]) -> Mapping[str, tuple[Provenance, ...]]:
        """Returns each part answers for its own."""
        found: dict[str, tuple[Provenance, ...]] = {}
        for number, own in _by_part(keys).items():
            part = self._parts[number]
            for key, locations in part.source.provenances(own).items():
                found[f"{number}:{key}"] = tuple(
                    replace(location, path=part.folder + location.path) for location in locations
                )
        return found

    def remember(self, empty: Iterable[str]) -> None:
        """Lets each part remember its own; the records of blobs have the number of the part before them, as their keys."""
        for number, own in _by_part(empty).items():
            self._parts[number].source.remember(own)


class CombinedReader(Struct, frozen=True):
    """Reads runs of items of the same part with the part's own opener."""

    openers: tuple[BlobReader, ...]

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item as it was given, with the content that its part's opener finds."""
        for number, run in groupby(items, key=lambda item: int(item.key.partition(":")[0])):
            given: deque[BlobRef] = deque()
            for own, content in self.openers[number].stream(_own(run, given)):
                while _own_key(given[0]) != own.key:
                    given.popleft()
                yield given[0], content


def _own(run: Iterator[BlobRef], given: deque[BlobRef]) -> Iterator[BlobRef]:
    """Yields the items with their parts' own keys; `given` gets them as they are."""
    for item in run:
        given.append(item)
        yield item._replace(key=_own_key(item))


def _own_key(item: BlobRef) -> str:
    return item.key.partition(":")[2]


def _by_part(keys: Iterable[str]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for key in keys:
        number, _, own = key.partition(":")
        found[int(number)].append(own)
    return found
