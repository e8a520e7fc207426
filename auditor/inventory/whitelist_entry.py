"""Tells what one entry of an IP whitelist says: which addresses it admits, what is wrong with it, what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    summarize_address_range,
)

from auditor.inventory.networks import Network, collapse, written
from auditor.redaction import is_showable


class Flaw(StrEnum):
    """What is wrong with the text of an entry; the value is what a person reads."""

    WHITE_SPACE = "it has white space in or around it"
    ZERO_PADDED = "its numbers are padded with zeros, which some programs read as octal"
    HOST_BITS = "it has a prefix length but is not a network address"
    NETMASK = "it has a netmask where a prefix length belongs"
    RANGE = "it is a range, not an address or a network"
    REVERSED = "it is a range that ends before it begins"
    WILDCARD = "it has a wildcard"
    SEVERAL = "it is several entries in one"
    IPV4_MAPPED = "it is an IPv4 address written as IPv6"
    ZONE = "it has a zone, which means nothing outside one machine"
    WRAPPED = "it has a port, a scheme or brackets around the address"
    HOST_NAME = "it is a host name, not an address"
    GARBAGE = "it is neither an address nor a network"


@dataclass(frozen=True, slots=True)
class Address:
    """One entry, understood."""

    text: str = field(repr=False)
    """As written."""
    flaws: tuple[Flaw, ...] = ()
    networks: tuple[Network, ...] = ()
    """The addresses that it admits in the widest sensible reading, collapsed; empty if it cannot be read."""
    meant: tuple[Network, ...] = ()
    """The same in the narrowest sensible reading: it differs where host bits are set (`198.51.100.9/24`)."""

    @property
    def corrected(self) -> tuple[str, ...]:
        """What to write instead, one entry each; empty where only a person can know."""
        return tuple(written(network) for network in self.meant)

    @property
    def shown(self) -> str:
        """The entry for people; what is neither an address nor a host name with a dot is not repeated."""
        text = self.text.strip()
        readable = self.networks or _NUMERIC.fullmatch(text) or (Flaw.HOST_NAME in self.flaws and "." in text)
        return text if readable and is_showable(text) else "an entry that cannot be read"


_MAX_LENGTH = 256
"""The longest sensible entry, a range of two full IPv6 addresses with zones, has under 200 characters."""
_IPV4_OCTETS = 4
_MAPPED_BITS = 96
"""An IPv4-mapped network has at least this prefix length (RFC 4291, section 2.5.5.2)."""
_NUMERIC = re.compile(r"[0-9./:*% -]{1,43}")
_QUAD = re.compile(r"\d+(?:\.\d+){3}")
_ZONE = re.compile(r"%[^/\s]*")
_DASH = re.compile(r"-|\.\.+")
_WILDCARD = re.compile(r"((?:\d{1,3}\.){0,3})\*(?:\.\*)*")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,40}://|/$", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\]]+)\](?::\d+)?")
_WITH_PORT = re.compile(r"(\d+(?:\.\d+){3}):\d+")
_SEPARATOR = re.compile(r"[\s,;|]+")
_LOOSE = re.compile(r"(?<!\s)\s++(?=[./:-])|(?<=[./:-])\s++")
_HOST_NAME = re.compile(r"(?=.*[a-z])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_-]{1,63}\.?", re.IGNORECASE)


def parse_address(text: str) -> Address:
    """Reads one entry of a whitelist. Whatever it holds, the answer is a value.

    Nothing is fixed silently: every departure from a plain address or a network in CIDR form is a flaw.
    """
    if len(text) > _MAX_LENGTH or not text.isascii():
        return Address(text, (Flaw.GARBAGE,))
    stripped = text.strip()
    tight = _LOOSE.sub("", stripped)
    found = _parse(stripped)
    spaced = text != stripped or found is None
    found = found or _parse(tight)
    if found is None:
        return Address(text, (Flaw.HOST_NAME if _HOST_NAME.fullmatch(stripped) else Flaw.GARBAGE,))
    return replace(found, text=text, flaws=(Flaw.WHITE_SPACE, *found.flaws) if spaced else found.flaws)


def _parse(text: str) -> Address | None:
    """Returns the first form that fits; None if none does."""
    return _single(text) or _range(text) or _wildcard(text) or _wrapped(text) or _several(text)


def _single(text: str) -> Address | None:
    """Returns an address, or a network in CIDR form, with the flaws that its text can have."""
    bare, zones = _ZONE.subn("", text)
    host, slash, suffix = bare.partition("/")
    flaws = [Flaw.ZONE] if zones else []
    address = _host(host, flaws)
    length = None if address is None else _length(suffix if slash else str(address.max_prefixlen), address, flaws)
    if address is None or length is None:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None and length >= _MAPPED_BITS:
        flaws.append(Flaw.IPV4_MAPPED)
        address, length = address.ipv4_mapped, length - _MAPPED_BITS
    network, host_only = _network(address, length), _network(address, address.max_prefixlen)
    if network.network_address != address:
        return Address(text, (*flaws, Flaw.HOST_BITS), (network,), (host_only,))
    return Address(text, tuple(flaws), (network,), (network,))


def _host(text: str, flaws: list[Flaw]) -> IPv4Address | IPv6Address | None:
    if _QUAD.fullmatch(text):
        octets = [octet.lstrip("0") or "0" for octet in text.split(".")]
        if ".".join(octets) != text:
            flaws.append(Flaw.ZERO_PADDED)
        text = ".".join(octets)
    try:
        return ip_address(text)
    except ValueError:
        return None


def _length(text: str, address: IPv4Address | IPv6Address, flaws: list[Flaw]) -> int | None:
    """Returns the prefix length that is behind the slash, as a number or (IPv4) as a mask."""
    if text.isdigit():
        length = int(text)
        if str(length) != text:
            flaws.append(Flaw.ZERO_PADDED)
        return length if length <= address.max_prefixlen else None
    if isinstance(address, IPv6Address):
        return None
    try:
        length = IPv4Network(f"0.0.0.0/{text}").prefixlen
    except ValueError:
        return None
    flaws.append(Flaw.NETMASK)
    return length


def _network(address: IPv4Address | IPv6Address, length: int) -> Network:
    kind = IPv4Network if isinstance(address, IPv4Address) else IPv6Network
    return kind((int(address), length), strict=False)


def _range(text: str) -> Address | None:
    """Reads `a-b`; the end may be the last number alone (`198.51.100.10-20`)."""
    ends = [end.strip() for end in _DASH.split(text)]
    if len(ends) != 2:  # noqa: PLR2004 - a range has two ends
        return None
    low = _single(ends[0])
    high = _single(f"{ends[0].rpartition('.')[0]}.{ends[1]}" if ends[1].isdigit() else ends[1])
    if low is None or high is None or "/" in text or low.networks[0].version != high.networks[0].version:
        return None
    flaws = (Flaw.RANGE, *dict.fromkeys((*low.flaws, *high.flaws)))
    start, stop = low.networks[0].network_address, high.networks[0].network_address
    if int(stop) < int(start):
        return Address(text, (*flaws, Flaw.REVERSED))
    networks = _summary(start, stop)
    return Address(text, flaws, networks, networks)


def _summary(start: IPv4Address | IPv6Address, stop: IPv4Address | IPv6Address) -> tuple[Network, ...]:
    if isinstance(start, IPv4Address) and isinstance(stop, IPv4Address):
        return tuple(summarize_address_range(start, stop))
    return tuple(summarize_address_range(IPv6Address(int(start)), IPv6Address(int(stop))))


def _wildcard(text: str) -> Address | None:
    """Reads `198.51.100.*`, `198.51.*.*`, `*`: the octets that are missing are free."""
    match = _WILDCARD.fullmatch(text)
    if match is None:
        return None
    octets = match[1].rstrip(".").split(".") if match[1] else []
    whole = _single(".".join([*octets, *["0"] * (_IPV4_OCTETS - len(octets))]) + f"/{len(octets) * 8}")
    return None if whole is None else replace(whole, flaws=(Flaw.WILDCARD, *whole.flaws))


def _wrapped(text: str) -> Address | None:
    """Returns an address with a scheme, brackets or a port around it."""
    inner = _SCHEME.sub("", text)
    match = _BRACKETED.fullmatch(inner) or _WITH_PORT.fullmatch(inner)
    inner = match[1] if match else inner
    found = _single(inner) if inner != text else None
    return None if found is None else replace(found, flaws=(Flaw.WRAPPED, *found.flaws))


def _several(text: str) -> Address | None:
    """Entries in one text, separated by commas or white space: Backpack takes them one by one."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    found = [_single(part) or _range(part) or _wildcard(part) or _wrapped(part) for part in parts]
    known = [part for part in found if part is not None]
    if len(known) != len(parts) or len(parts) < 2:  # noqa: PLR2004 - one alone is not several
        return None
    return Address(
        text,
        (Flaw.SEVERAL, *dict.fromkeys(flaw for part in known for flaw in part.flaws)),
        collapse(network for part in known for network in part.networks),
        collapse(network for part in known for network in part.meant),
    )
