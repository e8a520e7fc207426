"""The arithmetic of whitelists against brute force: on a network of sixteen addresses everything can be counted."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.inventory.networks import Network, collapse, holder, overlaps, width, written
from auditor.inventory.whitelist import Whitelist, judge_whitelist, missing
from auditor.inventory.whitelist_entry import parse_address

BASES = (IPv4Network("198.51.100.16/28"), IPv6Network("2001:db8::f0/124"))


def members(networks: Iterable[Network]) -> frozenset[int]:
    return frozenset(int(address) for network in networks for address in network)


@st.composite
def subnets(draw: st.DrawFn, base: Network) -> Network:
    length = draw(st.integers(base.prefixlen, base.max_prefixlen))
    step = 1 << (base.max_prefixlen - length)
    first = int(base.network_address) + step * draw(st.integers(0, base.num_addresses // step - 1))
    return type(base)((first, length))


@st.composite
def texts(draw: st.DrawFn, base: Network) -> tuple[str, frozenset[int]]:
    """An entry in one of its forms, and the addresses that it means."""
    form = draw(st.sampled_from(["network", "address", "range", "spaced", "full"]))
    if form == "range":
        ends = sorted(int(base.network_address) + draw(st.integers(0, 15)) for _ in range(2))
        low, high = (str(type(base.network_address)(end)) for end in ends)
        return f"{low}-{high}", frozenset(range(ends[0], ends[1] + 1))
    network = draw(subnets(base))
    if form == "address":
        address = network.network_address
        return str(address), frozenset({int(address)})
    if form == "full":
        return f"{network.network_address.exploded}/{network.prefixlen}", members([network])
    return (f" {network}\t" if form == "spaced" else str(network)), members([network])


def lists(base: Network) -> st.SearchStrategy[list[tuple[str, frozenset[int]]]]:
    return st.lists(texts(base), max_size=7)


both = pytest.mark.parametrize("base", BASES, ids=("IPv4", "IPv6"))


@both
@given(data=st.data())
def test_an_entry_admits_what_it_means(base: Network, data: st.DataObject) -> None:
    text, meant = data.draw(texts(base))
    assert members(parse_address(text).networks) == meant
    assert members(parse_address(text).meant) == meant


@both
@given(data=st.data())
def test_the_shortest_list_is_equivalent_and_no_list_is_shorter(base: Network, data: st.DataObject) -> None:
    entries = data.draw(lists(base))
    wanted = frozenset[int]().union(*(meant for _, meant in entries))
    shortest = [ip_network(text) for text in judge_whitelist([text for text, _ in entries]).shortest]
    assert members(shortest) == wanted
    inside = [block for block in every_block(base) if members([block]) <= wanted]
    maximal = [block for block in inside if not any(members([block]) < members([other]) for other in inside)]
    assert sorted(map(str, shortest)) == sorted(map(str, maximal))


def every_block(base: Network) -> list[Network]:
    return [
        block for length in range(base.prefixlen, base.max_prefixlen + 1) for block in base.subnets(new_prefix=length)
    ]


@both
@given(data=st.data())
def test_what_is_missing_is_what_is_needed_and_not_admitted(base: Network, data: st.DataObject) -> None:
    entries = data.draw(lists(base))
    needed = data.draw(st.lists(subnets(base), max_size=4))
    admitted = frozenset[int]().union(*(meant for _, meant in entries))
    found = missing(needed, judge_whitelist([text for text, _ in entries]))
    assert members(found) == members(needed) - admitted
    assert found == collapse(found)


@both
@given(data=st.data())
def test_an_overlap_is_reported_for_exactly_the_entries_that_share_addresses(
    base: Network, data: st.DataObject
) -> None:
    entries = data.draw(lists(base))
    whitelist = judge_whitelist([text for text, _ in entries])
    kinds = {index: overlap.kind for index, overlap in whitelist.overlaps.items()}
    for index, overlap in whitelist.overlaps.items():
        other = members(overlap.other.networks)
        mine = entries[index][1]
        relation = {"repeats": mine == other, "lies within": mine < other, "overlaps": bool(mine & other)}
        assert relation[overlap.kind]
        if overlap.kind == "overlaps":
            assert not mine <= other
            assert not other <= mine
    for (i, (_, one)), (j, (_, two)) in combinations(enumerate(entries), 2):
        if one & two:
            assert i in kinds or j in kinds
        if one < two:
            assert kinds[i] in ("lies within", "repeats")
    untold = [meant for index, (_, meant) in enumerate(entries) if index not in kinds]
    assert all(not one & two for one, two in combinations(untold, 2))


@both
@given(data=st.data())
def test_nothing_depends_on_the_order_of_entries(base: Network, data: st.DataObject) -> None:
    entries = [text for text, _ in data.draw(lists(base))]
    shuffled = data.draw(st.permutations(entries))
    one, two = judge_whitelist(entries), judge_whitelist(shuffled)
    assert one.covered == two.covered
    assert one.corrected() == two.corrected()
    assert told(one) == told(two)


def told(whitelist: Whitelist) -> list[tuple[str, str, str]]:
    return sorted(
        (whitelist.addresses[index].text, overlap.kind, overlap.other.text)
        for index, overlap in whitelist.overlaps.items()
    )


@both
@given(data=st.data())
def test_holder_and_overlaps_agree_with_sets(base: Network, data: st.DataObject) -> None:
    listed = collapse(data.draw(st.lists(subnets(base), max_size=6)))
    network = data.draw(subnets(base))
    assert (holder(listed, network) is not None) == (members([network]) <= members(listed))
    assert overlaps(listed, network) == bool(members([network]) & members(listed))


@both
@given(data=st.data())
def test_width_counts_addresses(base: Network, data: st.DataObject) -> None:
    listed = collapse(data.draw(st.lists(subnets(base), min_size=1, max_size=6)))
    size = 1 << (base.max_prefixlen - width(listed))
    assert size // 2 < len(members(listed)) <= size


@given(st.one_of(st.ip_addresses(), st.ip_addresses(network="0.0.0.0/0"), st.ip_addresses(network="::/0")))
def test_every_plain_address_is_read_without_a_flaw_but_mapped_ones(address: IPv4Address | IPv6Address) -> None:
    found = parse_address(str(address))
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    assert bool(found.flaws) == mapped
    assert found.corrected == (str(address.ipv4_mapped if isinstance(address, IPv6Address) and mapped else address),)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer_and_what_is_read_can_be_written(text: str) -> None:
    found = parse_address(text)
    assert found.text == text
    assert bool(found.networks) == bool(found.meant)
    assert found.networks or found.flaws
    assert all(parse_address(written(network)).flaws == () for network in found.meant)


@given(st.lists(st.sampled_from(["0.0.0.0/1", "128.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2", "10.0.0.0/8"]), max_size=6))
def test_a_list_is_open_exactly_if_it_adds_up_to_the_world(entries: list[str]) -> None:
    have = set(entries)
    upper = "128.0.0.0/1" in have or {"128.0.0.0/2", "192.0.0.0/2"} <= have
    assert (judge_whitelist(entries).open_versions == (4,)) == ("0.0.0.0/1" in have and upper)
