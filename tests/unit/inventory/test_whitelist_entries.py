from __future__ import annotations

import pytest

from auditor.classification.sample_keys import specimen
from auditor.inventory.whitelist_entry import Flaw, parse_address

PLAIN = [
    ("203.0.113.10", ["203.0.113.10/32"]),
    ("203.0.113.0/24", ["203.0.113.0/24"]),
    ("203.0.113.10/32", ["203.0.113.10/32"]),
    ("0.0.0.0/0", ["0.0.0.0/0"]),
    ("::/0", ["::/0"]),
    ("2001:DB8:0:0::10", ["2001:db8::10/128"]),
    ("2001:db8::/64", ["2001:db8::/64"]),
    ("::ffff:0:0/95", ["::fffe:0:0/95"]),
]
FLAWED = [
    (" 203.0.113.10", [Flaw.WHITE_SPACE], ["203.0.113.10"]),
    ("203.0.113.10\t", [Flaw.WHITE_SPACE], ["203.0.113.10"]),
    ("203.0.113. 10", [Flaw.WHITE_SPACE], ["203.0.113.10"]),
    ("203.0.113.0 / 24", [Flaw.WHITE_SPACE], ["203.0.113.0/24"]),
    ("203.0.113.010", [Flaw.ZERO_PADDED], ["203.0.113.10"]),
    ("203.000.113.010", [Flaw.ZERO_PADDED], ["203.0.113.10"]),
    ("203.0.113.0/024", [Flaw.ZERO_PADDED], ["203.0.113.0/24"]),
    ("203.0.113.10/24", [Flaw.HOST_BITS], ["203.0.113.10"]),
    ("2001:db8::10/64", [Flaw.HOST_BITS], ["2001:db8::10"]),
    ("203.0.113.0/255.255.255.0", [Flaw.NETMASK], ["203.0.113.0/24"]),
    ("203.0.113.0/0.0.0.255", [Flaw.NETMASK], ["203.0.113.0/24"]),
    ("203.0.113.10-203.0.113.11", [Flaw.RANGE], ["203.0.113.10/31"]),
    ("203.0.113.9 - 203.0.113.11", [Flaw.RANGE], ["203.0.113.9", "203.0.113.10/31"]),
    ("203.0.113.9-11", [Flaw.RANGE], ["203.0.113.9", "203.0.113.10/31"]),
    ("203.0.113.9..203.0.113.9", [Flaw.RANGE], ["203.0.113.9"]),
    ("203.0.113.09-11", [Flaw.RANGE, Flaw.ZERO_PADDED], ["203.0.113.9", "203.0.113.10/31"]),
    ("2001:db8::1-2001:db8::2", [Flaw.RANGE], ["2001:db8::1", "2001:db8::2"]),
    ("203.0.113.20-203.0.113.10", [Flaw.RANGE, Flaw.REVERSED], []),
    ("203.0.113.*", [Flaw.WILDCARD], ["203.0.113.0/24"]),
    ("203.*.*.*", [Flaw.WILDCARD], ["203.0.0.0/8"]),
    ("*", [Flaw.WILDCARD], ["0.0.0.0/0"]),
    ("203.0.113.10, 203.0.113.12", [Flaw.SEVERAL], ["203.0.113.10", "203.0.113.12"]),
    ("203.0.113.10;198.51.100.1/25", [Flaw.SEVERAL, Flaw.HOST_BITS], ["198.51.100.1", "203.0.113.10"]),
    ("203.0.113.10\n2001:db8::1", [Flaw.SEVERAL], ["203.0.113.10", "2001:db8::1"]),
    ("::ffff:203.0.113.10", [Flaw.IPV4_MAPPED], ["203.0.113.10"]),
    ("::ffff:cb00:710a", [Flaw.IPV4_MAPPED], ["203.0.113.10"]),
    ("::ffff:203.0.113.0/120", [Flaw.IPV4_MAPPED], ["203.0.113.0/24"]),
    ("::ffff:0:0/96", [Flaw.IPV4_MAPPED], ["0.0.0.0/0"]),
    ("fe80::1%eth0", [Flaw.ZONE], ["fe80::1"]),
    ("fe80::%25en0/64", [Flaw.ZONE], ["fe80::/64"]),
    ("203.0.113.10:443", [Flaw.WRAPPED], ["203.0.113.10"]),
    ("[2001:db8::1]:443", [Flaw.WRAPPED], ["2001:db8::1"]),
    ("[2001:db8::1]", [Flaw.WRAPPED], ["2001:db8::1"]),
    ("https://203.0.113.10/", [Flaw.WRAPPED], ["203.0.113.10"]),
]
UNREADABLE = [
    ("bot.example.com", Flaw.HOST_NAME),
    ("localhost", Flaw.HOST_NAME),
    ("my-bot.example.com.", Flaw.HOST_NAME),
    ("", Flaw.GARBAGE),
    ("256.1.1.1", Flaw.GARBAGE),
    ("203.0.113", Flaw.GARBAGE),
    ("203.0.113.10/33", Flaw.GARBAGE),
    ("2001:db8::/129", Flaw.GARBAGE),
    ("203.0.113.0/255.0.255.0", Flaw.GARBAGE),
    ("2001:db8::/ffff::", Flaw.GARBAGE),
    ("203.0.113.10 5", Flaw.GARBAGE),
    ("3405803786", Flaw.GARBAGE),
    ("203.0.113.10-203.0.113.20/24", Flaw.GARBAGE),
    ("203.0.113.10-2001:db8::1", Flaw.GARBAGE),
    ("1-2-3", Flaw.GARBAGE),
    ("\uff11.2.3.4", Flaw.GARBAGE),
    ("203.0.113.10 " * 100, Flaw.GARBAGE),
]


@pytest.mark.parametrize(("text", "networks"), PLAIN)
def test_plain_entries_have_no_flaw(text: str, networks: list[str]) -> None:
    found = parse_address(text)
    if text != "::ffff:0:0/95":  # it is no network address, and no mapped one either
        assert found.flaws == ()
    assert [str(network) for network in found.networks] == networks


@pytest.mark.parametrize(("text", "flaws", "corrected"), FLAWED)
def test_odd_entries_are_named_and_corrected(text: str, flaws: list[Flaw], corrected: list[str]) -> None:
    found = parse_address(text)
    assert list(found.flaws) == flaws
    assert list(found.corrected) == corrected


@pytest.mark.parametrize(("text", "flaw"), UNREADABLE)
def test_what_is_no_address_admits_nothing(text: str, flaw: Flaw) -> None:
    found = parse_address(text)
    assert found.flaws == (flaw,)
    assert found.networks == found.meant == ()


def test_host_bits_admit_the_network_but_mean_one_address() -> None:
    found = parse_address("203.0.113.10/24")
    assert [str(network) for network in found.networks] == ["203.0.113.0/24"]
    assert [str(network) for network in found.meant] == ["203.0.113.10/32"]


@pytest.mark.parametrize(
    "text", ["203.0.113.10", " 203.0.113.10 ", "203.0.113.0/33", "203.0.113.20-10", "a.example.com"]
)
def test_what_holds_no_secret_is_shown(text: str) -> None:
    assert parse_address(text).shown == text.strip()


def test_what_could_be_a_secret_is_not_shown() -> None:
    pair = specimen("a")
    for secret in (pair.secret, pair.seed.hex(), pair.secret.rstrip("="), "letters only", f"{pair.seed.hex()}.example"):
        assert parse_address(secret).shown == "an entry that cannot be read"
