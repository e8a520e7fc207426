"""Plans the units of targets: what would be read, of how many bytes, in how many requests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from auditor.errors import AuditError
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_unit import ObjectRef, Unit, content_digest, identified
from auditor.fleet.record_store import ROOT
from auditor.fleet.repository_state import state_of
from auditor.fleet.resolve_targets import FleetTarget
from auditor.fleet.scan_options import ScanOptions, Settings, engine_digest, settings_of
from auditor.model.report import Skipped
from auditor.redaction import redacted
from auditor.sources.file_reader import walk
from auditor.sources.path_matchers import excludes

BATCH_BYTES = 16 << 20
BATCH_OBJECTS = 200
_FEW = 4
_AT_ONCE = 8
"""Targets that are planned at once: git and stores take their time for each."""


def planned(targets: Iterable[FleetTarget], options: ScanOptions, key: FleetKey) -> Iterator[Unit]:
    """Yields the units of the targets, in their order. A target that cannot be read is a unit with its reason."""
    targets = list(targets)

    def units(target: FleetTarget) -> list[Unit]:
        try:
            return list(_of_target(target, options, key))
        except AuditError as error:
            why = redacted(str(error)).removeprefix(f"{redacted(target.location)}: ")
            return [unreadable(target.name, target.location, why)]

    if len(targets) < _FEW:
        yield from chain.from_iterable(map(units, targets))
        return
    from concurrent.futures import ThreadPoolExecutor  # only where git and stores are waited for often

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from chain.from_iterable(pool.map(units, targets))


def unreadable(name: str, location: str, reason: str) -> Unit:
    """Returns the unit of a target that cannot be read."""
    return identified(Unit(target=name, kind="none", location=redacted(location), reason=reason))


def _of_target(target: FleetTarget, options: ScanOptions, key: FleetKey) -> Iterator[Unit]:
    if target.reason:
        yield unreadable(target.name, target.location, target.reason)
        return
    settings = settings_of(target.kind, target.location, options)
    if target.kind == "git":
        yield from _of_repository(target, settings, options, key)
        return
    engine = engine_digest(settings, key)
    objects = _files(target, settings) if target.kind == "files" else _objects(target, settings)
    yield from batches(target, objects, engine)


def _of_repository(target: FleetTarget, settings: Settings, options: ScanOptions, key: FleetKey) -> Iterator[Unit]:
    state = state_of(target.location, settings.vocabulary.credential_stores, settings.exclude, measured=True)
    parts = max(1, -(-state.size // options.split))
    step = max(1, -(-state.objects // parts))
    for number in range(parts):
        yield identified(
            Unit(
                target=target.name,
                kind="git",
                location=target.location,
                content=state.content,
                engine=engine_digest(settings, key),
                size=state.size // parts,
                start=number * step,
                stop=None if number == parts - 1 else (number + 1) * step,
                tips=state.revisions.lines,
            )
        )


def _files(target: FleetTarget, settings: Settings) -> Iterator[ObjectRef | Skipped]:
    is_excluded = excludes(settings.exclude)
    top = target.location.rstrip("/")
    for found in walk(target.location, lambda folder: folder.endswith(f"{ROOT}/") or is_excluded(folder)):
        if isinstance(found, Skipped):
            if f"{found.path}/" not in target.nested:
                yield found
        elif not found.endswith("/") and not is_excluded(found):
            try:
                status = os.lstat(f"{top}/{found}")  # One for each file: joining paths costs more than asking.
            except OSError:
                continue  # deleted since it was listed
            yield ObjectRef(found, f"{status.st_mtime_ns:x}-{status.st_ino:x}", status.st_size)


def _objects(target: FleetTarget, settings: Settings) -> Iterator[ObjectRef | Skipped]:
    from auditor.fleet.object_store import listed_objects  # the extra `fleet`

    is_excluded = excludes(settings.exclude)
    return (one for one in listed_objects(target.location) if isinstance(one, Skipped) or not is_excluded(one.name))


def batches(target: FleetTarget, objects: Iterable[ObjectRef | Skipped], engine: str) -> Iterator[Unit]:
    """Yields units of at most 16 MB or 200 objects, sorted by name; one of what could not be listed, if anything."""
    found = list(objects)
    for skip in found:
        if isinstance(skip, Skipped) and skip.incomplete:
            where = "" if skip.path == "." else f"{skip.path}: "
            yield unreadable(target.name, target.location, redacted(f"{where}{skip.reason}"))
    for batch in cut(sorted(one for one in found if isinstance(one, ObjectRef))):
        yield batch_unit(target.name, target.kind, target.location, batch, engine)


def batch_unit(name: str, kind: str, location: str, objects: Sequence[ObjectRef], engine: str) -> Unit:
    """Returns the unit of some objects."""
    return identified(
        Unit(
            target=name,
            kind="files" if kind == "files" else "objects",
            location=location,
            content=content_digest(objects),
            engine=engine,
            size=sum(max(0, one.size) for one in objects),
            requests=0 if kind == "files" else len(objects),
            objects=tuple(objects),
        )
    )


def cut(objects: Iterable[ObjectRef]) -> Iterator[list[ObjectRef]]:
    """Yields objects in batches, in their order; an object that is larger than a batch is one of its own."""
    batch: list[ObjectRef] = []
    size = 0
    for one in objects:
        if batch and (len(batch) == BATCH_OBJECTS or size + max(0, one.size) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += max(0, one.size)
    if batch:
        yield batch
