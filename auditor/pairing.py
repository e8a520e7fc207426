"""Tells who belongs to whom: a join of all materials of the scope on tokens of public keys.

A material's `token` names its 32 bytes, its `public_key_token` names the public key that its 32 bytes derive as a
seed. Where the second of one equals the first of another, the one is the secret of the other: proven, wherever they stand.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.batch_result import BlobResult
from auditor.model.evidence import Evidence, Pairing
from auditor.model.location import Exposure, Location, Provenance
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.token_index import Holder, TokenIndex
from auditor.redaction import redacted
from auditor.sources.projects import Projects

_CREDENTIALS = (Role.API_KEY, Role.API_SECRET)
_SELF_EVIDENT = (Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.ENCRYPTED_KEY, Kind.PHRASE, Kind.EVM_KEY, Kind.HOST)
"""Kinds that say something without a name next to them or a counterpart."""
_SEEDS = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY)


class Sighting(Struct, frozen=True):
    """A material at one of the places where its blob was seen."""

    blob: str
    material: Material
    provenance: Provenance
    location: Location


def sightings(
    examined: Iterable[BlobResult],
    provenances: Mapping[str, tuple[Provenance, ...]],
    projects: Projects,
) -> list[Sighting]:
    """Returns every material at every location, sorted by location, in the context that its project gives it.

    Versions of a file that hold the same value under the same name are one sighting, in the commit that brought it first.
    """
    found: dict[tuple[object, ...], Sighting] = {}
    for blob in examined:
        for provenance in provenances.get(blob.key, ()):
            for material in blob.materials:
                seen = _sighting(blob, projects.in_context(material, provenance.path), provenance)
                identity = _identity(seen)
                found[identity] = _earlier(found[identity], seen) if identity in found else seen
    return sorted(found.values(), key=lambda seen: (seen.location.sort_key, seen.blob))


def _sighting(blob: BlobResult, material: Material, provenance: Provenance) -> Sighting:
    member = None if material.member is None else redacted(material.member)
    location = Location(
        provenance.path, material.span, provenance.commit, member, provenance.author_date, provenance.target
    )
    return Sighting(f"{blob.key}\0{provenance.path}", material, provenance, location)


def _identity(seen: Sighting) -> tuple[object, ...]:
    """Places in the tree are distinct by position; in history, by value and name, for lines move."""
    material = seen.material
    value = (material.token, material.kind) if material.token else (material.digest, material.kind)
    if seen.provenance.exposure is not Exposure.HISTORY:
        return (seen.location, material.name, material.encoding, *value)  # A file in base64 has one place.
    return (seen.location.path, seen.location.member, material.name, *value)


def _earlier(one: Sighting, other: Sighting) -> Sighting:
    first, second = sorted((one, other), key=lambda seen: (seen.provenance.order, seen.location.sort_key))
    if second.provenance.in_tree:
        return replace(first, provenance=replace(first.provenance, in_tree=True))
    return first


def index_of(seen: Iterable[Sighting], tokens: Collection[bytes] | None = None) -> TokenIndex:
    """Returns what the sightings of one scope tell others.

    Args:
        seen: The sightings, sorted by location.
        tokens: The tokens that matter; None for all.
    """
    join = _Join(seen, TokenIndex())
    return TokenIndex(*(_summary(holders, tokens) for holders in (join.by_token, join.by_public_key)))


def _summary(holders: Mapping[bytes, _Holders], tokens: Collection[bytes] | None) -> dict[bytes, Holder]:
    return {token: one.summary for token, one in holders.items() if tokens is None or token in tokens}


def pair(seen: Sequence[Sighting], elsewhere: TokenIndex | None = None) -> list[Evidence]:
    """Returns the evidence of all sightings that any rule could care about, in their order.

    A value that has no credential's name, is in no relation and proves nothing by itself leaves here.

    Args:
        seen: The sightings of one scope, sorted by location.
        elsewhere: What other scopes hold. It may include this scope; a counterpart in this scope is nearer.
    """
    join = _Join(seen, elsewhere or TokenIndex())
    found = []
    for sighting in seen:
        pairing = join.pairing(sighting)
        if _matters(sighting.material, pairing):
            found.append(
                Evidence(
                    material=sighting.material,
                    location=sighting.location,
                    provenance=sighting.provenance,
                    pairing=pairing,
                )
            )
    return found


def _matters(material: Material, pairing: Pairing) -> bool:
    if material.role in (Role.OTHER, Role.NONE):
        return pairing.is_secret or material.kind in _SELF_EVIDENT
    return True


class _Holders:
    """The sightings that hold one value, or derive one public key; asked for by each counterpart in turn."""

    def __init__(self) -> None:
        self.context = Context.NONE
        """The nearest context of any of them."""
        self.first: Sighting | None = None
        self._near: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
        """By blob and by blob and group, in the order of lines and, on one line, of places."""
        self.key_places: list[Location] = []
        """Up to two places where the value serves as a key: enough to know of one that is not a given one."""

    def add(self, sighting: Sighting) -> None:
        """Takes the sightings in the order of their places."""
        self.first = self.first or sighting
        insort(self._near[sighting.blob, ""], sighting, key=_line)
        if sighting.material.group:
            insort(self._near[_group(sighting)], sighting, key=_line)
        self.context = max(self.context, sighting.material.context)
        if sighting.material.role is Role.API_KEY and len(self.key_places) <= 1:
            self.key_places.append(sighting.location)

    @property
    def summary(self) -> Holder:
        """What other scopes have to know; there is at least one sighting."""
        first = cast("Sighting", self.first)
        return Holder(first.location, first.material.role, self.context, tuple(self.key_places))

    def nearest(self, sighting: Sighting) -> Sighting | None:
        """Returns the one that explains best: same group, then same file by distance, then anywhere in order."""
        near = self._near.get(_group(sighting)) or self._near.get((sighting.blob, ""))
        return _nearest(near, _line(sighting)) if near else self.first


def _nearest(holders: Sequence[Sighting], line: int) -> Sighting:
    """Returns, of holders in the order of lines, the one nearest to a line; of two, the one whose place comes first."""
    after = bisect_left(holders, line, key=_line)
    candidates = list(holders[after : after + 1])
    if after:
        # Several may share the line before: the first of them.
        candidates.append(holders[bisect_left(holders, _line(holders[after - 1]), key=_line)])
    return min(candidates, key=lambda other: (abs(_line(other) - line), other.location.sort_key))


def _line(sighting: Sighting) -> int:
    return sighting.material.span.line


_NOBODY = _Holders()


class _Siblings:
    """The credentials of one group: the values in its fields, by role."""

    def __init__(self) -> None:
        self.values: dict[Role, set[bytes]] = {role: set() for role in _CREDENTIALS}
        self.keys: list[Material] = []

    def add(self, material: Material) -> None:
        if material.token:
            self.values[material.role].add(material.token)
        if material.role is Role.API_KEY:
            self.keys.append(material)

    def hold_twice(self, material: Material) -> bool:
        """Returns whether the field of the other role holds the same 32 bytes."""
        return any(material.token in tokens for role, tokens in self.values.items() if role is not material.role)


_NO_SIBLINGS = _Siblings()


class _Join:
    """The dictionaries of the join."""

    def __init__(self, seen: Iterable[Sighting], elsewhere: TokenIndex) -> None:
        self.by_token: dict[bytes, _Holders] = defaultdict(_Holders)
        self.by_public_key: dict[bytes, _Holders] = defaultdict(_Holders)
        self._elsewhere = elsewhere
        self._by_group: dict[tuple[str, str], _Siblings] = defaultdict(_Siblings)
        self._is_alone: dict[int, bool] = {}
        """For groups that were asked for: whether all their keys are well-formed and have no counterpart."""
        for sighting in seen:
            material = sighting.material
            if material.token:
                self.by_token[material.token].add(sighting)
            if material.public_key_token:
                self.by_public_key[material.public_key_token].add(sighting)
            if material.group and material.role in _CREDENTIALS:
                self._by_group[_group(sighting)].add(material)

    def pairing(self, sighting: Sighting) -> Pairing:
        """Returns what is in relation to a sighting."""
        material = sighting.material
        is_secret = self._is_secret(material)
        if is_secret:
            name, here, there = material.public_key_token, self.by_token, self._elsewhere.values
        else:
            name, here, there = material.token, self.by_public_key, self._elsewhere.derived
        counterparts, others = here.get(name or b"", _NOBODY), there.get(name or b"")
        partner = _partner(counterparts.nearest(sighting), others)
        siblings = self._by_group.get(_group(sighting), _NO_SIBLINGS)
        return Pairing(
            is_secret=is_secret,
            is_key=self._is_key(material),
            partner=partner[0] if partner else None,
            partner_role=partner[1].value if partner else "",
            partner_context=max(counterparts.context, others.context if others else Context.NONE),
            swapped=is_secret and material.role is Role.API_KEY,
            same_value=material.role in _CREDENTIALS and siblings.hold_twice(material),
            mismatched=self._is_mismatched(material, siblings),
            key_elsewhere=material.role is Role.API_SECRET and self._is_key_elsewhere(sighting),
        )

    def _is_key_elsewhere(self, sighting: Sighting) -> bool:
        """Returns whether the value is in a key's field at another place."""
        token = sighting.material.token or b""
        others = self._elsewhere.values.get(token)
        places = (*self.by_token.get(token, _NOBODY).key_places, *(others.key_places if others else ()))
        return any(place != sighting.location for place in places)

    def _is_mismatched(self, material: Material, siblings: _Siblings) -> bool:
        """Returns whether a secret's group holds keys, all well-formed, and nothing in scope belongs to any of them."""
        if material.role is not Role.API_SECRET or material.kind not in _SEEDS or self._is_paired(material):
            return False
        if not siblings.keys or siblings.hold_twice(material):
            return False
        known = self._is_alone.get(id(siblings))
        if known is None:
            known = all(key.is_point and not self._is_paired(key) for key in siblings.keys)
            self._is_alone[id(siblings)] = known
        return known

    def _is_paired(self, material: Material) -> bool:
        return self._is_secret(material) or self._is_key(material)

    def _is_secret(self, material: Material) -> bool:
        return material.public_key_token in self.by_token or material.public_key_token in self._elsewhere.values

    def _is_key(self, material: Material) -> bool:
        return material.token in self.by_public_key or material.token in self._elsewhere.derived


def _partner(nearest: Sighting | None, others: Holder | None) -> tuple[Location, Role] | None:
    """Returns where the counterpart is and in which role: in the same scope, else in another."""
    if nearest:
        return nearest.location, nearest.material.role
    return (others.first, others.role) if others else None


def _group(sighting: Sighting) -> tuple[str, str]:
    """Returns a group is unique in its blob; cells of one row are members of their own and yet belong together."""
    return (sighting.blob, sighting.material.group)
