"""Tells what sets of addresses are: collapsed, compared, counted and written, for IPv4 and IPv6 together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

from msgspec import Struct

from auditor.resources import builtin_rules

Network = IPv4Network | IPv6Network


def collapse(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Returns the shortest list of networks that holds exactly the same addresses: IPv4 first, then by address.

    It is unique, since every block in it is as large as alignment allows, so equal sets give equal lists.
    """
    known = list(networks)
    if len(known) <= 1:
        return tuple(known)
    four = collapse_addresses(network for network in known if isinstance(network, IPv4Network))
    six = collapse_addresses(network for network in known if isinstance(network, IPv6Network))
    return (*four, *six)


def holder(collapsed: Sequence[Network], network: Network) -> Network | None:
    """Returns the network of a collapsed list that holds all of `network`; None if there is none.

    A block that several of the list cover together is always inside one of them, because the list is collapsed.
    """
    index = bisect_right(collapsed, sort_key(network), key=sort_key) - 1
    return collapsed[index] if index >= 0 and holds(collapsed[index], network) else None


def holds(outer: Network, inner: Network) -> bool:
    """Returns whether every address of `inner` is one of `outer`."""
    return outer.version == inner.version and first(outer) <= first(inner) and last(inner) <= last(outer)


def overlaps(collapsed: Sequence[Network], network: Network) -> bool:
    """Returns whether a collapsed list and a network share an address."""
    if holder(collapsed, network):
        return True
    index = bisect_right(collapsed, sort_key(network), key=sort_key)
    return index < len(collapsed) and holds(network, collapsed[index])


def sort_key(network: Network) -> tuple[int, int, int]:
    """Returns the order: IPv4 before IPv6, lower addresses first, wider networks first."""
    return (network.version, first(network), network.prefixlen)


def first(network: Network) -> int:
    """Returns the lowest address as a number."""
    return int(network.network_address)


def last(network: Network) -> int:
    """Returns the highest address as a number; `broadcast_address` says the same in five times the time."""
    return int(network.network_address) + size(network) - 1


def size(network: Network) -> int:
    """Returns how many addresses it has."""
    return 1 << (network.max_prefixlen - network.prefixlen)


def width(networks: Sequence[Network]) -> int:
    """Returns the prefix length of the smallest single block with as many addresses; -1 for none.

    256 IPv4 addresses give 24, 257 give 23. Of networks of both IP versions those of the first one's count.
    """
    if not networks:
        return -1
    count = sum(size(network) for network in networks if network.version == networks[0].version)
    return networks[0].max_prefixlen - (count - 1).bit_length()


def written(network: Network) -> str:
    """Returns a network as people type it: a single address without its prefix length."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


DATA_FILE = "special-addresses.yaml"


class Block(Struct, frozen=True):
    """One row of a registry."""

    network: Network
    name: str
    rfc: str
    reachable: bool
    """Whether the registry says "globally reachable"; N/A and silence count as no."""
    registry: str
    first: int
    last: int
    """The bounds of `network` as numbers: whole registries are walked for every entry of every list."""


class Registries(Struct, frozen=True):
    """All rows."""

    by_version: Mapping[int, tuple[Block, ...]]
    """Per IP version (4, 6), the smallest blocks first."""
    unreachable: Mapping[int, tuple[Network, ...]]
    """Per IP version, everything that is nobody's public address, collapsed."""
    reachable: Mapping[int, int]
    """Per IP version, how many addresses are left."""

    def holder(self, network: Network) -> Block | None:
        """Returns the smallest block that holds the whole network; None where no registry mentions it."""
        low, high = first(network), last(network)
        for block in self.by_version[network.version]:
            if block.first <= low and high <= block.last:
                return block
        return None

    def special(self, network: Network) -> Block | None:
        """Returns the block that makes the whole network unreachable from the Internet; None if it is public or mixed."""
        block = self.holder(network)
        return None if block is None or block.reachable else block


@lru_cache(maxsize=1)
def registries() -> Registries:
    """Returns the registries that ship with the tool."""
    import yaml  # only where a whitelist is judged

    text = (builtin_rules() / DATA_FILE).read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    blocks = [_block(row, registry["name"]) for registry in data["registries"] for row in registry["blocks"]]
    blocks.sort(key=lambda block: -block.network.prefixlen)
    by_version = {version: tuple(block for block in blocks if block.network.version == version) for version in (4, 6)}
    dead = {
        version: collapse(block.network for block in of if not block.reachable) for version, of in by_version.items()
    }
    left = {version: (1 << dead[version][0].max_prefixlen) - sum(map(size, dead[version])) for version in dead}
    return Registries(by_version, dead, left)


def _block(row: Mapping[str, Any], registry: str) -> Block:
    network = ip_network(row["block"])
    return Block(
        network=network,
        name=row["name"],
        rfc=row["rfc"],
        reachable=row["reachable"] is True,
        registry=registry,
        first=first(network),
        last=last(network),
    )
