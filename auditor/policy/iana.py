"""Which addresses cannot be anybody's public address: IANA's registries, as data in `rules/special-addresses.yaml`.

Python's own `is_private` and `is_global` change with the interpreter and know no names; the data name the block, the
RFC and the date of the registry, and are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from msgspec import Struct

from auditor.policy.networks import Network, collapse, first, last, size
from auditor.resources import builtin_rules

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
        """The smallest block that holds the whole network; None where no registry mentions it."""
        low, high = first(network), last(network)
        for block in self.by_version[network.version]:
            if block.first <= low and high <= block.last:
                return block
        return None

    def special(self, network: Network) -> Block | None:
        """The block that makes the whole network unreachable from the Internet; None if it is public or mixed."""
        block = self.holder(network)
        return None if block is None or block.reachable else block


@lru_cache(maxsize=1)
def registries() -> Registries:
    """The registries that ship with the tool."""
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
