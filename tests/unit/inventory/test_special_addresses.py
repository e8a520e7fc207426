from __future__ import annotations

from datetime import date
from ipaddress import IPv4Network, ip_network

import pytest
import yaml

from auditor.inventory.networks import DATA_FILE, registries
from auditor.resources import builtin_rules

SPECIAL = [
    ("192.168.1.20", "private use"),
    ("10.0.0.0/8", "private use"),
    ("172.31.255.255", "private use"),
    ("100.64.0.1", "shared address space of carrier-grade NAT"),
    ("127.0.0.1", "loopback"),
    ("169.254.169.254", "link-local"),
    ("0.0.0.0/32", "this host on this network"),
    ("198.19.0.1", "benchmarking"),
    ("203.0.113.10", "documentation (TEST-NET-3)"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "limited broadcast"),
    ("192.88.99.1", "6to4 relay anycast (deprecated)"),
    ("::1", "loopback"),
    ("fe80::1", "link-local"),
    ("fd12:3456::1", "unique local addresses"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("2002:cb00:710a::1", "6to4"),
    ("2001::1", "Teredo"),
    ("64:ff9b:1::1", "local-use IPv4-IPv6 translation"),
    ("5f00::1", "segment routing identifiers (SRv6)"),
    ("100:0:0:1::1", "dummy prefix"),
    ("fec0::1", "site-local (deprecated)"),
    ("ff02::1", "multicast"),
    ("4000::1", "reserved by the IETF"),
]
PUBLIC = [
    "9.9.9.9",
    "1.0.0.0/24",
    "223.255.255.255",
    "192.0.0.9",
    "192.31.196.1",
    "2620:fe::9",
    "2001:20::1",
    "2a00::/12",
]
MIXED = ["8.0.0.0/6", "0.0.0.0/0", "192.0.0.0/16", "2000::/3", "::/0"]


@pytest.mark.parametrize(("text", "name"), SPECIAL)
def test_special_addresses_are_named(text: str, name: str) -> None:
    block = registries().special(ip_network(text))
    assert block is not None
    assert block.name == name
    assert block.rfc.startswith("RFC ")


@pytest.mark.parametrize("text", [*PUBLIC, *MIXED])
def test_public_and_mixed_networks_are_not_special(text: str) -> None:
    assert registries().special(ip_network(text)) is None


def test_every_registry_has_a_day_and_an_address() -> None:
    data = yaml.safe_load((builtin_rules() / DATA_FILE).read_text(encoding="utf-8"))
    for registry in data["registries"]:
        assert isinstance(registry["as_of"], date)
        assert registry["url"].startswith("https://www.iana.org/assignments/")
        assert registry["blocks"]


def test_blocks_are_networks_listed_once_per_registry() -> None:
    for version in (4, 6):
        blocks = registries().by_version[version]
        assert len({(block.network, block.registry) for block in blocks}) == len(blocks)
        assert [block.network.prefixlen for block in blocks] == sorted(
            (b.network.prefixlen for b in blocks), reverse=True
        )


def test_ipv6_blocks_leave_no_address_unspoken_of() -> None:
    space = [b.network for b in registries().by_version[6] if b.registry.startswith("IANA Internet Protocol Version 6")]
    special = [b.network for b in registries().by_version[6] if b.registry.startswith("IANA IPv6")]
    assert (
        sum(network.num_addresses for network in space)
        + ip_network("fc00::/7").num_addresses
        + ip_network("fe80::/10").num_addresses
        == 2**128
    )
    assert all(
        any(network.subnet_of(block) for block in [*space, ip_network("fc00::/7"), ip_network("fe80::/10")])  # type: ignore[arg-type]
        for network in special
    )


def test_the_interpreter_agrees_on_what_has_been_special_for_long() -> None:
    """Python's own table is younger or older than ours by version, but never in dispute on these."""
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    ):
        assert ip_network(text).is_private
        assert registries().special(ip_network(text)) is not None


def test_what_is_unreachable_is_collapsed_by_version() -> None:
    four = registries().unreachable[4]
    assert IPv4Network("224.0.0.0/3") in four
    assert all(network.version == 4 for network in four)
    assert not any(one.overlaps(two) for one in four for two in four if one is not two)
