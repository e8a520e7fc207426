"""The table of keys: what is declared of each API key and where the scan saw it, as values that any report can show."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from auditor.model.location import Exposure, Location

Holds = Literal["api_secret", "api_key"]
"""What is at a place: the API key, or a value from which it is derived."""
Permission = Literal["read", "trade", "withdraw", "unknown"]
"""The most that a key allows: `withdraw` where it is not read-only and an address of the account needs no 2FA."""
Explained = Literal["yes", "partly", "no", "unknown"]
"""Whether the addresses of a key's integrations account for a whitelist entry."""


class KeyPlace(Struct, frozen=True):
    """One place where an API key or its secret stands."""

    holds: Holds
    location: Location
    exposure: Exposure


class KeyUse(Struct, frozen=True, kw_only=True):
    """One integration that uses a key."""

    name: str
    title: str
    needs: str
    """`read`, `trade`, or empty where nobody says."""
    addresses: tuple[str, ...] = ()
    """From where it calls the exchange: addresses and networks, collapsed; empty where they are not known."""
    missing: tuple[str, ...] = ()
    """Those of its addresses that the key's whitelist does not admit."""


class KeyWhitelistEntry(Struct, frozen=True, kw_only=True):
    """One entry of a key's IP whitelist."""

    entry: str
    """As written, if it may be shown."""
    networks: tuple[str, ...]
    """What it admits, collapsed; empty if it cannot be read."""
    ip_version: int
    """4 or 6; 0 if it cannot be read."""
    addresses: int
    """How many addresses it admits."""
    special: str
    """The reserved block that holds all of it (`Private-Use`); empty for public addresses."""
    flaws: tuple[str, ...]
    """What is wrong with its text, as clauses."""
    explained: Explained
    accounted_for_by: tuple[str, ...]
    """The names of the integrations with an address in it."""


class KeyFacts(Struct, frozen=True, kw_only=True):
    """One API key: declared in the inventory, seen by the scan, or both."""

    name: str
    """Its name in the inventory; empty for a key that the inventory lacks, or where none was read."""
    api_key: str | None
    """In base64, where it is proven to be public; None where only a join token is known."""
    status: Literal["active", "revoked", ""]
    """As declared; empty where nobody says."""
    permission: Permission
    ability: str
    """What its secret can do, as a sentence."""
    subaccount: str
    owner: str
    created: dt.date | None = None
    rotate_after_days: int | None = None
    expires: dt.date | None = None
    revoked_on: dt.date | None = None
    places: tuple[KeyPlace, ...] = ()
    """Every place where the scan saw it, exposed secrets first."""
    uses: tuple[KeyUse, ...] = ()
    whitelist_declared: bool = False
    whitelist: tuple[KeyWhitelistEntry, ...] = ()
    open_to_world: tuple[int, ...] = ()
    """The IP versions (4, 6) of which its whitelist admits every public address."""

    @property
    def rotate_on(self) -> dt.date | None:
        """The day on which it is to be replaced."""
        if self.created is None or self.rotate_after_days is None:
            return None
        return self.created + dt.timedelta(days=self.rotate_after_days)
