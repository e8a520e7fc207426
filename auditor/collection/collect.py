"""Reads a scope and joins what it holds: source → prefilter → read → classify in workers, then pair and trace."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.collection.listing import Listing, Progress, Stopwatch, reported_progress
from auditor.collection.resolve_run import Run
from auditor.generic.availability import unavailable
from auditor.model.batch_result import GenericOptions
from auditor.model.blob_source import Source
from auditor.model.excerpt import Excerpt
from auditor.model.location import Provenance, Span
from auditor.model.report import ScanFacts, Skipped
from auditor.model.request import Generic, Scope
from auditor.prefilter.backpack import caller_kinds
from auditor.redaction import holds_secret, redacted
from auditor.scanner.plan_batches import examine_all
from auditor.scanner.worker import ScanWorker, first_imports
from auditor.sources.git.command import understood_answers
from auditor.sources.open_source import open_source
from auditor.vocabulary.vocabulary import Vocabulary, builtin

if TYPE_CHECKING:
    from auditor.generic.locate import Placed
    from auditor.model.batch_result import BatchResult, BlobResult
    from auditor.model.evidence import Evidence
    from auditor.model.material import Caller


Excerpts = Mapping[tuple[str, str | None, Span], Excerpt]
"""The masked lines of values where they are wanted: by path, commit and place."""


class Gathered(Struct, frozen=True, kw_only=True):
    """What the blobs of a scope hold, each by itself: plain, free of plaintext, and not yet joined."""

    run: Run
    examined: tuple[BlobResult, ...]
    """The blobs in which something was found."""
    places: Mapping[str, tuple[Provenance, ...]]
    """Where each of them was seen, by its key."""
    callers: tuple[Caller, ...]
    """The files that call the exchange, in the order in which they were read."""
    projects: frozenset[str]
    """The folders that hold a manifest."""
    skipped: tuple[Skipped, ...]
    unread: bool
    """Whether something in scope could not be listed or read."""
    scan: ScanFacts
    notes: tuple[str, ...]
    timings: tuple[tuple[str, float], ...]
    worker: ScanWorker
    """What examined the scope, for what has to be examined later."""
    excerpts: Excerpts = {}


class Collected(Struct, frozen=True, kw_only=True):
    """What a scope holds, before any rule has judged it."""

    run: Run
    evidence: tuple[Evidence, ...]
    generic: tuple[Placed, ...]
    skipped: tuple[Skipped, ...]
    scan: ScanFacts
    notes: tuple[str, ...]
    timings: tuple[tuple[str, float], ...]
    worker: ScanWorker | None = None
    """What examined the scope, for what has to be examined later."""
    excerpts: Excerpts = {}


def collect(run: Run, *, source: Source | None = None, progress: Progress | None = None) -> Collected:
    """Reads the scope and joins what it holds: everything up to the rules."""
    return joined(gather(run, source=source, progress=progress))


@understood_answers()
def gather(
    run: Run,
    *,
    source: Source | None = None,
    progress: Progress | None = None,
    digest_key: bytes = b"",
    warm_up: bool = True,
) -> Gathered:
    """Reads every blob of the scope.

    Args:
        run: What to scan, and how.
        source: What is read in place of what the request's scope names.
        progress: As for `pipeline.audit`.
        digest_key: Keys the digests of values that are no Ed25519 material, where no baseline has a key; random if empty.
        warm_up: Whether a thread imports what the first blob needs while the source lists: there may be no memory for one.

    Raises:
        AuditError: the repository makes a scan impossible.
    """
    clock = Stopwatch()
    vocabulary = builtin().extended(run.configuration.names)
    generic, without = _generic(run)
    source = source or _source(run, vocabulary, generic)
    worker = _prepared(run, source, vocabulary, generic, digest_key or os.urandom(32))
    clock.lap("prepare")
    # A hook's few files need no imports ahead of time.
    is_worth_it = warm_up and run.request.scope is not Scope.STAGED
    listing = Listing(source, first_imports(vocabulary, generic) if is_worth_it else ())
    results = examine_all(listing, worker.examine, _jobs(run) if source.shareable else 1)
    batches = list(reported_progress(results, listing, progress) if progress else results)
    source.remember(record for batch in batches for record in batch.empty)
    examined = tuple(blob for batch in batches for blob in batch.examined)
    places = without_secrets(source.provenances([blob.key for blob in examined])) if examined else {}
    clock.lap("list and examine")
    return Gathered(
        run=run,
        examined=examined,
        places=places,
        callers=_callers(source, batches, vocabulary),
        projects=frozenset(listing.projects | source.known.projects),
        skipped=_sorted(chain(listing.skipped, *(batch.skipped for batch in batches), without)),
        unread=any(skip.incomplete for skip in listing.skipped) or any(batch.unread for batch in batches),
        scan=_scan_facts(run, source, listing.count, batches, clock.total),
        notes=source.notes,
        timings=clock.laps,
        worker=worker,
        excerpts=_placed(batches, places),
    )


def _prepared(
    run: Run, source: Source, vocabulary: Vocabulary, generic: GenericOptions | None, digest_key: bytes
) -> ScanWorker:
    """Returns what examines the blobs, with its prefilters in memory."""
    worker = ScanWorker(
        vocabulary,
        source.blob_reader(),
        run.suppression.digest_key or digest_key,
        generic,
        remembers=source.remembers,
        excerpts=run.request.excerpts,
    )
    worker.prepare()
    return worker


def _placed(batches: Iterable[BatchResult], places: Mapping[str, tuple[Provenance, ...]]) -> Excerpts:
    """Returns the masked lines of all places of the blobs that have any."""
    return {
        (place.path, place.commit, span): excerpt
        for batch in batches
        for key, span, excerpt in batch.excerpts
        for place in places.get(key, ())
    }


def _sorted(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    return tuple(sorted({_shown(skip) for skip in skipped}))


def _shown(skip: Skipped) -> Skipped:
    """Returns a skip without secrets: reasons quote answers of git, and names inside archives."""
    values = tuple((name, redacted(value)) for name, value in skip.values)
    return replace(skip, path=redacted(skip.path), reason=redacted(skip.reason), values=values)


def _jobs(run: Run) -> int:
    return run.request.jobs or run.configuration.jobs or 0


def _scan_facts(run: Run, source: Source, count: int, batches: Sequence[BatchResult], seconds: float) -> ScanFacts:
    """Returns what was read; `count` is the number of blobs that the source listed."""
    return ScanFacts(
        targets=tuple(map(redacted, source.targets)),
        files=0 if run.request.scope in (Scope.HISTORY, Scope.RANGE) else count,
        blobs=source.known.blobs + sum(batch.blobs for batch in batches),
        commits=source.commits,
        bytes=sum(batch.bytes for batch in batches),
        seconds=seconds,
    )


@understood_answers()
def joined(gathered: Gathered) -> Collected:
    """Joins what one scope holds, and asks git how far each value got."""
    clock = Stopwatch()
    evidence, placed_hits, unknown = _joined(gathered)
    clock.lap("pair and trace")
    return Collected(
        run=gathered.run,
        evidence=evidence,
        generic=placed_hits,
        skipped=gathered.skipped,
        scan=replace(gathered.scan, seconds=gathered.scan.seconds + clock.total),
        notes=tuple(dict.fromkeys((*gathered.notes, *unknown))),
        timings=(*gathered.timings, *clock.laps),
        worker=gathered.worker,
        excerpts=gathered.excerpts,
    )


def _generic(run: Run) -> tuple[GenericOptions | None, tuple[Skipped, ...]]:
    """Returns who looks for other products' secrets; or nobody, and why where somebody should."""
    asked = run.request.generic or run.configuration.generic
    mode = asked or Generic.PRECISE
    if mode is Generic.OFF:
        return None, ()
    if note := unavailable():
        return None, (replace(note, incomplete=asked is not None),)
    return GenericOptions(mode, run.suppression.allowed.accepted), ()


