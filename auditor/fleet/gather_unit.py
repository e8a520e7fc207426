"""Reads one unit and turns what it holds into a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec.structs import replace

from auditor._version import __version__
from auditor.collection.collect import Gathered, gather, without_secrets
from auditor.errors import UsageError
from auditor.fleet.fleet_key import FleetKey, opened, rekeyed
from auditor.fleet.fleet_unit import ObjectRef, Unit, identified, kept, kept_object
from auditor.fleet.plan_units import batch_unit
from auditor.fleet.repository_state import RepositoryState, state_of
from auditor.fleet.scan_options import ScanOptions, Settings, engine_digest, settings_of
from auditor.fleet.undecodable_text import packed
from auditor.fleet.unit_record import TargetSettings, UnitRecord, ValueReach
from auditor.fleet.unit_source import FilesSource, LimitedSource, repository_source
from auditor.model.batch_result import BlobResult, identity_of, identity_of_hit
from auditor.model.blob_source import Source
from auditor.model.finding import Introduced
from auditor.model.location import Provenance
from auditor.model.report import ScanFacts
from auditor.reach.describe import introductions
from auditor.reach.tracked_files import TrackedValue, reaches, tracked_value
from auditor.redaction import redacted
from auditor.scanner.reread import Rereader

HERE = "."
"""What a record says in place of the folder in which a worker found a repository."""


def record_of(unit: Unit, options: ScanOptions, key: FleetKey, base: Iterable[UnitRecord] = ()) -> UnitRecord:
    """Reads a unit.

    Args:
        unit: What to read.
        options: How.
        key: The fleet key.
        base: The records that the unit carries over.

    Raises:
        AuditError: it cannot be read at all.
    """
    settings = settings_of(unit.kind, unit.location, options)
    planned, state = unit.id, None
    if unit.kind == "git":
        state = state_of(unit.location, settings.vocabulary.credential_stores, settings.exclude)
        unit = _as_it_is_now(unit, state, settings, key)
    source = LimitedSource(_source(unit, state, settings), unit, seconds=options.seconds, commits=_commits(unit, state))
    gathered = gather(settings.run, source=source, digest_key=key.digest_key(), warm_up=False)
    examined, places = gathered.examined, dict(gathered.places)
    carried, old_places = _carried(base, {blob.key for blob in examined}, key)
    if carried:
        places |= _places_now(source, carried, old_places)
    unit, state_now = _narrowed(unit, source.unread) if unit.objects else (unit, None)
    reached, unknown = _reached(gathered, places, key)
    return UnitRecord(
        version=__version__,
        key_id=key.id,
        unit=kept(unit, key),
        planned=planned,
        state=state_now or ("partial" if gathered.unread else "read"),
        reason=_reason(gathered),
        examined=_named(rekeyed(examined, key), carried, key),
        places={_safe(blob, key): tuple(map(_without_folder, found)) for blob, found in places.items() if found},
        callers=tuple(dict.fromkeys((*gathered.callers, *(one for each in base for one in each.callers)))),
        projects=tuple(sorted({*map(redacted, gathered.projects), *(one for each in base for one in each.projects)})),
        reaches=reached,
        unknown=unknown,
        commits=_introductions(gathered, places, state),
        skipped=gathered.skipped,
        scan=_with_carried(gathered, base),
        notes=gathered.notes,
        settings=_target_settings(settings, key),
    )


def _as_it_is_now(unit: Unit, state: RepositoryState, settings: Settings, key: FleetKey) -> Unit:
    """Returns the unit with today's content: a repository may have changed since it was planned."""
    engine = engine_digest(settings, key)
    if (unit.content, unit.engine) == (state.content, engine):
        return unit
    if unit.is_part:
        raise UsageError("the repository has changed since it was planned in ranges: plan it again")
    known = unit.known if unit.engine == engine else ()
    return identified(replace(unit, content=state.content, engine=engine, tips=state.revisions.lines, known=known))


def _narrowed(unit: Unit, unread: Mapping[str, str]) -> tuple[Unit, Literal["read", "partial"] | None]:
    """Returns the unit of the objects that were read, which is whole: only the others are tried again."""
    left = [one for one in unit.objects if one.name not in unread]
    if not unread or not left:
        return unit, None
    return batch_unit(unit.target, unit.kind, unit.location, left, unit.engine), "read"


def _source(unit: Unit, state: RepositoryState | None, settings: Settings) -> Source:
    if state is not None:
        return repository_source(unit, state, settings)
    stores = settings.vocabulary.credential_stores
    if unit.kind == "files":
        return FilesSource(unit, stores)
    from auditor.fleet.bucket_source import ObjectsSource  # the extra `fleet`

    return ObjectsSource(unit)


def _commits(unit: Unit, state: RepositoryState | None) -> int | None:
    """Returns the number of all commits where not all of them are read; None where the source counts them."""
    if state is None or not (unit.known or unit.is_part):
        return None
    said = state.git.ask("rev-list", "--count", *state.revisions.arguments, lines=state.revisions.lines).output.strip()
    return int(said) if said.isdigit() else None


