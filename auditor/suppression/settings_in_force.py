"""Tells what of a run's settings hides findings, and how many findings or paths each of it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.configuration.load_configuration import Configuration, chosen
from auditor.model.finding import Finding, Severity, Status
from auditor.model.report import InForce, Means, Measure, Origin, Unit
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.redaction import redacted


class Hidden(Struct, frozen=True, kw_only=True):
    """What a run left out, besides what the findings themselves say."""

    left_out: Sequence[Finding] = ()
    """Findings of rules that were not chosen."""
    paths: int = 0
    """Excluded files and folders."""
    commits: int | None = 0
    """Commits around the scanned files that were not read; None for too many to count."""
    baseline: str = ""
    """What reports call the baseline."""


def in_force(
    request: AuditRequest, configuration: Configuration, findings: Sequence[Finding], hidden: Hidden
) -> InForce:
    """Returns everything that could keep a finding of this run from being seen.

    Args:
        request: What was asked for.
        configuration: What applies to it.
        findings: What is reported, with the status of each.
        hidden: What is not reported.
    """
    measures = (
        *_scope(request, configuration, hidden),
        *_choice(request, configuration, hidden.left_out),
        *_severities(request, configuration, findings),
        *_names(configuration),
        *_rest(request, configuration),
        *_accepted(request, configuration, findings, hidden),
    )
    return InForce(
        configuration=redacted(configuration.shown),
        trusted=request.trusted.revision if request.trusted else "",
        measures=measures,
    )


def _measure(
    means: Means, values: Iterable[str], *, by_option: bool = False, took: int | None = None, unit: Unit = ""
) -> Measure:
    origin: Origin = "option" if by_option else "configuration"
    return Measure(means=means, origin=origin, values=tuple(map(redacted, values)), took=took, unit=unit)


def _scope(request: AuditRequest, configuration: Configuration, hidden: Hidden) -> Iterator[Measure]:
    if configuration.scanned(request.paths) != request.paths:
        yield _measure(Means.PATHS, _shown(configuration.paths, configuration.folder))
    if not configuration.excluded and not configuration.excluded_by_option:
        return
    # Of a history only what holds a value is known to be excluded, so that nothing can be counted.
    is_counted = request.scope not in (Scope.HISTORY, Scope.RANGE)
    origin: Origin = "configuration and option"
    if not (configuration.excluded and configuration.excluded_by_option):
        origin = "configuration" if configuration.excluded else "option"
    yield Measure(
        means=Means.EXCLUDE,
        origin=origin,  # both are one list for the source, so the share of each is not known
        values=tuple(map(redacted, (*configuration.excluded, *configuration.excluded_by_option))),
        took=hidden.paths if is_counted else None,
        unit="path" if is_counted else "",
    )


def _choice(request: AuditRequest, configuration: Configuration, left_out: Sequence[Finding]) -> Iterator[Measure]:
    select, ignore = chosen(request, configuration)
    unasked = request.not_asked
    given = [code for code in ignore[len(configuration.ignore) :] if code not in unasked]
    counts: dict[str, int] = {}
    for finding in left_out:
        reasons = (("ignore", configuration.ignore), ("--ignore", tuple(given)), ("command", unasked))
        reason = next((name for name, codes in reasons if finding.rule_id.startswith(codes)), "select")
        counts[reason] = counts.get(reason, 0) + 1
    if select:
        yield _counted(Means.SELECT, select, counts, "select", by_option=bool(request.select))
    if configuration.ignore:
        yield _counted(Means.IGNORE, configuration.ignore, counts, "ignore")
    if given:
        yield _counted(Means.IGNORE, given, counts, "--ignore", by_option=True)
    if unasked:
        yield _counted(Means.COMMAND, (), counts, "command", by_option=True)


def _counted(
    means: Means, values: Iterable[str], counts: Mapping[str, int], reason: str, *, by_option: bool = False
) -> Measure:
    return _measure(means, values, by_option=by_option, took=counts.get(reason, 0), unit="finding")


def _severities(request: AuditRequest, configuration: Configuration, findings: Sequence[Finding]) -> Iterator[Measure]:
    for severities, by_option in ((configuration.severities, False), (request.severities, True)):
        if severities:
            rated = {code for code, _ in severities}
            took = sum(finding.rule_id in rated for finding in findings)
            values = (f"{code} {severity}" for code, severity in severities)
            yield _measure(Means.SEVERITY, values, by_option=by_option, took=took, unit="finding")
    threshold = request.fail_on or configuration.fail_on
    if threshold is not None and threshold.rank > Severity.MEDIUM.rank:
        below = sum(Severity.MEDIUM.rank <= one.severity.rank < threshold.rank for one in findings if _counts(one))
        by_option = request.fail_on is not None
        yield _measure(Means.FAIL_ON, (threshold,), by_option=by_option, took=below, unit="finding")


def _counts(finding: Finding) -> bool:
    return finding.status is Status.ACTIVE


def _names(configuration: Configuration) -> Iterator[Measure]:
    """Yields names decide what a value is before any rule sees it: what they took is not known."""
    if any(configuration.names.values()):
        yield _measure(Means.NAMES, (f"{kind} {name}" for kind, names in configuration.names.items() for name in names))


def _rest(request: AuditRequest, configuration: Configuration) -> Iterator[Measure]:
    # `check` turns the detectors off itself, which is part of what it does not ask.
    if (request.generic or configuration.generic) is Generic.OFF and not request.not_asked:
        yield _measure(Means.GENERIC, (Generic.OFF,), by_option=request.generic is not None)
    tree = request.trusted
    if configuration.rules:
        rules = [tree.shown(path) if tree else path for path in configuration.rules]
        yield _measure(Means.PACKS, _shown(rules, configuration.folder))
    if request.rules:
        names = [
            (tree.inside(tree.shown(path)) or path.as_posix()) if tree else path.as_posix() for path in request.rules
        ]
        yield _measure(Means.PACKS, names, by_option=True)


def _accepted(
    request: AuditRequest, configuration: Configuration, findings: Sequence[Finding], hidden: Hidden
) -> Iterator[Measure]:
    baselined = sum(finding.status is Status.BASELINED for finding in findings)
    # What is a look-alike is ignored too, and nobody has asked for that.
    ignored = sum(finding.status is Status.IGNORED and bool(finding.pragmas) for finding in findings)
    if hidden.baseline or baselined:
        named: Origin = "configuration" if configuration.baseline else "tree"
        yield Measure(
            means=Means.BASELINE,
            origin="option" if request.baseline else named,
            values=(redacted(hidden.baseline),) if hidden.baseline else (),
            took=baselined,
            unit="finding",
        )
    if ignored:
        yield Measure(means=Means.COMMENTS, origin="tree", took=ignored, unit="finding")
    if hidden.commits != 0:
        yield Measure(means=Means.HISTORY, origin="option", took=hidden.commits, unit="commit")


def _shown(paths: Iterable[Path], folder: Path | None) -> list[str]:
    inside = [(path, folder is not None and path.is_relative_to(folder)) for path in paths]
    return [path.relative_to(folder).as_posix() if is_in and folder else path.name for path, is_in in inside]
