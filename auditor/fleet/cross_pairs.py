"""Tells which API keys and secrets belong together although they are in different repositories."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from auditor.model.evidence import Evidence
from auditor.model.fleet_view import CrossPair
from auditor.model.location import Location, Reach, farthest
from auditor.reach.trace_values import traced_identity


class CrossPairs:
    """Takes evidence of one target after the other."""

    def __init__(self) -> None:
        self._secrets: dict[bytes, set[str]] = {}
        self._keys: dict[bytes, set[str]] = {}
        self._public: dict[bytes, bytes] = {}

    def take(self, evidence: Iterable[Evidence]) -> None:
        """Takes proven pairs; what a publication prints is nobody's."""
        for one in evidence:
            material, target = one.material, one.location.target
            if material.published:
                continue
            if one.pairing.is_secret and material.public_key_token:
                self._secrets.setdefault(material.public_key_token, set()).add(target)
                if material.public_key:
                    self._public[material.public_key_token] = material.public_key
            if one.pairing.is_key and material.token:
                self._keys.setdefault(material.token, set()).add(target)

    def pairs(self) -> tuple[CrossPair, ...]:
        """Returns the pairs of which not every repository with the secret has the key as well, or the other way round."""
        found = [
            CrossPair(
                api_key=base64.b64encode(self._public[token]).decode("ascii") if token in self._public else None,
                secret_in=tuple(sorted(own)),
                key_in=tuple(sorted(self._keys[token])),
            )
            for token, own in self._secrets.items()
            if token in self._keys and own != self._keys[token]
        ]
        return tuple(sorted(found, key=lambda pair: (pair.secret_in, pair.key_in, pair.api_key or "")))


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
