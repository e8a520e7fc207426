"""Tells how far the values in files that git tracks got: into the index, a commit of this machine, or one that a remote has.

What decides is the value, not the file: a file may be changed since the last commit, and the secret are in an older
version. So the versions of the file are read once more, through the same steps as the file, and nothing of it stays
but whether they hold the value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from auditor.model.batch_result import BlobResult, identity_of, identity_of_hit
from auditor.model.finding import Introduced, Removed
from auditor.model.location import Departure, Exposure, Location, Provenance, Reach, Span
from auditor.sources.git.command import Git
from auditor.sources.git.path_versions import blobs_of_file, in_head, in_index, missing, versions
from auditor.sources.git.published import Publication, publication, unpublished

MOST_VERSIONS = 5_000
"""Versions of files that are read for one run; what is not read counts as published."""
BlobIdentities = Callable[[Git, Mapping[str, str]], Mapping[str, Collection[bytes]]]
"""Reads blobs, given with a path each, and returns the identities of the values that each holds."""


class TrackedValue(NamedTuple):
    """A value in a file that git tracks."""

    repository: str
    path: str
    """In the repository."""
    identity: bytes
    exposure: Exposure
    """`tracked` for the file on the disk, `staged` for the blob of the index."""


def tracked_value(identity: bytes, provenance: Provenance) -> TrackedValue | None:
    """Returns what has to be traced of a value at a place; None where its exposure says how far it got."""
    is_tracked = provenance.exposure in (Exposure.TRACKED, Exposure.STAGED) and provenance.traced_reach is None
    if not is_tracked or not provenance.repository or not identity:
        return None
    return TrackedValue(provenance.repository, provenance.inside, identity, provenance.exposure)


def reaches(values: Iterable[TrackedValue], read: BlobIdentities) -> tuple[dict[TrackedValue, Reach], tuple[str, ...]]:
    """Returns how far each value got, and what is not known, as sentences.

    Args:
        values: The values.
        read: Reads versions of files.
    """
    by_repository: dict[str, list[TrackedValue]] = defaultdict(list)
    for value in values:
        by_repository[value.repository].append(value)
    found: dict[TrackedValue, Reach] = {}
    notes: list[str] = []
    for folder, own in by_repository.items():
        git = Git.at(Path(folder))
        known = publication(git)
        notes += known.notes
        if known.everything:
            found |= dict.fromkeys(own, Reach.PUBLISHED)
            continue
        standing = _unchanged_in_published_head(git, known, own)
        found |= dict.fromkeys(standing, Reach.PUBLISHED)
        if rest := [value for value in own if value not in standing]:
            found |= _by_versions(git, known, rest, read)
    return found, tuple(dict.fromkeys(notes))


def _unchanged_in_published_head(git: Git, known: Publication, values: Collection[TrackedValue]) -> set[TrackedValue]:
    """Returns the values of files that are unchanged in the commit that is checked out, where a remote has it."""
    local = unpublished(git, known, ("HEAD", "--max-count=1"))
    if local is None or local:
        return set()
    paths = sorted({value.path for value in values if value.exposure is Exposure.TRACKED})
    head = in_head(git, paths)
    same = {path for path, blob in head.items() if blob in blobs_of_file(Path(git.folder, path), blob)}
    return {value for value in values if value.exposure is Exposure.TRACKED and value.path in same}


def _by_versions(
    git: Git, known: Publication, values: Collection[TrackedValue], read: BlobIdentities
) -> dict[TrackedValue, Reach]:
    """Returns the farthest version of each file that holds its value; of none the index, else the disk."""
    paths = sorted({value.path for value in values})
    history = versions(git, known, paths)
    names = {blob: path for path, blobs in history.blobs.items() for blob in blobs if blob.strip("0")}
    if not history.is_whole or len(names) > MOST_VERSIONS:
        return dict.fromkeys(values, Reach.PUBLISHED)
    index = in_index(git, paths)
    absent = missing(git, names)
    readable = {blob: path for blob, path in names.items() if blob not in absent}
    held = read(git, readable | {blob: path for path, blob in index.items()})
    return {
        value: _reach(value, history.blobs[value.path], index.get(value.path, ""), absent, held) for value in values
    }


def _reach(
    value: TrackedValue,
    history: Mapping[str, bool],
    staged: str,
    absent: Collection[str],
    held: Mapping[str, Collection[bytes]],
) -> Reach:
    """Returns the reach of one value; a version that is not there may have held it."""
    holding = [
        is_public or blob in absent for blob, is_public in history.items() if _may_hold(blob, value, absent, held)
    ]
    if holding:
        return Reach.PUBLISHED if any(holding) else Reach.LOCAL
    is_staged = value.exposure is Exposure.STAGED or value.identity in held.get(staged, ())
    return Reach.STAGED if is_staged else Reach.MACHINE


def _may_hold(blob: str, value: TrackedValue, absent: Collection[str], held: Mapping[str, Collection[bytes]]) -> bool:
    return blob in absent or value.identity in held.get(blob, ())


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
        """Returns the last commit that replaced the value by none; None where it is still there."""
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