def _source(run: Run, vocabulary: Vocabulary, generic: GenericOptions | None) -> Source:
    """Returns the source that the request's scope names, with a name for what decides what a blob gives."""
    if not (run.request.cache and run.request.scope in (Scope.HISTORY, Scope.RANGE)):
        return source_of(run, vocabulary)
    from auditor.collection.scan_digest import scan_digest  # only where something is remembered

    return source_of(run, vocabulary, digest=scan_digest(vocabulary, generic))


def source_of(run: Run, vocabulary: Vocabulary, *, digest: str = "") -> Source:
    """Returns what a run scans.

    Args:
        run: Names the scope.
        vocabulary: Names the credential stores that are read although git ignores them.
        digest: See `open_source`.
    """
    wanted = replace(run.request, paths=run.paths)
    stores, exclude = vocabulary.credential_stores, run.configuration.exclude
    return open_source(wanted, stores, exclude, where=run.where, digest=digest)


def _callers(source: Source, batches: Iterable[BatchResult], vocabulary: Vocabulary) -> tuple[Caller, ...]:
    """Returns the first callers of the folders, among what was read and what an earlier run has read."""
    callers = [caller for batch in batches for caller in batch.callers]
    if known := source.known.callers:
        from auditor.model.material import Caller  # only where something is known

        kinds = caller_kinds(vocabulary)
        callers += (Caller(path, kinds[kind - 1]) for path, kind in known if kind <= len(kinds))
    if not callers:
        return ()
    from auditor.sources.projects import first_callers  # only where something was found

    return tuple(first_callers(callers, vocabulary))


def _joined(gathered: Gathered) -> tuple[tuple[Evidence, ...], tuple[Placed, ...], tuple[str, ...]]:
    """Returns values and hits at their places, with how far each got, and what is not known of that."""
    examined, places = gathered.examined, gathered.places
    if not examined:
        return (), (), ()
    from auditor.generic.locate import placed  # only where something was found
    from auditor.pairing import pair, sightings
    from auditor.sources.projects import projects_of

    evidence = pair(
        sightings(examined, places, projects_of(gathered.worker.vocabulary, gathered.callers, gathered.projects))
    )
    hits = placed(examined, places)
    if not evidence and not hits:
        return (), (), ()
    from functools import partial

    from auditor.reach.trace_values import traced  # git is asked for what was found, and for nothing else
    from auditor.reach.tracked_files import reaches
    from auditor.scanner.reread import Rereader

    found = traced(evidence, hits, (examined, places), partial(reaches, read=Rereader(gathered.worker).identities))
    return found.evidence, found.generic, tuple(found.notes)


def without_secrets(found: Mapping[str, tuple[Provenance, ...]]) -> dict[str, tuple[Provenance, ...]]:
    """Returns where blobs were found, with secrets in names of files redacted: from here on, names are shown."""
    return {
        key: tuple(replace(each, path=redacted(each.path)) if holds_secret(each.path) else each for each in places)
        for key, places in found.items()
    }
