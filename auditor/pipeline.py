"""The whole audit on one screen: source → spotter → reader → classify → pairing → rulebook → suppression → report.

The first four steps run in workers (`examine`) and let no plaintext out; from pairing on, everything is about public
keys and one-way tokens. Each step is a function of what the step before it gives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_bytes
from time import perf_counter

from auditor import __version__
from auditor.configuration import Configuration, configuration_for
from auditor.examine import Examiner
from auditor.judging import judge, rules_digest
from auditor.model.evidence import Evidence
from auditor.model.examined import Batch
from auditor.model.finding import Finding, Severity
from auditor.model.report import Report, RuleInfo, ScanFacts, Skipped
from auditor.model.request import AuditRequest
from auditor.model.source import Item, Source
from auditor.pairing import pair, sightings
from auditor.sources import open_source
from auditor.suppression import Suppression, suppression_for
from auditor.vocabulary import Vocabulary, builtin
from auditor.workers import examine_all

_DEFAULT_FAIL_ON = Severity.MEDIUM


def audit(request: AuditRequest, *, source: Source | None = None, today: dt.date | None = None) -> Report:
    """Does what the request asks for and says what it found.

    `source` replaces the source that the request's scope names; `today` is the clock for what expires.

    Raises:
        AuditError: the request, a configuration, a rule or the repository makes an audit impossible.
    """
    return conclude(request, gather(request, source=source), today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a scope holds, before any rule has judged it."""

    configuration: Configuration
    suppression: Suppression
    evidence: tuple[Evidence, ...]
    skipped: tuple[Skipped, ...]
    scan: ScanFacts
    timings: tuple[tuple[str, float], ...]


def gather(request: AuditRequest, *, source: Source | None = None) -> Gathered:
    """Reads the scope and joins what it holds: everything up to the rules."""
    clock = _Clock()
    configuration = configuration_for(request)
    suppression = suppression_for(request, configuration)
    vocabulary = builtin().extended(configuration.names)
    source = source or open_source(request, vocabulary.credential_stores, configuration.exclude)
    clock.lap("prepare")
    listed = list(source.items())
    items = [item for item in listed if isinstance(item, Item)]
    clock.lap("list")
    examiner = Examiner(vocabulary, source.opener(), suppression.digest_key or token_bytes(32))
    batches = list(examine_all(items, examiner.examine, request.jobs))
    clock.lap("examine")
    evidence = _joined(source, batches, vocabulary)
    clock.lap("pair")
    skipped = [item for item in listed if isinstance(item, Skipped)]
    skipped += (skip for batch in batches for skip in batch.skipped)
    return Gathered(
        configuration=configuration,
        suppression=suppression,
        evidence=evidence,
        skipped=tuple(sorted(set(skipped))),
        scan=ScanFacts(
            targets=source.targets,
            files=len(items),
            blobs=sum(batch.blobs for batch in batches),
            commits=source.commits,
            bytes=sum(batch.bytes for batch in batches),
            seconds=clock.total,
        ),
        timings=clock.laps,
    )


def _joined(source: Source, batches: Sequence[Batch], vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    examined = [blob for batch in batches for blob in batch.examined]
    if not examined:
        return ()
    provenances = source.provenances([blob.key for blob in examined])
    scope_context = any(batch.speaks_for_scope for batch in batches)
    return tuple(pair(sightings(examined, provenances, vocabulary, scope_context=scope_context)))


def conclude(request: AuditRequest, gathered: Gathered, *, today: dt.date | None = None) -> Report:
    """Judges what was gathered, sets aside what is accepted, and draws up the report."""
    clock = _Clock()
    judged = judge(request, gathered.configuration, gathered.evidence)
    clock.lap("judge")
    findings, notes = gathered.suppression.apply(
        judged.findings, today or dt.datetime.now(tz=dt.UTC).date()
    )
    clock.lap("suppress")
    return report(request, gathered, findings=findings, rules=judged.rules, notes=notes, timings=clock.laps)


def report(
    request: AuditRequest,
    gathered: Gathered,
    *,
    findings: Sequence[Finding],
    rules: tuple[RuleInfo, ...],
    notes: Sequence[str],
    timings: tuple[tuple[str, float], ...],
) -> Report:
    """The report with its exit code: 1 for findings that matter, else 3 if something was not looked at, else 0."""
    drawn = Report(
        version=__version__,
        rules_digest=rules_digest(request, gathered.configuration),
        rules=rules,
        scan=replace(gathered.scan, seconds=gathered.scan.seconds + sum(seconds for _, seconds in timings)),
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        skipped=gathered.skipped,
        notes=tuple(notes),
        timings=gathered.timings + timings,
    )
    return replace(drawn, exit_code=_exit_code(drawn, request.fail_on or gathered.configuration.fail_on))


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
