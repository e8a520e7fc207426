"""The whole audit on one screen: source → spotter → reader → classify → pairing → rulebook → suppression → report.

The first four steps run in workers (`examine`) and let no plaintext out; from pairing on, everything is about public
keys and one-way tokens. Each step is a function of what the step before it gives.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from auditor._version import __version__
from auditor.configuration.load_configuration import Configuration, configuration_for
from auditor.evaluation import Evaluation, evaluate
from auditor.generic.availability import plugins_digest, unavailable
from auditor.generic.locate import Placed, placed
from auditor.model.blob_source import BlobRef, Source
from auditor.model.clock import utc_day
from auditor.model.evidence import Evidence
from auditor.model.finding import Severity
from auditor.model.generic_hit import GenericOptions
from auditor.model.location import Provenance
from auditor.model.report import InPlace, Report, ScanFacts, Skipped
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.model.scan_result import BatchResult
from auditor.pairing import pair, sightings
from auditor.redaction import holds_secret, redacted
from auditor.scanner.warm_up import meanwhile
from auditor.scanner.worker import ScanWorker
from auditor.scanner.worker_pool import examine_all
from auditor.sources.open_source import open_source
from auditor.sources.projects import manifest_folder, projects_of
from auditor.suppression.resolve import Suppression, suppression_for
from auditor.vocabulary.vocabulary import Vocabulary, builtin

_DEFAULT_FAIL_ON = Severity.MEDIUM


Progress = Callable[[int, int, int], None]
"""Told after each batch: blobs looked at so far, bytes so far, blobs in all."""


def audit(
    request: AuditRequest,
    *,
    source: Source | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Does what the request asks for and says what it found.

    `source` replaces the source that the request's scope names; `today` is the clock for what expires; `progress`
    is told how far the reading is.

    Raises:
        AuditError: the request, a configuration, a rule or the repository makes an audit impossible.
    """
    collected = collect(request, source=source, progress=progress)
    evaluation = evaluate(request, collected.configuration, collected.evidence, collected.generic)
    return report(request, collected, evaluation, today=today)


class Collected(Struct, frozen=True, kw_only=True):
    """What a scope holds, before any rule has judged it."""

    configuration: Configuration
    suppression: Suppression
    evidence: tuple[Evidence, ...]
    generic: tuple[Placed, ...]
    skipped: tuple[Skipped, ...]
    scan: ScanFacts
    notes: tuple[str, ...]
    timings: tuple[tuple[str, float], ...]
    worker: ScanWorker | None = None
    """What examined the scope, for what has to be examined later."""


def collect(request: AuditRequest, *, source: Source | None = None, progress: Progress | None = None) -> Collected:
    """Reads the scope and joins what it holds: everything up to the rules."""
    clock = _Clock()
    configuration = configuration_for(request)
    suppression = suppression_for(request, configuration)
    vocabulary = builtin().extended(configuration.names)
    generic, without = _generic(request, configuration, suppression)
    source = source or _source(request, configuration, vocabulary, generic)
    examiner = ScanWorker(
        vocabulary, source.blob_reader(), suppression.digest_key or os.urandom(32), generic, source.remembers
    )
    # A hook's few files need none of it.
    listing = _Listing(source, () if request.scope is Scope.STAGED else examiner.steps())
    jobs = request.jobs or configuration.jobs or 0
    examiner.prepare()
    clock.lap("prepare")
    examined = examine_all(listing, examiner.examine, jobs if source.shareable else 1)
    batches = list(_watched(examined, listing, progress) if progress else examined)
    source.remember(key for batch in batches for key in batch.empty)
    clock.lap("list and examine")
    evidence, placed_hits, unknown = _joined(source, batches, examiner, listing.projects)
    clock.lap("pair and trace")
    skipped = [*listing.skipped, *(skip for batch in batches for skip in batch.skipped)]
    return Collected(
        configuration=configuration,
        suppression=suppression,
        evidence=evidence,
        generic=placed_hits,
        skipped=tuple(sorted({replace(skip, path=redacted(skip.path)) for skip in (*skipped, *without)})),
        scan=ScanFacts(
            targets=tuple(map(redacted, source.targets)),
            files=0 if request.scope in (Scope.HISTORY, Scope.RANGE) else listing.count,
            blobs=source.known + sum(batch.blobs for batch in batches),
            commits=source.commits,
            bytes=sum(batch.bytes for batch in batches),
            seconds=clock.total,
        ),
        notes=tuple(dict.fromkeys((*source.notes, *unknown))),
        timings=clock.laps,
        worker=examiner,
    )


class _Listing:
    """The items of a source, taken once; it counts them and keeps what could not be listed."""

    def __init__(self, source: Source, steps: Sequence[Callable[[], object]]) -> None:
        """`steps` are taken while the source lets its first item wait."""
        self._source = source
        self._steps = steps
        self.count = 0
        self.skipped: list[Skipped] = []
        self.projects: set[str] = set()
        """The folders that hold a project's manifest."""

    def __iter__(self) -> Iterator[BlobRef]:
        items = iter(self._source.items())
        with meanwhile(self._steps):
            first = list(islice(items, 1))
        for item in chain(first, items):
            if isinstance(item, Skipped):
                self.skipped.append(item)
            else:
                self.count += 1
                if (folder := manifest_folder(item.name)) is not None:
                    self.projects.add(folder)
                yield item


