"""The join of a scope as a value: what is known of each token, mergeable with that of any other scope.

Merging is associative, commutative and idempotent, so the indexes of many repositories can be combined in any order, on
any machine, and a repository can be joined with an index that already includes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from auditor.model.location import Location
from auditor.model.material import Context, Role

_MOST_KEY_PLACES = 2
"""Places of a value as a key that are kept: enough to know of one that is not a given one."""


class Holder(Struct, frozen=True):
    """What is known of all places of one token."""

    first: Location
    """The first of them, in the order of places."""
    role: Role
    """The role of the field at the first place."""
    context: Context
    """The nearest context of any of them."""
    key_places: tuple[Location, ...] = ()
    """The first two places where the value is in a key's field."""

    def merged(self, other: Holder) -> Holder:
        """Returns what is known of the places of both."""
        first = min(self, other, key=lambda one: (_order(one.first), one.role))
        places = sorted({*self.key_places, *other.key_places}, key=_order)
        return Holder(first.first, first.role, max(self.context, other.context), tuple(places[:_MOST_KEY_PLACES]))


Holders = Mapping[bytes, Holder]


class TokenIndex(Struct, frozen=True):
    """Which values are in a scope, and which public keys they derive."""

    values: Holders = {}
    """By the token of a value."""
    derived: Holders = {}
    """By the token of the public key that a value derives as a seed."""

    def merged(self, other: TokenIndex) -> TokenIndex:
        """Returns the index of both scopes."""
        return TokenIndex(_merged((self.values, other.values)), _merged((self.derived, other.derived)))


def merge(indexes: Iterable[TokenIndex]) -> TokenIndex:
    """Returns the index of all scopes; one pass, which copies nothing twice."""
    values: dict[bytes, Holder] = {}
    derived: dict[bytes, Holder] = {}
    for index in indexes:
        _add(values, index.values)
        _add(derived, index.derived)
    return TokenIndex(values, derived)


def _merged(both: Iterable[Holders]) -> Holders:
    found: dict[bytes, Holder] = {}
    for holders in both:
        _add(found, holders)
    return found


def _add(found: dict[bytes, Holder], more: Holders) -> None:
    for token, holder in more.items():
        known = found.get(token)
        found[token] = holder if known is None else known.merged(holder)


def _order(location: Location) -> tuple[object, ...]:
    return (*location.sort_key, location.author_date or "")
