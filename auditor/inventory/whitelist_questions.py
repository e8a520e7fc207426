"""Tells what rules may ask and say of a key's whitelist, and of one entry of it."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.inventory.networks import Block, registries, size, width, written
from auditor.inventory.subjects import EntrySubject, KeySubject, named, networks
from auditor.rulebook.fact_dsl import FactSource, Placeholder
from auditor.wording.amounts import plural

_MOST_ENTRIES = 20
"""Entries that a message lists; the report prints the whole corrected list besides."""

WHITELIST: Mapping[str, FactSource[KeySubject]] = {
    "whitelist.declared": FactSource(
        "bool",
        "The inventory gives a list, which may be empty.",
        lambda m: m.key is not None and m.key.whitelist_declared,
    ),
    "whitelist.required": FactSource(
        "bool",
        "An integration that uses the key insists on a whitelist.",
        lambda m: any(integration.whitelist_required for integration in m.integrations),
    ),
    "whitelist.count": FactSource("int", "Its entries, from 0.", lambda m: len(m.whitelist.addresses)),
    "whitelist.entries": FactSource(
        "list(string)", "Its entries as reports show them.", lambda m: [entry.shown for entry in m.whitelist.addresses]
    ),
    "whitelist.networks": FactSource(
        "list(string)", "The shortest list that admits the same addresses.", lambda m: list(m.whitelist.shortest)
    ),
    "whitelist.open": FactSource(
        "bool", "It admits every public address of IPv4 or of IPv6.", lambda m: bool(m.whitelist.open_versions)
    ),
    "whitelist.widest_v4": FactSource(
        "int", "The prefix length of its widest IPv4 block, 0 to 32; -1 if it has none.", lambda m: _widest(m, 4)
    ),
    "whitelist.widest_v6": FactSource(
        "int", "The prefix length of its widest IPv6 block, 0 to 128; -1 if it has none.", lambda m: _widest(m, 6)
    ),
}

WHITELIST_WORDS: Mapping[str, Placeholder[KeySubject]] = {
    "entries": Placeholder(
        "How many entries the whitelist has.", lambda m: plural(len(m.whitelist.addresses), "entry")
    ),
    "open": Placeholder(
        "The IP versions that the whitelist leaves open.",
        lambda m: named([f"IPv{version}" for version in m.whitelist.open_versions]),
    ),
    "shortest": Placeholder(
        "The shortest list that admits the same addresses.",
        lambda m: named(m.whitelist.shortest, "an empty list", most=_MOST_ENTRIES),
    ),
}

ENTRY: Mapping[str, FactSource[EntrySubject]] = {
    "entry.text": FactSource("string", "The entry as reports show it.", lambda m: m.address.shown),
    "entry.valid": FactSource(
        "bool", "It can be read as addresses, with or without flaws.", lambda m: bool(m.address.networks)
    ),
    "entry.flaws": FactSource(
        "list(string)",
        "What is wrong with its text: white-space, zero-padded, host-bits, netmask, range, reversed, wildcard, several, "
        "ipv4-mapped, zone, wrapped, host-name, garbage.",
        lambda m: [flaw.name.lower().replace("_", "-") for flaw in m.address.flaws],
    ),
    "entry.version": FactSource(
        "int",
        "4 or 6; 0 if it cannot be read.",
        lambda m: m.address.networks[0].version if m.address.networks else 0,
    ),
    "entry.prefix": FactSource(
        "int",
        "The prefix length of the smallest block with as many addresses: 32 for one IPv4 address; -1 if it cannot be "
        "read.",
        lambda m: width(m.address.networks),
    ),
    "entry.block_prefix": FactSource(
        "int",
        "The prefix length of the widest block that it makes with its neighbours in the list; -1 if it cannot be read.",
        lambda m: m.block.prefixlen if m.block else -1,
    ),
    "entry.opens_block": FactSource(
        "bool", "Of the entries of that block it is the first by address.", lambda m: m.opens_block
    ),
    "entry.special": FactSource(
        "string",
        "The purpose for which IANA sets the whole entry aside (`private use`); empty if requests can come from it.",
        lambda m: block.name if (block := _special(m)) else "",
    ),
    "entry.overlap": FactSource(
        "string",
        "What it does to another entry: repeats, lies within, overlaps; empty if nothing.",
        lambda m: m.overlap.kind if m.overlap else "",
    ),
    "entry.explained": FactSource(
        "string",
        "Whether the addresses of the key's integrations account for it: yes, partly, no, or unknown.",
        lambda m: m.explained,
    ),
}

ENTRY_WORDS: Mapping[str, Placeholder[EntrySubject]] = {
    "entry": Placeholder("The entry.", lambda m: m.address.shown),
    "flaws": Placeholder("What is wrong with its text.", lambda m: named([flaw.value for flaw in m.address.flaws])),
    "instead": Placeholder(
        "What to write instead.", lambda m: named(m.address.corrected, "the address itself", most=_MOST_ENTRIES)
    ),
    "whole": Placeholder("What it admits in the widest reading.", lambda m: networks(m.address.networks, "nothing")),
    "size": Placeholder(
        "How many addresses it admits.",
        lambda m: plural(sum(map(size, m.address.networks)), "address"),
    ),
    "block": Placeholder(
        "The widest block that it makes with its neighbours.", lambda m: written(m.block) if m.block else "nothing"
    ),
    "special": Placeholder(
        "The purpose for which IANA sets it aside, with the RFC.",
        lambda m: f"{block.name}, {block.rfc}" if (block := _special(m)) else "nothing special",
    ),
    "overlap": Placeholder("What it does to another entry.", lambda m: m.overlap.kind if m.overlap else ""),
    "other": Placeholder("That other entry.", lambda m: m.overlap.other.shown if m.overlap else ""),
}


def _widest(matter: KeySubject, version: int) -> int:
    lengths = [network.prefixlen for network in matter.whitelist.covered if network.version == version]
    return min(lengths, default=-1)


def _special(matter: EntrySubject) -> Block | None:
    """Returns the first part's block, if every part lies in a block that no request comes from."""
    blocks = [registries().special(network) for network in matter.address.networks]
    return blocks[0] if blocks and all(blocks) else None
