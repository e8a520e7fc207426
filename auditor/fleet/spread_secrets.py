"""How far one secret got that is in several repositories: the farthest of all its places counts, wherever they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from auditor.model.evidence import Evidence
from auditor.model.location import Location, Reach, farthest
from auditor.reach.trace_values import traced_identity

_MOST_ALSO = 20
Spread = Mapping[bytes, tuple[tuple[Reach, Location], ...]]
"""By a secret's identity: its places in all targets, the farthest first."""


def spread_of(evidence: Iterable[Evidence], tokens: Collection[bytes]) -> Spread:
    """Returns the farthest place in each target of the secrets whose public keys have one of some tokens."""
    found: dict[bytes, dict[str, tuple[Reach, Location]]] = {}
    for one in evidence:
        if one.material.public_key_token in tokens and (identity := traced_identity(one)):
            own = found.setdefault(identity, {})
            place = (one.provenance.reach, one.location)
            own[one.location.target] = min(own.get(one.location.target, place), place, key=_order)
    return {identity: tuple(sorted(own.values(), key=_order)) for identity, own in found.items()}


def _order(place: tuple[Reach, Location]) -> tuple[object, ...]:
    return (-place[0].rank, place[1].sort_key)


def with_spread(one: Evidence, spread: Spread) -> Evidence:
    """Returns evidence with the reach that its secret has in other targets."""
    places = spread.get(traced_identity(one), ())
    if one.trace is None:
        return one
    own = one.provenance.reach.rank
    more = [place for reach, place in places if place.target != one.location.target and reach.rank > own]
    if not more:
        return one
    also = dict.fromkeys((*more, *one.trace.also))
    reach = farthest(one.trace.reach, places[0][0])
    return replace(one, trace=replace(one.trace, reach=reach, also=tuple(also)[:_MOST_ALSO]))
