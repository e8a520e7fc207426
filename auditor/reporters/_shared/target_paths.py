"""Shows the repository or bucket of a place as the beginning of its path, for formats that know paths only."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.model.finding import Finding
from auditor.model.location import Location
from auditor.model.report import KeyFacts, Report
from auditor.wording.amounts import plural

_MOST_NAMED = 5
"""Targets that a sentence names; of more it says how many there are."""


def with_target_paths(report: Report) -> Report:
    """Returns a report over many targets in which a path begins with the name of its target."""
    targets = report.scan.targets
    if len(targets) > _MOST_NAMED:
        targets = (plural(len(targets), "target"),)
    return replace(
        report,
        scan=replace(report.scan, targets=targets),
        findings=tuple(map(_finding, report.findings)),
        skipped=tuple(replace(skip, path=_joined(skip.target, skip.path), target="") for skip in report.skipped),
        keys=tuple(map(_key, report.keys)),
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        location=_place(finding.location),
        related=tuple(replace(one, location=_place(one.location)) for one in finding.related),
        today=_place(finding.today) if finding.today else None,
    )


def _key(key: KeyFacts) -> KeyFacts:
    return replace(key, places=tuple(replace(one, location=_place(one.location)) for one in key.places))


def _place(location: Location) -> Location:
    return replace(location, path=_joined(location.target, location.path))


def _joined(target: str, path: str) -> str:
    if not target:
        return path
    return target if path == "." else f"{target}/{path}"
