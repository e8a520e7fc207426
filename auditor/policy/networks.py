"""What sets of addresses are: collapsed, compared, counted and written, for IPv4 and IPv6 together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

Network = IPv4Network | IPv6Network


def collapse(networks: Iterable[Network]) -> tuple[Network, ...]:
    """The shortest list of networks that holds exactly the same addresses: IPv4 first, then by address.

    It is unique, since every block in it is as large as alignment allows, so equal sets give equal lists.
    """
    known = list(networks)
    if len(known) <= 1:
        return tuple(known)
    four = collapse_addresses(network for network in known if isinstance(network, IPv4Network))
    six = collapse_addresses(network for network in known if isinstance(network, IPv6Network))
    return (*four, *six)


def holder(collapsed: Sequence[Network], network: Network) -> Network | None:
    """The network of a collapsed list that holds all of `network`; None if there is none.

    A block that several of the list cover together is always inside one of them, because the list is collapsed.
    """
    index = bisect_right(collapsed, sort_key(network), key=sort_key) - 1
    return collapsed[index] if index >= 0 and holds(collapsed[index], network) else None


def holds(outer: Network, inner: Network) -> bool:
    """Whether every address of `inner` is one of `outer`."""
    return outer.version == inner.version and first(outer) <= first(inner) and last(inner) <= last(outer)


def overlaps(collapsed: Sequence[Network], network: Network) -> bool:
    """Whether a collapsed list and a network share an address."""
    if holder(collapsed, network):
        return True
    index = bisect_right(collapsed, sort_key(network), key=sort_key)
    return index < len(collapsed) and holds(network, collapsed[index])


def sort_key(network: Network) -> tuple[int, int, int]:
    """IPv4 before IPv6, lower addresses first, wider networks first."""
    return (network.version, first(network), network.prefixlen)


def first(network: Network) -> int:
    """The lowest address as a number."""
    return int(network.network_address)


def last(network: Network) -> int:
    """The highest address as a number; `broadcast_address` says the same in five times the time."""
    return int(network.network_address) + size(network) - 1


def size(network: Network) -> int:
    """How many addresses it has."""
    return 1 << (network.max_prefixlen - network.prefixlen)


def width(networks: Sequence[Network]) -> int:
    """The prefix length of the smallest single block with as many addresses; -1 for none.

    256 IPv4 addresses give 24, 257 give 23. Of networks of both IP versions those of the first one's count.
    """
    if not networks:
        return -1
    count = sum(size(network) for network in networks if network.version == networks[0].version)
    return networks[0].max_prefixlen - (count - 1).bit_length()


def written(network: Network) -> str:
    """As one types it: a single address without its prefix length."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
