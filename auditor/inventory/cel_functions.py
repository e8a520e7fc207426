"""Tells what conditions about keys may compute besides CEL's own: addresses, dates, e-mail domains.

Nothing here fails: a text that is no address, no date or no e-mail address gives the value that its line names, so a
rule that needs to know asks first (`is_date`, `ip_version`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

from auditor.inventory.networks import holder, registries, width
from auditor.inventory.whitelist_entry import Address, parse_address
from auditor.model.case import Function

_ADDRESS = re.compile(r"(?:[^<>@]*<)?[^<>@\s]+@([^<>@\s]+)>?")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address:
    return parse_address(text)


def ip_in(address: str, network: str) -> bool:
    """Returns whether every address of the first text is one of the second."""
    inner, outer = _parsed(address).networks, _parsed(network).networks
    return bool(inner) and all(holder(outer, part) is not None for part in inner)


def ip_version(address: str) -> int:
    """Returns 4 or 6."""
    networks = _parsed(address).networks
    return networks[0].version if networks else 0


def ip_prefix(address: str) -> int:
    """Returns the prefix length of the smallest block with as many addresses."""
    return width(_parsed(address).networks)


def ip_public(address: str) -> bool:
    """Returns whether no part of it lies in a block that no request can come from."""
    networks = _parsed(address).networks
    return bool(networks) and all(registries().special(network) is None for network in networks)


def is_date(text: str) -> bool:
    """Returns whether it is a date as 2026-08-31."""
    return _date(text) is not None


def days_between(start: str, end: str) -> int:
    """Returns the days from one date to another, negative if the second comes first."""
    first, second = _date(start), _date(end)
    return (second - first).days if first and second else 0


def add_days(start: str, days: int) -> str:
    """Returns the date that many days later."""
    first = _date(start)
    try:
        return str(first + dt.timedelta(days=days)) if first else ""
    except OverflowError:
        return ""


def email_domain(text: str) -> str:
    """Returns the domain of an e-mail address, in lower case; the address may be in `<...>` behind a name."""
    match = _ADDRESS.fullmatch(text.strip())
    return match[1].lower() if match else ""


def lower(text: str) -> str:
    """Returns the text in lower case."""
    return text.lower()


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2026-08-31") else None
    except ValueError:
        return None


FUNCTIONS: Mapping[str, Function] = {
    "ip_in": Function(
        ("string", "string"),
        "bool",
        ip_in,
        "Whether every address of the first text (address, network or range) is one of the second; false if either "
        "cannot be read.",
    ),
    "ip_version": Function(("string",), "int", ip_version, "4 or 6; 0 if it cannot be read."),
    "ip_prefix": Function(
        ("string",),
        "int",
        ip_prefix,
        "The prefix length of the smallest block with as many addresses: 32 for one IPv4 address; -1 if it cannot be "
        "read.",
    ),
    "ip_public": Function(
        ("string",),
        "bool",
        ip_public,
        "Whether requests can come from it by IANA's registries; false if it cannot be read.",
    ),
    "is_date": Function(("string",), "bool", is_date, "Whether it is a date as 2026-08-31."),
    "days_between": Function(
        ("string", "string"),
        "int",
        days_between,
        "The days from the first date to the second, negative if the second comes first; 0 if one is not a date.",
    ),
    "add_days": Function(
        ("string", "int"), "string", add_days, "The date that many days later; empty if the first is not a date."
    ),
    "email_domain": Function(
        ("string",),
        "string",
        email_domain,
        "The domain of an e-mail address, in lower case; empty if it is none.",
    ),
    "lower": Function(("string",), "string", lower, "The text in lower case."),
}
