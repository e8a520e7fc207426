"""Arithmetic of addresses and the text of entries: both sides of every boundary."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from auditor.classification.sample_keys import expand
from auditor.inventory.networks import collapse, first, holder, holds, last, overlaps, registries, size, width, written
from auditor.inventory.whitelist_entry import Flaw, parse_address


def nets(*texts: str) -> tuple[object, ...]:
    return tuple(ip_network(text) for text in texts)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("9.9.9.0/24", "9.9.9.0/24", True),
        ("9.9.9.0/24", "9.9.9.0/25", True),
        ("9.9.9.0/24", "9.9.9.128/25", True),
        ("9.9.9.0/25", "9.9.9.0/24", False),
        ("9.9.9.128/25", "9.9.9.0/24", False),
        ("9.9.9.0/24", "9.9.10.0/24", False),
        ("9.9.9.0/24", "9.9.8.0/24", False),
        ("::/0", "9.9.9.9", False),
        ("0.0.0.0/0", "::1", False),
    ],
)
def test_which_network_holds_which(outer: str, inner: str, *, expected: bool) -> None:
    assert holds(ip_network(outer), ip_network(inner)) is expected
    assert (holder(collapse([ip_network(outer)]), ip_network(inner)) is not None) is expected


@pytest.mark.parametrize(
    ("network", "held", "shared"),
    [
        ("9.9.9.0/26", True, True),
        ("9.9.9.64/26", False, False),
        ("9.9.9.128/26", True, True),
        ("9.9.9.0/24", False, True),
        ("9.9.8.0/24", False, False),
        ("0.0.0.0/0", False, True),
        ("2001:db8::1", True, True),
        ("2001:db9::1", False, False),
        ("9.9.10.0", False, False),
    ],
)
def test_what_a_list_holds_and_shares(network: str, *, held: bool, shared: bool) -> None:
    listed = collapse(map(ip_network, ("9.9.9.0/26", "9.9.9.128/25", "2001:db8::/32")))
    assert (holder(listed, ip_network(network)) is not None) is held
    assert overlaps(listed, ip_network(network)) is shared
    assert not overlaps((), ip_network(network))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), -1),
        (("9.9.9.9",), 32),
        (("9.9.9.8/31",), 31),
        (("9.9.9.8/31", "9.9.9.10"), 30),
        (("9.9.9.0/24",), 24),
        (("9.9.9.0/24", "9.9.10.0"), 23),
        (("::1",), 128),
        (("9.9.9.9", "::/64"), 32),
    ],
)
def test_how_wide_a_list_is(texts: tuple[str, ...], expected: int) -> None:
    assert width(tuple(map(ip_network, texts))) == expected


def test_bounds_and_sizes() -> None:
    network = ip_network("9.9.9.4/30")
    assert (first(network), last(network), size(network)) == (0x09090904, 0x09090907, 4)
    assert (size(ip_network("9.9.9.9")), written(ip_network("9.9.9.9"))) == (1, "9.9.9.9")
    assert written(network) == "9.9.9.4/30"


@pytest.mark.parametrize(
    ("texts", "collapsed"),
    [
        ((), ()),
        (("9.9.9.9",), ("9.9.9.9",)),
        (("9.9.9.9", "9.9.9.8"), ("9.9.9.8/31",)),
        (("::1", "9.9.9.9"), ("9.9.9.9", "::1")),
        (("9.9.9.9", "9.9.9.9"), ("9.9.9.9",)),
    ],
)
def test_the_shortest_list_of_the_same_addresses(texts: tuple[str, ...], collapsed: tuple[str, ...]) -> None:
    assert collapse(map(ip_network, texts)) == nets(*collapsed)


@pytest.mark.parametrize(
    ("network", "name"),
    [
        ("10.0.0.0/8", "private use"),
        ("10.255.255.255", "private use"),
        ("9.255.255.255", None),
        ("11.0.0.0", None),
        ("10.0.0.0/7", None),
        ("192.0.0.9", None),
        ("192.0.0.8", "dummy address"),
    ],
)
def test_which_addresses_are_set_aside(network: str, name: str | None) -> None:
    block = registries().special(ip_network(network))
    assert (block is not None) is (name is not None)
    assert block is None or name is None or name.split()[0] in block.name.lower()


@pytest.mark.parametrize(
    ("text", "flaws", "corrected"),
    [
        ("9.9.9.9" + " " * 249, [Flaw.WHITE_SPACE], ["9.9.9.9"]),
        ("9.9.9.9" + " " * 250, [Flaw.GARBAGE], []),
        ("9.9.9.0/32", [], ["9.9.9.0"]),
        ("9.9.9.0/33", [Flaw.GARBAGE], []),
        ("::/128", [], ["::"]),
        ("::/129", [Flaw.GARBAGE], []),
        ("::ffff:9.9.9.9/96", [Flaw.IPV4_MAPPED, Flaw.HOST_BITS], ["9.9.9.9"]),
        ("::ffff:9.9.9.9/95", [Flaw.HOST_BITS], ["::ffff:909:909"]),
        ("9.9.9.9%x", [Flaw.ZONE], ["9.9.9.9"]),
        ("000.0.0.1", [Flaw.ZERO_PADDED], ["0.0.0.1"]),
        ("9.9.9.8-9", [Flaw.RANGE], ["9.9.9.8/31"]),
        ("9.9.9.8...9.9.9.9", [Flaw.RANGE], ["9.9.9.8/31"]),
        ("9.9.9.9-9.9.9.8", [Flaw.RANGE, Flaw.REVERSED], []),
        ("9.9.9.9-9.9.9.9", [Flaw.RANGE], ["9.9.9.9"]),
        ("9.9.9.8-9-10", [Flaw.GARBAGE], []),
        ("9.*", [Flaw.WILDCARD], ["9.0.0.0/8"]),
        ("9.9.*", [Flaw.WILDCARD], ["9.9.0.0/16"]),
        ("9.9.9.9.*", [Flaw.GARBAGE], []),
        ("*.*", [Flaw.WILDCARD], ["0.0.0.0/0"]),
        ("*.9", [Flaw.GARBAGE], []),
        ("999.*", [Flaw.GARBAGE], []),
        ("9.9.9.9/", [Flaw.WRAPPED], ["9.9.9.9"]),
        ("[::1]:1", [Flaw.WRAPPED], ["::1"]),
        ("[::1]:", [Flaw.GARBAGE], []),
        ("[]", [Flaw.GARBAGE], []),
        ("9.9.9.9:", [Flaw.GARBAGE], []),
        ("h://9.9.9.9", [Flaw.WRAPPED], ["9.9.9.9"]),
        ("HTTP://9.9.9.9", [Flaw.WRAPPED], ["9.9.9.9"]),
        ("9.9.9.9,9.9.9.10", [Flaw.SEVERAL], ["9.9.9.9", "9.9.9.10"]),
        ("9.9.9.9|,;9.9.9.10", [Flaw.SEVERAL], ["9.9.9.9", "9.9.9.10"]),
        ("9.9.9.9,x y", [Flaw.GARBAGE], []),
        ("a" * 63 + ".io", [Flaw.HOST_NAME], []),
        ("a" * 64 + ".io", [Flaw.GARBAGE], []),
        ("-a.io", [Flaw.GARBAGE], []),
        ("a-.io", [Flaw.GARBAGE], []),
        ("a." + "b" * 63, [Flaw.HOST_NAME], []),
        ("a." + "b" * 64, [Flaw.GARBAGE], []),
        ("a.io.", [Flaw.HOST_NAME], []),
        ("a.io..", [Flaw.GARBAGE], []),
        ("1.2", [Flaw.GARBAGE], []),
        ("9.9.9.*, 8.8.8.8", [Flaw.SEVERAL, Flaw.WILDCARD], ["8.8.8.8", "9.9.9.0/24"]),
        ("9.9.9.9:1, 8.8.8.8", [Flaw.SEVERAL, Flaw.WRAPPED], ["8.8.8.8", "9.9.9.9"]),
        ("9.9.9.8-9, 8.8.8.8", [Flaw.SEVERAL, Flaw.RANGE], ["8.8.8.8", "9.9.9.8/31"]),
        ("[-9.9.9.9", [Flaw.GARBAGE], []),
        ("9.9.9.9-[", [Flaw.GARBAGE], []),
        ("a", [Flaw.HOST_NAME], []),
        ("1", [Flaw.GARBAGE], []),
        ("ab.io", [Flaw.HOST_NAME], []),
        ("a.b", [Flaw.HOST_NAME], []),
        ("9.9.9.0/\uff12\uff14", [Flaw.GARBAGE], []),
        ("9.9.9.9\u00a0", [Flaw.GARBAGE], []),
        ("9.9.9.9 ::1", [Flaw.SEVERAL], ["9.9.9.9", "::1"]),
        ("a" * 41 + "://9.9.9.9", [Flaw.WRAPPED], ["9.9.9.9"]),
        ("a" * 42 + "://9.9.9.9", [Flaw.GARBAGE], []),
        (".9.9.9", [Flaw.GARBAGE], []),
        ("9.9.9.", [Flaw.GARBAGE], []),
        ("9.9.9.9.", [Flaw.GARBAGE], []),
        ("fe80::1%", [Flaw.ZONE], ["fe80::1"]),
        ("fe80::1%e", [Flaw.ZONE], ["fe80::1"]),
        (".*", [Flaw.GARBAGE], []),
        ("9..*", [Flaw.GARBAGE], []),
        ("*", [Flaw.WILDCARD], ["0.0.0.0/0"]),
        ("009.*", [Flaw.WILDCARD, Flaw.ZERO_PADDED], ["9.0.0.0/8"]),
        ("0009.*", [Flaw.GARBAGE], []),
        ("9.9.9.*", [Flaw.WILDCARD], ["9.9.9.0/24"]),
    ],
)
def test_what_an_entry_says(text: str, flaws: list[Flaw], corrected: list[str]) -> None:
    found = parse_address(text)
    assert (list(found.flaws), list(found.corrected)) == (flaws, corrected)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", False),
        ("9", True),
        ("9.9.9", True),
        ("9." * 21 + "9", True),
        ("9." * 22, False),
        ("bot.example.com", True),
        ("localhost", False),
        ("a b", False),
        ("9.9.9.9", True),
    ],
)
def test_which_entries_are_shown(text: str, *, shown: bool) -> None:
    assert (parse_address(text).shown == text) is shown
    assert (parse_address(text).shown == "an entry that cannot be read") is not shown


@pytest.mark.parametrize(("version", "bits"), [(4, 32), (6, 128)])
def test_how_many_addresses_are_somebody_s(version: int, bits: int) -> None:
    known = registries()
    assert known.reachable[version] == 2**bits - sum(network.num_addresses for network in known.unreachable[version])


def test_a_host_name_that_could_hold_a_secret_is_not_shown() -> None:
    text = expand("{{ a.secret | base58 }}.example.com")
    assert parse_address(text).flaws == (Flaw.HOST_NAME,)
    assert parse_address(text).shown == "an entry that cannot be read"
