"""Places the generic secrets of a scope, and drops those that a rule about Backpack values reports too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from auditor.model.batch_result import BlobResult, GenericHit
from auditor.model.finding import Finding, Trace
from auditor.model.location import Exposure, Location, Provenance


class Placed(NamedTuple):
    """A hit at one of the places of its blob."""

    hit: GenericHit
    provenance: Provenance
    trace: Trace | None = None
    """How far it got and since when; None where only its own place counts."""


def placed(examined: Iterable[BlobResult], provenances: Mapping[str, tuple[Provenance, ...]]) -> tuple[Placed, ...]:
    """Returns the hits with their places, sorted. Of a value that many versions of a file hold, the first commit counts."""
    found: dict[object, Placed] = {}
    for blob in examined:
        for provenance in provenances.get(blob.key, ()):
            for hit in blob.generic:
                identity = _identity(hit, provenance)
                one = Placed(hit, provenance)
                found[identity] = min(found.get(identity, one), one, key=_age)
    return tuple(
        sorted(
            found.values(), key=lambda each: (each.provenance.path, each.hit.member or "", each.hit.span, _age(each))
        )
    )


def _identity(hit: GenericHit, provenance: Provenance) -> object:
    where = (provenance.path, hit.member, hit.secret_type)
    return (*where, hit.digest) if provenance.exposure is Exposure.HISTORY else (*where, hit.span, hit.digest)


def _age(one: Placed) -> tuple[object, ...]:
    return (one.provenance.order, one.provenance.commit or "", one.hit.span)


def reported_once(findings: Iterable[Finding]) -> list[Finding]:
    """Returns the findings without the generic ones (those with a secret type) that overlap another."""
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
