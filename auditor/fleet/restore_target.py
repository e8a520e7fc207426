"""Restores what one target holds from its records, and joins it as a scan would, with what the rest of the fleet holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.fleet.current_records import ShelfEntry
from auditor.fleet.fleet_key import FleetKey, opened
from auditor.fleet.record_store import RecordStore
from auditor.fleet.unit_record import TargetSettings, UnitRecord, decode_record
from auditor.generic.locate import Placed, placed
from auditor.model.batch_result import BlobResult
from auditor.model.evidence import Evidence
from auditor.model.finding import Introduced
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.material import Caller
from auditor.model.report import ScanFacts, Skipped
from auditor.model.token_index import TokenIndex
from auditor.pairing import Sighting, pair, sightings
from auditor.reach.trace_values import traced
from auditor.reach.tracked_files import TrackedValue
from auditor.sources.projects import projects_of
from auditor.vocabulary.vocabulary import builtin

_PUBLIC_KEY_BYTES = 32
_Reaches = Mapping[tuple[str, Exposure, bytes], Reach]


class Restored(Struct, frozen=True, kw_only=True):
    """What one target holds, as gathering left it."""

    target: str
    examined: tuple[BlobResult, ...]
    places: Mapping[str, tuple[Provenance, ...]]
    callers: tuple[Caller, ...]
    projects: frozenset[str]
    reaches: _Reaches
    unknown: tuple[str, ...]
    commits: Mapping[str, Introduced]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    scan: ScanFacts
    settings: TargetSettings


class JoinedTarget(Struct, frozen=True, kw_only=True):
    """What one target holds, before any rule has judged it."""

    evidence: tuple[Evidence, ...] = ()
    generic: tuple[Placed, ...] = ()
    notes: tuple[str, ...] = ()


def restored(target: str, entries: Sequence[ShelfEntry], store: RecordStore, key: FleetKey) -> Restored:
    """Returns what the records of one target hold together.

    Args:
        target: Its name.
        entries: Its records, the oldest first.
        store: Where they are.
        key: The fleet key.

    Raises:
        UsageError: a record is damaged or cannot be read.
    """
    records = [
        one.empty or decode_record(store.record(one.unit.id, partial=one.is_partial), one.unit.id) for one in entries
    ]
    newest = records[-1]
    examined: list[BlobResult] = []
    places: dict[str, tuple[Provenance, ...]] = {}
    for blob, found in _blobs(records):
        if blob.key not in places:
            examined.append(blob)
            places[blob.key] = tuple(replace(one, target=target) for one in found)
    return Restored(
        target=target,
        examined=opened(sorted(examined, key=lambda blob: blob.key), key),
        places=places,
        callers=tuple(dict.fromkeys(one for each in records for one in each.callers)),
        projects=frozenset(one for each in records for one in each.projects),
        reaches={(one.path, one.exposure, one.identity): one.reach for each in records for one in each.reaches},
        unknown=tuple(dict.fromkeys(one for each in records for one in each.unknown)),
        commits={commit: found for each in records for commit, found in each.commits.items()},
        skipped=tuple(sorted({replace(one, target=target) for one in _skips(records)})),
        notes=tuple(dict.fromkeys(one for each in records for one in each.notes)),
        scan=_sum(records),
        settings=newest.settings,
    )


def _blobs(records: Sequence[UnitRecord]) -> Iterator[tuple[BlobResult, tuple[Provenance, ...]]]:
    """Yields what was found in each blob, the newest record first.

    Of an object that was read twice in one version, the newer record counts; every version is a blob of its own.
    """
    covered: set[object] = set()
    for record in reversed(records):
        versions = {one.name: one for one in record.unit.objects}
        for blob in record.examined:
            version = versions.get(blob.key)
            if version is None:
                yield blob, record.places.get(blob.key, ())
            elif version not in covered:
                own = f"{version.etag}:{blob.key}"
                yield replace(blob, key=own), record.places.get(blob.key, ())
        covered |= set(record.unit.objects)


def _skips(records: Sequence[UnitRecord]) -> Iterator[Skipped]:
    """Yields what could not be read; of an object, as the newest record of it says."""
    covered: set[str] = set()
    for record in reversed(records):
        yield from (skip for skip in record.skipped if skip.path.partition("!")[0] not in covered)
        covered |= {one.name for one in record.unit.objects}


def _sum(records: Iterable[UnitRecord]) -> ScanFacts:
    scans = [record.scan for record in records]
    return ScanFacts(
        files=sum(one.files for one in scans),
        blobs=sum(one.blobs for one in scans),
        commits=sum(one.commits for one in scans),
        bytes=sum(one.bytes for one in scans),
    )


def sightings_of(found: Restored) -> list[Sighting]:
    """Returns every value of a target at each of its places."""
    vocabulary = builtin().extended(found.settings.names)
    return sightings(found.examined, found.places, projects_of(vocabulary, found.callers, found.projects))


def joined_target(found: Restored, elsewhere: TokenIndex, key: FleetKey) -> JoinedTarget:
    """Joins what a target holds, with what the rest of the fleet holds of the same keys."""
    if not found.examined:
        return JoinedTarget()
    evidence = pair(sightings_of(found), elsewhere)
    hits = placed(found.examined, found.places)
    notes: list[str] = []

    def reaches(values: Collection[TrackedValue]) -> tuple[Mapping[TrackedValue, Reach], Sequence[str]]:
        notes.extend(found.unknown)
        return {value: _reach(value, found.reaches, key) for value in values}, ()

    traces = traced(evidence, hits, (found.examined, found.places), reaches)
    return JoinedTarget(evidence=traces.evidence, generic=traces.generic, notes=tuple(notes))


def _reach(value: TrackedValue, known: _Reaches, key: FleetKey) -> Reach:
    """Returns how far a value in a file that git tracks got; what nobody has written down counts as published."""
    own = known.get((value.path, value.exposure, value.identity))
    if own is None and len(value.identity) == _PUBLIC_KEY_BYTES:
        own = known.get((value.path, value.exposure, key.name(value.identity)))
    return own or Reach.PUBLISHED