def _watched(batches: Iterable[BatchResult], listing: _Listing, progress: Progress) -> Iterator[BatchResult]:
    blobs = size = 0
    for batch in batches:
        blobs, size = blobs + batch.blobs, size + batch.bytes
        progress(blobs, size, listing.count)
        yield batch


def _generic(
    request: AuditRequest, configuration: Configuration, suppression: Suppression
) -> tuple[GenericOptions | None, tuple[Skipped, ...]]:
    """Who looks for other products' secrets; or nobody, and why where somebody should."""
    asked = request.generic or configuration.generic
    mode = asked or Generic.PRECISE
    if mode is Generic.OFF:
        return None, ()
    if reason := unavailable():
        return None, (Skipped(".", reason, incomplete=asked is not None),)
    return GenericOptions(mode, suppression.allowed.accepted), ()


def _source(
    request: AuditRequest, configuration: Configuration, vocabulary: Vocabulary, generic: GenericOptions | None
) -> Source:
    """The source that the request's scope names, with a name for what decides whether bytes hold something."""
    looked_for = [__version__, vocabulary.digest, generic.mode.value + plugins_digest() if generic else ""]
    wanted = replace(request, paths=configuration.scanned(request.paths))
    return open_source(
        wanted,
        vocabulary.credential_stores,
        configuration.exclude,
        digest=sha256(repr(looked_for).encode()).hexdigest(),
    )


def _joined(
    source: Source, batches: Sequence[BatchResult], worker: ScanWorker, folders: Collection[str]
) -> tuple[tuple[Evidence, ...], tuple[Placed, ...], tuple[str, ...]]:
    """Returns values and hits at their places, with how far each got, and what is not known of that."""
    examined = [blob for batch in batches for blob in batch.examined]
    if not examined:
        return (), (), ()
    provenances = _without_secrets(source.provenances([blob.key for blob in examined]))
    projects = projects_of(
        worker.vocabulary,
        (replace(caller, path=redacted(caller.path)) for batch in batches for caller in batch.callers),
        folders,
    )
    seen = sightings(examined, provenances, projects)
    evidence, hits = pair(seen), placed(examined, provenances)
    if not evidence and not hits:
        return (), (), ()
    from auditor.reach.trace_values import traced  # git is asked for what was found, and for nothing else
    from auditor.scanner.reread import Rereader

    found = traced(evidence, hits, (examined, provenances), Rereader(worker).identities)
    return found.evidence, found.generic, found.notes


def _without_secrets(found: Mapping[str, tuple[Provenance, ...]]) -> dict[str, tuple[Provenance, ...]]:
    """Returns where blobs were found, with secrets in names of files redacted: from here on, names are shown."""
    return {
        key: tuple(replace(each, path=redacted(each.path)) if holds_secret(each.path) else each for each in places)
        for key, places in found.items()
    }


def report(
    request: AuditRequest,
    collected: Collected,
    evaluation: Evaluation,
    *,
    today: dt.date | None = None,
    policy: bool = False,
) -> Report:
    """What was accepted set aside, and the report with its exit code.

    The exit code is 1 for findings that matter, else 3 if something was not looked at, else 0. `policy` says that the
    inventory was judged too.
    """
    clock = _Clock()
    complete = not any(skip.incomplete for skip in collected.skipped)
    today = today or utc_day()
    findings, notes = collected.suppression.apply(evaluation.findings, today, complete=complete, policy=policy)
    clock.lap("suppress")
    if any(finding.introduced for finding in findings):
        from auditor.reach.describe import described  # for findings from history
        from auditor.scanner.reread import Rereader

        reader = Rereader(collected.worker).holding_secrets if collected.worker else _nothing
        findings = [*described(findings, today, reader)]
        clock.lap("describe commits")
    timings = (*collected.timings, *evaluation.timings, *clock.laps)
    drawn = Report(
        version=__version__,
        rules_digest=evaluation.rules_digest,
        rules=evaluation.rules,
        scan=replace(collected.scan, seconds=sum(seconds for _, seconds in timings)),
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        skipped=collected.skipped,
        notes=(*collected.notes, *notes, *unscanned_history(request)),
        in_place=_in_place(collected.evidence),
        timings=timings,
    )
    return replace(drawn, exit_code=_exit_code(drawn, request.fail_on or collected.configuration.fail_on))


def _in_place(evidence: Sequence[Evidence]) -> InPlace:
    if not evidence:
        return InPlace()
    from auditor.reach.in_place import in_place  # as above

    return in_place(evidence)


def _nothing(_: Sequence[str]) -> tuple[str, ...]:
    return ()


def unscanned_history(request: AuditRequest) -> tuple[str, ...]:
    """Returns a note for a work tree whose commits were not read."""
    if request.scope is not Scope.WORKTREE:
        return ()
    from auditor.sources.git.scanned_history import history_note

    return history_note(request.paths)


def _exit_code(drawn: Report, fail_on: Severity | None) -> int:
    threshold = (fail_on or _DEFAULT_FAIL_ON).rank
    if any(finding.severity.rank >= threshold for finding in drawn.active):
        return 1
    return 3 if drawn.incomplete else 0


class _Clock:
    """Where the time went, step by step."""

    def __init__(self) -> None:
        self._started = self._last = perf_counter()
        self.laps: tuple[tuple[str, float], ...] = ()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.laps = (*self.laps, (step, now - self._last))
        self._last = now

    @property
    def total(self) -> float:
        return self._last - self._started
