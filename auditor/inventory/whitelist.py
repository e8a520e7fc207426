"""Tells what the IP whitelist of a key admits as a whole, and which shorter list says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from auditor.inventory.networks import (
    Network,
    collapse,
    first,
    holder,
    last,
    overlaps,
    registries,
    size,
    sort_key,
    written,
)
from auditor.inventory.whitelist_entry import Address, parse_address

_IP_VERSIONS = (4, 6)


class Overlap(Struct, frozen=True):
    """One entry that another makes superfluous, or that shares addresses with it."""

    kind: Literal["repeats", "lies within", "overlaps"]
    other: Address


class Whitelist(Struct, frozen=True):
    """A list of entries, understood together. Nothing here depends on their order but `overlaps`' own keys."""

    addresses: tuple[Address, ...] = ()
    covered: tuple[Network, ...] = ()
    """All that the list admits, in the widest reading of each entry, collapsed."""
    open_versions: tuple[int, ...] = ()
    """The IP versions (4, 6) of which every public address is admitted."""
    overlaps: Mapping[int, Overlap] = {}
    """By index in `addresses`. Of entries that say the same, the one written best stays out of it."""

    @property
    def shortest(self) -> tuple[str, ...]:
        """The shortest list that admits the same addresses."""
        return tuple(written(network) for network in self.covered)

    def corrected(self, wanted: Iterable[Network] = ()) -> tuple[str, ...]:
        """Returns the list to paste: fixed, merged, without what is dead or open to the world, with what is wanted.

        `wanted` are the addresses that integrations need. A list that is open to the world in several steps keeps
        nothing of that IP version but what is wanted, since nobody can know which of the steps were meant.
        """
        meant = (network for address in self.addresses for network in address.meant)
        kept = (network for network in meant if network.version not in self.open_versions)
        live = (network for network in kept if registries().special(network) is None)
        return tuple(written(network) for network in collapse((*live, *wanted)))


def judge_whitelist(texts: Sequence[str]) -> Whitelist:
    """Understands a whole list."""
    addresses = tuple(parse_address(text) for text in texts)
    covered = collapse(network for address in addresses for network in address.networks)
    return Whitelist(
        addresses=addresses,
        covered=covered,
        open_versions=tuple(version for version in _IP_VERSIONS if _is_open(covered, version)),
        overlaps=_overlaps(addresses),
    )


def _is_open(covered: Sequence[Network], version: int) -> bool:
    """Returns whether the list and the addresses that are nobody's add up to all addresses of an IP version."""
    listed = [network for network in covered if network.version == version]
    if not listed:
        return False
    if sum(map(size, listed)) < registries().reachable[version]:
        return False
    return collapse((*listed, *registries().unreachable[version]))[0].prefixlen == 0


def missing(needed: Iterable[Network], whitelist: Whitelist) -> tuple[Network, ...]:
    """Returns which of the needed addresses the list does not admit, collapsed."""
    return collapse(part for network in collapse(needed) for part in _outside(network, whitelist.covered))


def _outside(network: Network, covered: Sequence[Network]) -> Iterator[Network]:
    """Yields the parts of a network that a collapsed list leaves out."""
    if not overlaps(covered, network):
        yield network
    elif holder(covered, network) is None:
        for half in network.subnets():
            yield from _outside(half, covered)


def _overlaps(addresses: Sequence[Address]) -> dict[int, Overlap]:
    """Returns every entry that lies within another, in one pass over the entries by their first address.

    An entry lies within another exactly if some entry before it, or of equal start and not shorter, reaches as far;
    it is enough to remember the one that reaches farthest. Entries that are no single stretch are left out.
    """
    found: dict[int, Overlap] = {}
    farthest: _Stretch | None = None
    for stretch in sorted(_stretches(addresses), key=lambda stretch: stretch.sort_key):
        if farthest is None or (stretch.version, stretch.first) > (farthest.version, farthest.last):
            farthest = stretch
        elif (stretch.first, stretch.last) == (farthest.first, farthest.last):
            found[stretch.index] = Overlap("repeats", farthest.address)
        elif stretch.last <= farthest.last:
            found[stretch.index] = Overlap("lies within", farthest.address)
        else:
            found[stretch.index] = Overlap("overlaps", farthest.address)
            farthest = stretch
    return found


class _Stretch(Struct, frozen=True):
    """One entry as an interval of addresses."""

    index: int
    address: Address
    version: int
    first: int
    last: int

    @property
    def sort_key(self) -> tuple[int, int, int, int, str, int]:
        """By start, the longest first; of equals the one with the fewest flaws, then by text, first."""
        return (self.version, self.first, -self.last, len(self.address.flaws), self.address.text, self.index)


def _stretches(addresses: Sequence[Address]) -> Iterable[_Stretch]:
    for index, address in enumerate(addresses):
        networks = sorted(address.networks, key=sort_key)
        joined = all(last(a) + 1 == first(b) for a, b in pairwise(networks))
        if networks and joined and networks[0].version == networks[-1].version:
            yield _Stretch(index, address, networks[0].version, first(networks[0]), last(networks[-1]))