def _reason(gathered: Gathered) -> str:
    return next((skip.reason for skip in gathered.skipped if skip.incomplete), "") if gathered.unread else ""


def _carried(
    base: Iterable[UnitRecord], new: set[str], key: FleetKey
) -> tuple[tuple[BlobResult, ...], Mapping[str, tuple[Provenance, ...]]]:
    """Returns what earlier records hold of the history, and where it was then; files of work trees are read again."""
    found: dict[str, BlobResult] = {}
    places: dict[str, tuple[Provenance, ...]] = {}
    for record in base:
        for blob in record.examined:
            if blob.key not in new and not blob.key.startswith("1:"):
                found[blob.key] = blob
                places[blob.key] = record.places.get(blob.key, ())
    opened(found.values(), key)  # under the same key, or this says so
    return tuple(found.values()), places


def _places_now(
    source: Source, carried: Iterable[BlobResult], before: Mapping[str, tuple[Provenance, ...]]
) -> dict[str, tuple[Provenance, ...]]:
    """Returns where carried blobs are now; what no ref leads to any more stays where it was."""
    now = without_secrets(source.provenances([blob.key for blob in carried]))
    return {
        key: found if any(place.commit for place in found) or not before.get(key) else before[key]
        for key, found in now.items()
    }


def _named(new: Iterable[BlobResult], carried: Iterable[BlobResult], key: FleetKey) -> tuple[BlobResult, ...]:
    blobs = [replace(blob, key=_safe(blob.key, key), name=redacted(blob.name)) for blob in new]
    return tuple(sorted((*blobs, *carried), key=lambda blob: blob.key))


def _safe(name: str, key: FleetKey) -> str:
    """Returns the key of a blob as a record knows it: without a secret in its name."""
    return name if _is_object(name) else kept_object(ObjectRef(name, "", 0), key).name


def _is_object(key: str) -> bool:
    """Returns whether a key is an object id, which looks random and is no secret."""
    name = key.rpartition(":")[2]
    return len(name) in (40, 64) and all(character in "0123456789abcdef" for character in name)


def _without_folder(place: Provenance) -> Provenance:
    return replace(place, repository=HERE if place.repository else "", inside=redacted(place.inside))


def _reached(
    gathered: Gathered, places: Mapping[str, tuple[Provenance, ...]], key: FleetKey
) -> tuple[tuple[ValueReach, ...], tuple[str, ...]]:
    """Returns how far values in files that git tracks got: asked here, where git can answer."""
    names: dict[TrackedValue, bytes] = {}
    for blob in gathered.examined:
        for place in places.get(blob.key, ()):
            for identity, name in _identities(blob, key):
                if value := tracked_value(identity, place):
                    names[value] = name
    known, notes = reaches(names, Rereader(gathered.worker).identities) if names else ({}, ())
    found = (ValueReach(redacted(one.path), one.exposure, names[one], reach) for one, reach in known.items())
    return tuple(sorted(found, key=lambda one: (one.path, one.exposure, one.identity))), tuple(notes)


def _identities(blob: BlobResult, key: FleetKey) -> Iterator[tuple[bytes, bytes]]:
    """Yields the identity of each value with the name by which a record says it."""
    for material in blob.materials:
        if identity := identity_of(material):
            yield identity, key.name(identity)
    for hit in blob.generic:
        if identity := identity_of_hit(hit):
            yield identity, identity_of_hit(replace(hit, digest=key.name(hit.digest)))


def _introductions(
    gathered: Gathered, places: Mapping[str, tuple[Provenance, ...]], state: RepositoryState | None
) -> Mapping[str, Introduced]:
    commits = {place.commit for found in places.values() for place in found if place.commit}
    if state is None or not commits:
        return {}
    return introductions(state.git, commits, Rereader(gathered.worker).holding_secrets)


def _with_carried(gathered: Gathered, base: Iterable[UnitRecord]) -> ScanFacts:
    return replace(gathered.scan, seconds=0.0, blobs=gathered.scan.blobs + sum(one.scan.blobs for one in base))


def _target_settings(settings: Settings, key: FleetKey) -> TargetSettings:
    configuration, suppression = settings.run.configuration, settings.run.suppression
    baseline = suppression.baseline
    entries = (
        [
            replace(one, digest=key.name(bytes.fromhex(one.digest)).hex() if one.digest else "")
            for one in baseline.entries
        ]
        if baseline
        else ()
    )
    return TargetSettings(
        configuration=redacted(configuration.shown),
        select=configuration.select,
        ignore=configuration.ignore,
        severities=configuration.severities,
        fail_on=configuration.fail_on,
        generic=configuration.generic,
        names=configuration.names,
        excluded=tuple(map(redacted, configuration.excluded)),
        packs=tuple(redacted(path.name) for path in configuration.rules),
        notes=suppression.notes,
        baseline=key.seal(packed(entries)) if baseline else b"",
        baseline_name=baseline.shown if baseline else "",
    )
