"""Tells where a probe may go: the exchange's own API, or a stand-in that the user names in full."""

from __future__ import annotations

import ipaddress
import re
from ipaddress import ip_network
from urllib.parse import urlsplit

from auditor.errors import UsageError
from auditor.inventory.networks import registries
from auditor.probe.exchange import OFFICIAL
from auditor.probe.https_client import Address

_HTTPS = 443
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
_WRONG = "--base-url takes https:// and a host, and a port if needed, as https://127.0.0.1:8443"


def address_of(base_url: str, *, option: str = _WRONG) -> Address:
    """Returns the host and port of a base URL; an empty one is the exchange's.

    Raises:
        UsageError: it is none, has more than host and port, or is not https.
    """
    parts = urlsplit(base_url or OFFICIAL)
    try:
        port = parts.port or _HTTPS
    except ValueError:
        raise UsageError(option) from None
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None
    if parts.scheme != "https" or extra or not _HOST.fullmatch(host := parts.hostname or ""):
        raise UsageError(option)
    return Address(host, port)


def is_official(address: Address) -> bool:
    """Returns whether requests go to the exchange itself."""
    return address.url == OFFICIAL


def is_loopback(address: Address) -> bool:
    """Returns whether requests stay on this machine."""
    try:
        return ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        return address.host == "localhost"


def proxy_of(url: str) -> Address:
    """Returns the host and port of the proxy that the environment names.

    Raises:
        UsageError: there is none, it wants a password, or it is of another kind.
    """
    if not url:
        raise UsageError("--system-proxy: the environment names no proxy for https (HTTPS_PROXY)")
    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port or parts.username is not None:
        raise UsageError("--system-proxy: only a proxy such as http://host:port, without a password, can be used")
    return Address(parts.hostname, port)


def sender_of(text: str, *, official: bool) -> str:
    """Returns an address as one writes it; empty for an empty text.

    Args:
        text: What the user says of the address that the host sees.
        official: Whether that is the exchange itself, which sees public addresses only: a private one, taken for an
            address that is not on the whitelist, would be a false proof.

    Raises:
        UsageError: it is no address, or none that the exchange can see.
    """
    if not text:
        return ""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        raise UsageError(
            f"--from takes one address, such as 203.0.113.7: the one that the exchange sees, not {text}"
        ) from None
    seen = getattr(address, "ipv4_mapped", None) or address
    if official and (special := registries().special(ip_network(seen))):
        raise UsageError(
            f"--from {seen}: this is {special.name} ({special.rfc}), which the exchange never sees; name the public address "
            "of this machine"
        )
    return str(seen)
