"""Tells how much was scanned, found and left out, in words that never read as all clear where nothing was scanned."""

from __future__ import annotations

from collections import Counter

from auditor.model.finding import Severity, Status
from auditor.model.probed import Probe
from auditor.model.report import Report, Skipped
from auditor.reporters._shared.report_wording import severity_words
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import bytes_in_words, plural
from auditor.wording.language import Number, say, spoken
from auditor.wording.lists import listed

NOTHING = "NOTHING WAS SCANNED: no file was in scope, or all were empty. This says nothing about leaks."
NO_CREDENTIAL = (
    "NO CREDENTIAL WAS FOUND: nothing was checked. Is it the right place, do the names say what the values are for, and "
    "are they whole? Fewer than 16 characters count as a word."
)
_STATUSES = {Status.IGNORED: "ignored", Status.BASELINED: "in the baseline"}
_MOST_REASONS = 3


def scanned_nothing(report: Report) -> bool:
    """Returns whether not one byte was read, but for objects of a repository that an earlier run found empty."""
    scan = report.scan
    return not scan.bytes and (scan.files > 0 or not scan.blobs)


def severity_counts(report: Report) -> tuple[tuple[Severity, int], ...]:
    """Returns how many active findings there are of each severity, the worst first."""
    counts = Counter(finding.severity for finding in report.active)
    return tuple((severity, counts[severity]) for severity in reversed(Severity))


def suppressed_count(report: Report) -> int:
    """Returns how many findings are ignored or in the baseline."""
    return len(report.findings) - len(report.active)


def found(report: Report) -> str:
    """Returns `3 findings: 2 critical and 1 low`, or `No findings`, with its limits."""
    if not report.active:
        is_partial = bool(skips(report, incomplete=True))
        return say("No findings in what could be read") if is_partial else say("No findings")
    parts = (
        say("{n:,} {severity}", number, severity=severity_words(severity))
        for severity, number in severity_counts(report)
        if number
    )
    return say("{findings}: {severities}", findings=plural(len(report.active), "finding"), severities=listed(parts))


def suppressed(report: Report) -> str:
    """Returns `2 suppressed (1 ignored, 1 in the baseline)`, or `0 suppressed`."""
    counts = Counter(finding.status for finding in report.findings)
    parts = [f"{Number(counts[status]):,} {say(_STATUSES[status])}" for status in _STATUSES if counts[status]]
    said = say("{n:,} suppressed", suppressed_count(report))
    return say("{what} ({parts})", what=said, parts=_joined(parts)) if parts else said


def scanned_amount(report: Report) -> str:
    """Returns `Scanned 12 files (3.4 kB) in bots and lib, 7 commits, in 0.12 s`."""
    scan = report.scan
    parts = [plural(scan.files, "file") if scan.files or not scan.blobs else plural(scan.blobs, "blob")]
    parts[0] = say("{what} ({parts})", what=parts[0], parts=bytes_in_words(scan.bytes))
    if scan.commits:
        parts.append(plural(scan.commits, "commit"))
    targets = tuple(neutral(target) for target in scan.targets if target != ".")
    seconds = f"{scan.seconds:.2f}"
    if targets:
        inside = listed(targets)
        return say("Scanned {what} in {targets}, in {seconds} s", what=listed(parts), targets=inside, seconds=seconds)
    return say("Scanned {what}, in {seconds} s", what=listed(parts), seconds=seconds)


def skips(report: Report, *, incomplete: bool) -> tuple[Skipped, ...]:
    """Returns what could not be scanned (`incomplete`), or what was scanned in another way than its name says."""
    return tuple(skip for skip in report.skipped if skip.incomplete is incomplete)


def by_reason(skipped: tuple[Skipped, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Returns the skipped paths of each reason: the reason of most paths first."""
    groups: dict[str, list[str]] = {}
    for skip in skipped:
        groups.setdefault(sentence(skip.reason), []).append(neutral(skip.path))
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple((reason, tuple(paths)) for reason, paths in ordered)


def skipped(report: Report) -> str:
    """Returns `2 skipped (1 permission denied, 1 larger than 1 GB)`, or `0 skipped`."""
    groups = by_reason(skips(report, incomplete=True))
    total = sum(len(paths) for _, paths in groups)
    parts = [say("{n:,} {reason}", len(paths), reason=reason) for reason, paths in groups[:_MOST_REASONS]]
    if others := sum(len(paths) for _, paths in groups[_MOST_REASONS:]):
        parts.append(say("{n:,} for other reasons", others))
    said = say("{n:,} skipped", total)
    return say("{what} ({parts})", what=said, parts=_joined(parts)) if groups else said


def _joined(parts: list[str]) -> str:
    language = spoken()
    return language.enumeration(parts, ", ") if language and len(parts) > 1 else ", ".join(parts)


def _probe_verdict(probe: Probe) -> str:
    if probe.unexpected:
        return say("NOT AS EXPECTED: {n:,} of {keys}.", len(probe.unexpected), keys=plural(len(probe.keys), "key"))
    if probe.unknown:
        return say(
            "THE REASON IS NOT KNOWN: {n:,} of {keys} not accepted. That does not prove a key dead.",
            len(probe.unknown),
            keys=plural(len(probe.keys), "key"),
        )
    return ""


def verdict(report: Report) -> str:
    """Returns the one sentence that must be read, where something keeps the result from being a whole one; else empty."""
    if report.checks == () and not report.findings and not report.incomplete:
        return say(NO_CREDENTIAL)
    inputs = plural(len(skips(report, incomplete=True)), "input")
    if report.probe and not skips(report, incomplete=True):
        return _probe_verdict(report.probe)
    if scanned_nothing(report):
        if report.policy is not None:
            return say("NOTHING WAS SCANNED: this is only what the inventory itself says.")
        return (
            say("NOTHING WAS SCANNED: {inputs} could not be read.", inputs=inputs)
            if report.incomplete
            else say(NOTHING)
        )
    if report.incomplete:
        return say("THE AUDIT IS INCOMPLETE: {inputs} could not be read in full.", inputs=inputs)
    return ""
