"""Which generic findings say again what a rule about Backpack values says of the same place; they are dropped.

Most are left out in the worker already (`lookalikes.is_ours`); what only the join over the whole scope shows to be
Backpack's, this shows.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.finding import Finding
from auditor.model.location import Location


def reported_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without the generic ones (those with a secret type) that overlap another."""
    kept = list(findings)
    ours: dict[object, list[Location]] = {}
    for finding in kept:
        if not finding.secret_type and finding.traits.duplicates_generic:
            ours.setdefault(_document(finding.location), []).append(finding.location)
    return [finding for finding in kept if not (finding.secret_type and _overlaps(finding.location, ours))]


def _document(location: Location) -> object:
    return location.target, location.path, location.member, location.commit


def _overlaps(location: Location, ours: dict[object, list[Location]]) -> bool:
    start, end = (location.span.line, location.span.column), (location.span.end_line, location.span.end_column)
    return any(
        (other.span.line, other.span.column) < end and start < (other.span.end_line, other.span.end_column)
        for other in ours.get(_document(location), ())
    )
