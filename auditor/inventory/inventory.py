"""Tells what a user declares of an account's API keys: the typed form of `backpack-keys.yaml`.

Backpack has no public endpoint that lists keys or their permissions, so what a key may do is known from here alone.
None means what the file does not say; `unknown` tuples name the fields that it marks as still to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from msgspec import Struct

from auditor.inventory.networks import Network
from auditor.model.location import Span
from auditor.model.material import Pragma

FILE_NAME = "backpack-keys.yaml"
MAIN_ACCOUNT = "main"
"""What `subaccount` says of a key of the main account."""

Needs = Literal["read", "trade"]
Status = Literal["active", "revoked"]

TOP = Span(1, 1, 1, 1)
"""The place of what is nowhere."""


class Account(Struct, frozen=True, kw_only=True):
    """The account that owns the keys."""

    declared: bool = False
    two_factor: bool | None = None
    withdrawal_delay_hours: int | None = None
    """0 where the delay is off."""
    exempt_addresses: int | None = None
    """How many withdrawal addresses need no two-factor authentication."""
    unknown: tuple[str, ...] = ()
    span: Span = TOP
    pragmas: tuple[Pragma, ...] = ()

    @property
    def not_said(self) -> tuple[str, ...]:
        """The fields that the inventory leaves open: absent, or marked `unknown`."""
        fields = {
            "two_factor": self.two_factor,
            "withdrawal_delay_hours": self.withdrawal_delay_hours,
            "withdrawal_addresses_without_2fa": self.exempt_addresses,
        }
        return tuple(name for name, value in fields.items() if value is None)


class Integration(Struct, frozen=True, kw_only=True):
    """Who uses keys: declared in the inventory, supplied by a profile, or both."""

    name: str
    title: str
    needs: Needs | None = None
    addresses: tuple[Network, ...] = ()
    """The addresses from which it calls the exchange, collapsed; empty where they are not known."""
    addresses_from: str = ""
    """Where a person reads its addresses."""
    whitelist_required: bool = False
    profile: str = ""
    """The profile that it extends, if any."""
    declared: bool = False
    """It is in the inventory, not only in a profile."""
    unknown: tuple[str, ...] = ()
    span: Span = TOP
    pragmas: tuple[Pragma, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a whitelist, as written."""

    text: str = field(repr=False)
    span: Span
    pragmas: tuple[Pragma, ...] = ()


class Key(Struct, frozen=True, kw_only=True):
    """One API key. It is known by its join token: the text of `api_key:` may be a secret in the wrong place."""

    name: str
    token: bytes | None
    """None where `api_key:` holds no valid API key; the scan reports what is wrong with it."""
    status: Status | None = None
    read_only: bool | None = None
    subaccount: str | None = None
    entries: tuple[Entry, ...] = ()
    whitelist_declared: bool = False
    """`ip_whitelist` is there with a list, which may be empty."""
    used_by: tuple[str, ...] = ()
    use_spans: tuple[Span, ...] = ()
    """The places of the names in `used_by`, in the same order."""
    owner: str | None = None
    created: date | None = None
    rotate_after_days: int | None = None
    expires: date | None = None
    revoked_on: date | None = None
    unknown: tuple[str, ...] = ()
    """The fields that nobody has filled in; of a key without a status, also those that are absent."""
    span: Span
    """Its name's place."""
    whitelist_span: Span
    """The place of its list, or of its name where it has none."""
    pragmas: tuple[Pragma, ...] = ()
    whitelist_pragmas: tuple[Pragma, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether the exchange may still accept it: everything that is not declared revoked."""
        return self.status != "revoked"


class Inventory(Struct, frozen=True, kw_only=True):
    """The whole file, checked for sense."""

    path: str
    """As reports show it: relative to the audited root, with `/`."""
    account: Account = Account()
    integrations: Mapping[str, Integration] = {}
    """By the name that keys use: those declared, and the profiles that keys name without declaring them."""
    keys: tuple[Key, ...] = ()
    """In the order of the file."""

    @property
    def tokens(self) -> Mapping[bytes, Key]:
        """The keys by their join token."""
        return {key.token: key for key in self.keys if key.token is not None}
