"""Who belongs to whom: a join of all materials of the scope on tokens of public keys.

A material's `token` names its 32 bytes, its `public_key_token` names the public key that its 32 bytes derive as a
seed. Where the second of one equals the first of another, the one is the secret of the other: proven, wherever they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from auditor.model.evidence import Evidence, Pairing
from auditor.model.examined import Examined
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.place import Exposure, Place, Provenance
from auditor.vocabulary import Vocabulary

_CREDENTIALS = (Role.API_KEY, Role.API_SECRET)
_SELF_EVIDENT = (Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.ENCRYPTED_KEY, Kind.PHRASE, Kind.EVM_KEY, Kind.HOST)
"""Kinds that say something without a name beside them or a counterpart."""
_SEEDS = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A material at one of the places where its blob was seen."""

    blob: str
    material: Material
    provenance: Provenance
    place: Place


def sightings(
    examined: Iterable[Examined],
    provenances: Mapping[str, tuple[Provenance, ...]],
    vocabulary: Vocabulary,
    *,
    scope_context: bool,
) -> list[Sighting]:
    """Every material at every place, sorted by place.

    With `scope_context` (some file names the exchange's host or client), a generic name in a file that by its own
    name stores credentials gets `Context.SCOPE`. Versions of a file that hold the same value under the same name are
    one sighting, in the commit that brought it first.
    """
    found: dict[tuple[object, ...], Sighting] = {}
    for blob in examined:
        for provenance in provenances.get(blob.key, ()):
            for material in blob.materials:
                seen = _sighting(
                    blob, _in_scope(material, provenance.path, vocabulary) if scope_context else material, provenance
                )
                identity = _identity(seen)
                found[identity] = _earlier(found[identity], seen) if identity in found else seen
    return sorted(found.values(), key=lambda seen: (seen.place.sort_key, seen.blob))


def _sighting(blob: Examined, material: Material, provenance: Provenance) -> Sighting:
    place = Place(provenance.path, material.span, provenance.commit, material.member, provenance.author_date)
    return Sighting(f"{blob.key}\0{provenance.path}", material, provenance, place)


def _identity(seen: Sighting) -> tuple[object, ...]:
    """Places in the tree are distinct by position; in history, by value and name, for lines move."""
    material = seen.material
    if seen.provenance.exposure is not Exposure.HISTORY:
        return (seen.place, material.name, material.encoding)
    value = (material.token, material.kind) if material.token else (material.digest, material.kind)
    return (seen.place.path, seen.place.member, material.name, *value)


def _earlier(one: Sighting, other: Sighting) -> Sighting:
    first, second = sorted((one, other), key=lambda seen: (seen.provenance.order, seen.place.sort_key))
    if second.provenance.in_tree and not first.provenance.in_tree:
        return replace(first, provenance=replace(first.provenance, in_tree=True))
    return first


def _in_scope(material: Material, path: str, vocabulary: Vocabulary) -> Material:
    if material.context is not Context.NONE or material.role not in _CREDENTIALS:
        return material
    # A member of an archive has a name of its own: `bots.zip!deploy/.env` stores credentials.
    names = (path, *(material.member or "").split("!"))
    bases = {name.rsplit("/", 1)[-1].lower() for name in names}
    if any(fnmatchcase(base, pattern) for base in bases for pattern in vocabulary.credential_stores):
        return replace(material, context=Context.SCOPE)
    return material


def pair(seen: Sequence[Sighting]) -> list[Evidence]:
    """The evidence of all sightings that any rule could care about, in their order.

    A value that has no credential's name, stands in no relation and proves nothing by itself leaves here.
    """
    join = _Join(seen)
    found = []
    for sighting in seen:
        pairing = join.pairing(sighting)
        if _matters(sighting.material, pairing):
            found.append(
                Evidence(
                    material=sighting.material, place=sighting.place, provenance=sighting.provenance, pairing=pairing
                )
            )
    return found


def _matters(material: Material, pairing: Pairing) -> bool:
    if material.role in (Role.OTHER, Role.NONE):
        return pairing.is_secret or material.kind in _SELF_EVIDENT
    return True


class _Join:
    """The dictionaries of the join."""

    def __init__(self, seen: Sequence[Sighting]) -> None:
        self._by_token: dict[bytes, list[Sighting]] = defaultdict(list)
        self._by_public_key: dict[bytes, list[Sighting]] = defaultdict(list)
        self._by_group: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
        for sighting in seen:
            material = sighting.material
            if material.token:
                self._by_token[material.token].append(sighting)
            if material.public_key_token:
                self._by_public_key[material.public_key_token].append(sighting)
            if material.group and material.role in _CREDENTIALS:
                self._by_group[_group(sighting)].append(sighting)

    def pairing(self, sighting: Sighting) -> Pairing:
        material = sighting.material
        keys = self._by_token.get(material.public_key_token or b"", ())
        secrets = self._by_public_key.get(material.token or b"", ())
        partner = _nearest(sighting, keys or secrets)
        siblings = self._by_group.get(_group(sighting), ()) if material.group else ()
        return Pairing(
            is_secret=bool(keys),
            is_key=bool(secrets),
            partner=partner.place if partner else None,
            partner_role=partner.material.role.value if partner else "",
            partner_context=max((other.material.context for other in keys or secrets), default=Context.NONE),
            swapped=bool(keys) and material.role is Role.API_KEY,
            same_value=_has_same_value(material, siblings),
            mismatched=self._is_mismatched(material, siblings),
            key_elsewhere=material.role is Role.API_SECRET and self._stands_as_key(sighting),
        )

    def _stands_as_key(self, sighting: Sighting) -> bool:
        same = self._by_token.get(sighting.material.token or b"", ())
        return any(other.material.role is Role.API_KEY and other.place != sighting.place for other in same)

    def _is_mismatched(self, material: Material, siblings: Sequence[Sighting]) -> bool:
        """Whether a secret's group holds keys, all well-formed, and nothing in scope belongs to any of them."""
        if material.role is not Role.API_SECRET or material.kind not in _SEEDS or self._is_paired(material):
            return False
        keys = [other.material for other in siblings if other.material.role is Role.API_KEY]
        return bool(keys) and all(
            key.is_point and key.token != material.token and not self._is_paired(key) for key in keys
        )

    def _is_paired(self, material: Material) -> bool:
        return (material.public_key_token or b"") in self._by_token or (material.token or b"") in self._by_public_key


def _group(sighting: Sighting) -> tuple[str, str]:
    """A group is unique in its blob; cells of one row are members of their own and yet belong together."""
    return (sighting.blob, sighting.material.group)


def _has_same_value(material: Material, siblings: Sequence[Sighting]) -> bool:
    """Whether the group's field of the other role holds the same 32 bytes."""
    if material.role not in _CREDENTIALS or not material.token:
        return False
    return any(
        other.material.token == material.token and other.material.role is not material.role for other in siblings
    )


def _nearest(sighting: Sighting, others: Sequence[Sighting]) -> Sighting | None:
    """The counterpart that explains best: same group, then same file by distance, then anywhere in order."""

    def distance(other: Sighting) -> tuple[bool, bool, int, tuple[str, str, object, str]]:
        same_file = other.blob == sighting.blob
        same_group = same_file and bool(other.material.group) and other.material.group == sighting.material.group
        lines = abs(other.material.span.line - sighting.material.span.line) if same_file else 0
        return (not same_group, not same_file, lines, other.place.sort_key)

    return min(others, key=distance, default=None)
