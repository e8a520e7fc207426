"""Tells which API keys and secrets belong together although they are in different repositories.

A first pass over all records finds the tokens of interest to more than one target. It keeps a name of 16 bytes and a number
for each value, so that a million values take some hundred megabytes at most. The rest is kept only of the few that are
seen again somewhere else, or in another field.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from auditor.fleet.unit_record import RecordView
from auditor.model.evidence import Evidence
from auditor.model.fleet_view import CrossPair
from auditor.model.location import Location, Reach, farthest
from auditor.model.material import Role
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


_KEY, _SECRET = 1, 2
_FIELDS = {Role.API_KEY.value: _KEY, Role.API_SECRET.value: _SECRET}


class TokenPass:
    """Takes records, and knows in the end what crosses."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values = _Sights()
        """The field that values are in."""
        self._derived = _Sights()
        """Of the public keys that belong to values: the field of the value."""
        self._tokens: dict[int, bytearray] = {}
        """All tokens of each target, one after the other."""

    def take(self, target: str, view: RecordView) -> None:
        """Takes the values of one record."""
        number = self._numbers.setdefault(target, len(self._numbers))
        own = self._tokens.setdefault(number, bytearray())
        for blob in view.examined:
            for value in blob.materials:
                sight = number << 2 | _FIELDS.get(value.role, 0)
                if value.token:
                    self._values.note(value.token, sight)
                    own += value.token
                if value.public_key_token:
                    self._derived.note(value.public_key_token, sight)
                    own += value.public_key_token

    def crossing(self) -> frozenset[bytes]:
        """Returns the tokens that put values of different targets in relation.

        They make a pair, are a key in one target and a secret in another, or belong to one secret in several.
        """
        values, derived = self._values, self._derived
        pairs = {
            token
            for token in values.first.keys() & derived.first.keys()
            if len(_targets(values.of(token) | derived.of(token))) > 1
        }
        roles = {token for token, sights in values.again.items() if _is_key_here_and_secret_there(sights)}
        secrets = {
            token
            for token, sights in derived.again.items()
            if len(_targets({sight for sight in sights if sight & 3 != _KEY})) > 1
        }
        return frozenset(pairs | roles | secrets)

    def holders(self, tokens: Collection[bytes]) -> frozenset[str]:
        """Returns the targets that hold any of some tokens."""
        names = {number: target for target, number in self._numbers.items()} if tokens else {}
        return frozenset(name for number, name in names.items() if _holds_any(self._tokens[number], tokens))


class _Sights:
    """Where tokens were seen: four times the number of the target, plus the field."""

    def __init__(self) -> None:
        self.first: dict[bytes, int] = {}
        self.again: dict[bytes, set[int]] = {}
        """All sights of the tokens that were seen in different places."""

    def note(self, token: bytes, sight: int) -> None:
        """Takes down a sight."""
        first = self.first.setdefault(token, sight)
        if first != sight:
            self.again.setdefault(token, {first}).add(sight)

    def of(self, token: bytes) -> set[int]:
        """Returns all sights of a token that was seen."""
        return self.again.get(token) or {self.first[token]}


def _targets(sights: Collection[int]) -> set[int]:
    return {sight >> 2 for sight in sights}


def _is_key_here_and_secret_there(sights: Collection[int]) -> bool:
    keys = {sight >> 2 for sight in sights if sight & 3 == _KEY}
    secrets = {sight >> 2 for sight in sights if sight & 3 == _SECRET}
    return bool(keys) and bool(secrets) and len(keys | secrets) > 1


def _holds_any(own: bytearray, tokens: Collection[bytes]) -> bool:
    width = 16
    return any(bytes(own[at : at + width]) in tokens for at in range(0, len(own), width))
