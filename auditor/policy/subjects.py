"""Everything that is known when a case about keys is judged; facts and words are read off it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct, field

from auditor.model.evidence import Evidence
from auditor.policy.inventory import Account, Integration, Key
from auditor.policy.networks import Network
from auditor.policy.observations import Observations
from auditor.policy.probe_record import RecordedAnswer
from auditor.policy.probed_key import ProbedSubject
from auditor.policy.whitelist import Overlap, Whitelist
from auditor.policy.whitelist_entry import Address


class Setting(Struct, frozen=True, kw_only=True):
    """What all cases of one audit share."""

    today: date
    account: Account
    scanned: bool
    """False with `--no-scan`: then nothing was seen because nothing was scanned."""
    active_keys: int
    """Declared keys that are not revoked."""


class KeySubject(Struct, frozen=True, kw_only=True):
    """One key: declared, seen, or both."""

    setting: Setting
    key: Key | None
    """None for a key that the scan saw and the inventory lacks."""
    seen: Observations | None = None
    whitelist: Whitelist = field(default_factory=Whitelist)
    integrations: tuple[Integration, ...] = ()
    """Those that use it, by name."""
    answers: tuple[RecordedAnswer, ...] = ()
    """What the exchange answered when the key was probed, the latest last."""

    @property
    def probed(self) -> ProbedSubject:
        """What these answers say today."""
        return ProbedSubject(self.key, self.whitelist, self.answers)

    @property
    def read_only(self) -> bool | None:
        """The key's switch; None where the inventory does not say."""
        return self.key.read_only if self.key else None

    @property
    def can_trade(self) -> bool:
        """Whether it may trade; what is not declared read-only may."""
        return self.read_only is not True

    @property
    def age_days(self) -> int | None:
        """Days since it was made."""
        created = self.key.created if self.key else None
        return (self.setting.today - created).days if created else None

    @property
    def overdue_days(self) -> int:
        """Days since the end of its period; 0 where it is not over, or no period is declared."""
        period = self.key.rotate_after_days if self.key else None
        return 0 if period is None or self.age_days is None else max(0, self.age_days - period)

    @property
    def sightings(self) -> tuple[Evidence, ...]:
        """Every place where the scan saw the API key or its secret, leaks first."""
        return self.seen.all if self.seen else ()

    @property
    def leaks(self) -> tuple[Evidence, ...]:
        """The secrets in places that reach other people."""
        return self.seen.leaks if self.seen else ()

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed."""
        return bool(self.key and self.key.expires and self.key.expires < self.setting.today)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields that are still to be filled in; `api_key` where it holds no valid API key."""
        if self.key is None:
            return ()
        return self.key.unknown if self.key.token else ("api_key", *self.key.unknown)

    @property
    def needs(self) -> str:
        """What its integrations need together: `trade`, `read`, `unknown`, or empty where nothing uses it."""
        needed = [integration.needs for integration in self.integrations]
        if "trade" in needed:
            return "trade"
        return "unknown" if None in needed else "read" if needed else ""


class IntegrationSubject(Struct, frozen=True, kw_only=True):
    """One integration's use of one key."""

    of: KeySubject
    integration: Integration
    missing: tuple[Network, ...]
    """Its addresses that the key's whitelist does not admit."""


class RecordSubject(Struct, frozen=True, kw_only=True):
    """What the inventory says of the account, of one integration or of one key, as far as it is filled in."""

    setting: Setting
    kind: Literal["account", "integration", "key"]
    name: str
    """Of the integration or key; empty for the account."""
    not_said: tuple[str, ...]
    """The fields that are still to be filled in, in the order of the inventory's schema."""


class EntrySubject(Struct, frozen=True, kw_only=True):
    """One entry of one key's whitelist."""

    of: KeySubject
    address: Address
    overlap: Overlap | None
    block: Network | None
    """The widest block of the collapsed list that the entry is part of; None if it cannot be read."""
    opens_block: bool
    """Of the entries of its block this is the first by address: what is said of the block is said here."""
    explained: str
    """Whether the addresses of the key's integrations account for it: `yes`, `partly`, `no` or `unknown`."""
