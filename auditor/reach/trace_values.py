"""Adds to everything that was found how far its secret got and since when it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from auditor.generic.locate import Placed
from auditor.model.batch_result import BlobResult, identity_of, identity_of_hit
from auditor.model.evidence import Evidence
from auditor.model.finding import Trace
from auditor.model.location import Exposure, Location, Provenance, Reach, farthest
from auditor.model.material import Kind, Role
from auditor.reach.tracked_files import PathHistory, PathValue, TrackedValue, path_histories, tracked_value

_MOST_ALSO = 20
"""Farther places of a secret that a finding names."""


Reaches = Callable[[Collection[TrackedValue]], tuple[Mapping[TrackedValue, Reach], Sequence[str]]]
"""Returns how far each value got, and what is not known, as sentences."""


class Traced(Struct, frozen=True):
    """What was found, with its traces."""

    evidence: tuple[Evidence, ...]
    generic: tuple[Placed, ...]
    notes: Sequence[str]
    """What is not known, as sentences."""


class _Place(NamedTuple):
    """A value at one place."""

    identity: bytes
    provenance: Provenance
    location: Location


def traced(
    evidence: Sequence[Evidence],
    generic: Sequence[Placed],
    found: tuple[Iterable[BlobResult], Mapping[str, tuple[Provenance, ...]]],
    reaches: Reaches,
) -> Traced:
    """Returns the evidence and the hits with how far each secret got, and since when.

    Args:
        evidence: Values at their places.
        generic: Other products' secrets at theirs.
        found: What was found in each blob, and where each blob was seen.
        reaches: Says how far values in files that git tracks got.
    """
    places = [_Place(traced_identity(one), one.provenance, one.location) for one in evidence]
    others = [
        _Place(
            b"" if hit.silenced else identity_of_hit(hit),
            provenance,
            Location(provenance.path, hit.span, provenance.commit, hit.member, target=provenance.target),
        )
        for hit, provenance, _ in generic
    ]
    wanted = {value for place in (*places, *others) if (value := tracked_value(place.identity, place.provenance))}
    known, notes = reaches(wanted) if wanted else ({}, ())
    places, others = [_refined(place, known) for place in places], [_refined(place, known) for place in others]
    spread = _spread((*places, *others))
    histories = path_histories(*found) if any(place.provenance.commit for place in (*places, *others)) else {}
    return Traced(
        tuple(
            replace(one, provenance=place.provenance, trace=_trace(place, spread, histories))
            for one, place in zip(evidence, places, strict=True)
        ),
        tuple(
            Placed(one.hit, place.provenance, _trace(place, spread, histories))
            for one, place in zip(generic, others, strict=True)
        ),
        notes,
    )


def traced_identity(one: Evidence) -> bytes:
    """Returns the identity of what is or may be a secret; empty for a host, an API key, a published example."""
    material = one.material
    is_key = material.role is Role.API_KEY and material.is_point and not one.pairing.is_secret
    is_public = material.kind in (Kind.HOST, Kind.PUBLIC_KEY) or bool(material.published) or one.pairing.is_key
    return b"" if is_key or is_public else identity_of(material)


def _refined(place: _Place, known: Mapping[TrackedValue, Reach]) -> _Place:
    value = tracked_value(place.identity, place.provenance)
    return place._replace(provenance=replace(place.provenance, traced_reach=known[value])) if value else place


def _spread(places: Iterable[_Place]) -> Mapping[bytes, Sequence[_Place]]:
    """Returns all places of each value, the farthest first."""
    found: dict[bytes, list[_Place]] = defaultdict(list)
    for place in places:
        if place.identity:
            found[place.identity].append(place)
    for same in found.values():
        same.sort(key=lambda place: (-place.provenance.reach.rank, place.location.sort_key))
    return found


def _trace(
    place: _Place, spread: Mapping[bytes, Sequence[_Place]], histories: Mapping[PathValue, PathHistory]
) -> Trace:
    own = place.provenance.reach
    same = spread.get(place.identity, (place,))
    history = histories.get(PathValue(place.location.path, place.location.member, place.identity))
    if place.provenance.exposure not in (Exposure.HISTORY, Exposure.TRACKED):
        history = None
    return Trace(
        reach=farthest(own, same[0].provenance.reach),
        also=tuple(other.location for other in same[:_MOST_ALSO] if other.provenance.reach.rank > own.rank),
        introduced=history.introduced if history else None,
        removed=history.removed if history else None,
        today=history.today if history else None,
        repository=(history.first.repository if history else "") or place.provenance.repository,
    )
