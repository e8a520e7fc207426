from __future__ import annotations

from ipaddress import ip_network

import pytest

from auditor.inventory.networks import Network, registries
from auditor.inventory.whitelist import judge_whitelist, missing

OPEN = [
    (["0.0.0.0/0"], (4,)),
    (["::/0"], (6,)),
    (["0.0.0.0/0", "::/0"], (4, 6)),
    (["128.0.0.0/1", "0.0.0.0/1"], (4,)),
    (["0.0.0.0-255.255.255.255"], (4,)),
    (["1.0.0.0-223.255.255.255"], (4,)),
    (["*"], (4,)),
    (["203.0.113.10/0"], (4,)),
    (["::ffff:0:0/96"], (4,)),
    (["2000::/3"], (6,)),
    (["2000::/4", "3000::/4"], (6,)),
    (["203.0.113.10", "0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"], (4,)),
]
CLOSED = [
    [],
    ["203.0.113.10"],
    ["0.0.0.0/1"],
    ["0.0.0.0/1", "128.0.0.0/2"],
    ["1.0.0.0-223.255.255.254"],
    ["2000::/4"],
    ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12"],
    ["not an address"],
]


@pytest.mark.parametrize(("entries", "versions"), OPEN)
def test_lists_that_admit_everybody_are_open(entries: list[str], versions: tuple[int, ...]) -> None:
    assert judge_whitelist(entries).open_versions == versions
    assert judge_whitelist(entries[::-1]).open_versions == versions


@pytest.mark.parametrize("entries", CLOSED)
def test_lists_that_leave_somebody_out_are_not_open(entries: list[str]) -> None:
    assert judge_whitelist(entries).open_versions == ()


def test_the_public_world_alone_is_open_too() -> None:
    """A list of everything but the private networks, as firewalls' manuals print it."""
    world: list[Network] = [ip_network("0.0.0.0/0")]
    for dead in registries().unreachable[4]:
        world = [
            part
            for network in world
            for part in (network.address_exclude(dead) if dead.subnet_of(network) else [network])  # type: ignore[arg-type]
        ]
    assert judge_whitelist([str(network) for network in world]).open_versions == (4,)
    assert judge_whitelist([str(network) for network in world[1:]]).open_versions == ()


def overlaps(*entries: str) -> dict[str, tuple[str, str]]:
    whitelist = judge_whitelist(entries)
    return {entries[index]: (found.kind, found.other.text) for index, found in whitelist.overlaps.items()}


def test_the_narrower_entry_lies_within_the_wider_one() -> None:
    assert overlaps("203.0.113.10", "203.0.113.0/24") == {"203.0.113.10": ("lies within", "203.0.113.0/24")}


def test_of_equals_the_best_written_is_kept() -> None:
    assert overlaps("::ffff:203.0.113.10", "203.0.113.10") == {"::ffff:203.0.113.10": ("repeats", "203.0.113.10")}
    assert overlaps("203.0.113.10", "203.0.113.10/32") == {"203.0.113.10/32": ("repeats", "203.0.113.10")}


def test_every_further_copy_is_reported() -> None:
    assert sorted(judge_whitelist(["203.0.113.10"] * 3).overlaps) == [1, 2]


def test_ranges_may_cross() -> None:
    assert overlaps("203.0.113.15-30", "203.0.113.10-20") == {"203.0.113.15-30": ("overlaps", "203.0.113.10-20")}


def test_neighbours_and_other_versions_do_not_overlap() -> None:
    assert overlaps("203.0.113.10", "203.0.113.11", "::203.0.113.10", "::/64") == {
        "::203.0.113.10": ("lies within", "::/64")
    }


def test_what_cannot_be_read_overlaps_nothing() -> None:
    assert overlaps("bot.example.com", "bot.example.com", "0.0.0.0/0") == {}


def test_the_shortest_list_merges_neighbours() -> None:
    whitelist = judge_whitelist(["203.0.113.11", "203.0.113.10", "203.0.113.10/32", "2001:db8::1"])
    assert whitelist.shortest == ("203.0.113.10/31", "2001:db8::1")


def test_the_corrected_list_is_fixed_merged_and_alive() -> None:
    entries = ["9.9.9.9/24", "149.112.112.112", " 149.112.112.113", "192.168.1.20", "bot.example.com", "2620:fe::9"]
    assert judge_whitelist(entries).corrected() == ("9.9.9.9", "149.112.112.112/31", "2620:fe::9")


def test_an_open_list_keeps_only_what_is_needed() -> None:
    whitelist = judge_whitelist(["9.9.9.9", "0.0.0.0/1", "128.0.0.0/1", "2620:fe::9"])
    assert whitelist.corrected([ip_network("149.112.112.112")]) == ("149.112.112.112", "2620:fe::9")


def test_missing_is_what_is_needed_and_not_admitted() -> None:
    needed = [ip_network("203.0.113.10"), ip_network("203.0.113.11"), ip_network("198.51.100.0/24")]
    whitelist = judge_whitelist(["203.0.113.10", "198.51.100.0/25"])
    assert [str(network) for network in missing(needed, whitelist)] == ["198.51.100.128/25", "203.0.113.11/32"]


def test_a_long_list_is_understood_in_one_pass() -> None:
    """Ten thousand entries in each other would take a hundred million comparisons two by two."""
    entries = [f"10.{first}.{second}.0/24" for first in range(100) for second in range(100)]
    whitelist = judge_whitelist([*entries, "10.0.0.0/8"])
    assert len(whitelist.overlaps) == len(entries)
    assert {overlap.other.text for overlap in whitelist.overlaps.values()} == {"10.0.0.0/8"}


@pytest.mark.parametrize(
    ("several", "single", "within"),
    [
        ("9.9.9.8, 9.9.9.9", "9.9.9.9", True),
        ("9.9.9.1, 9.9.9.9", "9.9.9.5", False),
        ("9.9.9.1, 9.9.9.9", "9.9.9.9", False),
        ("255.255.255.255, ::1:0:0", "255.255.255.255", False),
    ],
)
def test_several_addresses_are_one_stretch_where_no_other_is_between(
    several: str, single: str, *, within: bool
) -> None:
    assert overlaps(several, single) == ({single: ("lies within", several)} if within else {})
