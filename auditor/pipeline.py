"""The whole audit in one file: source → prefilter → read → classify → pair → evaluate → suppress → report.

`collect` takes the steps up to pairing, the first four of them in workers that let no plaintext out; from there on,
everything is about public keys and one-way tokens. Each step is a function of what the step before it returns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from auditor._version import __version__
from auditor.collection.collect import Collected, collect
from auditor.collection.listing import Progress, Stopwatch
from auditor.collection.resolve_run import Run, run_of
from auditor.evaluation import Evaluation, evaluate
from auditor.model.blob_source import Source
from auditor.model.clock import utc_day
from auditor.model.evidence import Evidence
from auditor.model.excerpt import Excerpt
from auditor.model.exit_code import exit_code
from auditor.model.finding import Finding, Status
from auditor.model.location import Location
from auditor.model.report import InPlace, Report
from auditor.model.request import AuditRequest, Scope
from auditor.sources.git.command import understood_answers
from auditor.suppression.apply import Honours
from auditor.suppression.settings_in_force import Hidden, in_force


def audit(
    request: AuditRequest,
    *,
    source: Source | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Scans what a request asks for, and judges what was found.

    See `auditor.api` for threads, processes, the cache and the clock.

    Args:
        request: What to scan, and how.
        source: What is read in place of what the request's scope names, such as a `MemorySource`.
        today: The date by which acceptances expire; None for today in UTC.
        progress: Called in this thread after each batch with the blobs scanned so far, the bytes scanned so far, and the
            blobs listed so far.

    Returns:
        All findings, the suppressed ones included, and everything that was skipped.

    Raises:
        TypeError: the request is none.
        AuditError: the request, a configuration, a rule or the repository makes an audit impossible.
    """
    if not isinstance(request, AuditRequest):
        raise TypeError(f"audit() takes an AuditRequest, not {type(request).__name__}")
    if request.trust and source is None:
        from auditor.trust.judged_by_base import judged_by_base  # in CI

        return judged_by_base(request, lambda one: _audited(run_of(one), today=today, progress=progress))
    return _audited(run_of(request), source=source, today=today, progress=progress)


def _audited(
    run: Run, *, source: Source | None = None, today: dt.date | None = None, progress: Progress | None = None
) -> Report:
    collected = collect(run, source=source, progress=progress)
    return report(collected, evaluate(run, collected.evidence, collected.generic), today=today)


@understood_answers()
def report(
    collected: Collected, evaluation: Evaluation, *, today: dt.date | None = None, policy: bool = False
) -> Report:
    """Returns what was accepted set aside, and the report with its exit code.

    The exit code is 1 for findings that matter, else 3 if something was not scanned, else 0. `policy` says that the
    inventory was judged too.
    """
    clock, run = Stopwatch(), collected.run
    complete = not any(skip.incomplete for skip in collected.skipped)
    today = today or utc_day()
    findings, notes = run.suppression.apply(
        evaluation.findings, today, complete=complete, policy=policy, honours=_honours(collected, evaluation)
    )
    clock.lap("suppress")
    if any(finding.introduced for finding in findings):
        from auditor.reach.describe import described  # for findings from history
        from auditor.scanner.reread import Rereader

        reader = Rereader(collected.worker).holding_secrets if collected.worker else _nothing
        findings = [*described(findings, today, reader)]
        clock.lap("describe commits")
    _remember_findings(run.request, findings)
    commits, unread = _unscanned_history(run.request)
    baseline = run.suppression.baseline
    hidden = Hidden(
        left_out=evaluation.left_out,
        paths=sum(skip.excluded for skip in collected.skipped),
        commits=commits,
        baseline=baseline.shown if baseline else "",
    )
    timings = (*collected.timings, *evaluation.timings, *clock.laps)
    drawn = Report(
        version=__version__,
        rules_digest=evaluation.rules_digest,
        rules=evaluation.rules,
        scan=replace(collected.scan, seconds=sum(seconds for _, seconds in timings)),
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        skipped=collected.skipped,
        notes=(*collected.notes, *notes, *unread),
        in_place=_in_place(collected.evidence),
        in_force=in_force(run.request, run.configuration, findings, hidden),
        excerpts=_excerpts(collected, findings),
        timings=timings,
    )
    return replace(drawn, exit_code=exit_code(drawn, run.threshold))


def _honours(collected: Collected, evaluation: Evaluation) -> Honours | None:
    """Returns what says which inline comments count; None if all do."""
    run = collected.run
    if run.request.trusted is None:
        return None
    from auditor.scanner.reread import Rereader  # in CI
    from auditor.trust.base_comments import base_comments

    reader = Rereader(collected.worker) if collected.worker else None
    return base_comments(run.request.trusted, run.names_root, evaluation.findings, reader)


def _excerpts(collected: Collected, findings: Sequence[Finding]) -> dict[Location, Excerpt]:
    """Returns the masked lines of findings, as far as there are any; what is inside an archive has none."""
    if not collected.excerpts:
        return {}
    places = [finding.location for finding in findings if finding.location.member is None]
    found = {place: collected.excerpts.get((place.path, place.commit, place.span)) for place in places}
    return {place: excerpt for place, excerpt in found.items() if excerpt}


def _in_place(evidence: Sequence[Evidence]) -> InPlace:
    if not evidence:
        return InPlace()
    from auditor.reach.describe import in_place  # as above

    return in_place(evidence)


def _nothing(_: Sequence[str]) -> tuple[str, ...]:
    return ()


def _remember_findings(request: AuditRequest, findings: Sequence[Finding]) -> None:
    """Keeps how many findings a scan of the history has in commits, so that a plain scan after it can mention them."""
    if request.scope is not Scope.HISTORY or not request.cache:
        return
    if in_commits := sum(finding.status is Status.ACTIVE and bool(finding.location.commit) for finding in findings):
        from auditor.sources.git.scanned_history import remember_findings  # where a history has findings

        remember_findings(request.paths, in_commits)


def _unscanned_history(request: AuditRequest) -> tuple[int | None, tuple[str, ...]]:
    """Returns how many commits around a work tree were not read (None for very many), and notes."""
    if request.scope is not Scope.WORKTREE:
        return 0, ()
    from auditor.sources.git.scanned_history import MOST_COUNTED, earlier_scans

    earlier = earlier_scans(request.paths)
    return earlier.unread if earlier.unread <= MOST_COUNTED else None, earlier.notes
