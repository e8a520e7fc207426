"""Since when each value is at a path of a history: the commit that brought it, and the one that took it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from auditor.model.finding import Introduced, Removed
from auditor.model.location import Departure, Exposure, Location, Provenance, Span
from auditor.model.scan_result import BlobResult, identity_of, identity_of_hit


class PathValue(NamedTuple):
    """A value at a path, whatever its line, its name and the version of the file."""

    path: str
    member: str | None
    identity: bytes


class PathHistory(Struct):
    """All versions of one path that hold one value."""

    first: Provenance
    """Of the oldest commit."""
    blobs: set[str] = field(default_factory=set)
    departures: list[Departure] = field(default_factory=list)
    today: Location | None = None
    """Where the value is in the tree of HEAD, or in the file on the disk."""

    @property
    def introduced(self) -> Introduced | None:
        """Returns the commit that brought the value first; None where no commit did."""
        if self.first.commit is None:
            return None
        return Introduced(commit=self.first.commit, date=self.first.author_date or "")

    @property
    def removed(self) -> Removed | None:
        """Returns the last commit that replaced the value by none; None where it still stands."""
        if self.today is not None:
            return None
        gone = [departure for departure in self.departures if departure.into not in self.blobs]
        last = max(gone, key=lambda departure: departure.order, default=None)
        return Removed(commit=last.commit, date=last.author_date) if last else None


def path_histories(
    examined: Iterable[BlobResult], provenances: Mapping[str, tuple[Provenance, ...]]
) -> Mapping[PathValue, PathHistory]:
    """Returns the history of every value that was found in a commit.

    Args:
        examined: What was found in each blob.
        provenances: Where each blob was seen, by its key.
    """
    found: dict[PathValue, PathHistory] = {}
    on_disk: dict[PathValue, Location] = {}
    for blob in examined:
        for provenance in provenances.get(blob.key, ()):
            for identity, span, member in _values(blob):
                value = PathValue(provenance.path, member, identity)
                if provenance.exposure is Exposure.HISTORY:
                    _add(found, value, blob.key, provenance, span)
                elif provenance.exposure is Exposure.TRACKED:
                    on_disk.setdefault(value, Location(provenance.path, span, member=member, target=provenance.target))
    for value in found.keys() & on_disk.keys():
        found[value].today = on_disk[value]
    return found


def _values(blob: BlobResult) -> Iterator[tuple[bytes, Span, str | None]]:
    for material in blob.materials:
        yield identity_of(material), material.span, material.member
    for hit in blob.generic:
        yield identity_of_hit(hit), hit.span, hit.member


def _add(found: dict[PathValue, PathHistory], value: PathValue, key: str, provenance: Provenance, span: Span) -> None:
    own = found.setdefault(value, PathHistory(provenance))
    own.first = min(own.first, provenance, key=lambda one: (one.commit is None, one.order))
    own.blobs.add(key.rpartition(":")[2])
    own.departures.extend(provenance.departures)
    if provenance.in_tree and own.today is None:
        own.today = Location(provenance.path, span, member=value.member, target=provenance.target)
