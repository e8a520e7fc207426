"""Everything that is known when a case about keys is judged; facts and words are read off it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, field

from auditor.inventory.inventory import MAIN_ACCOUNT, Account, Integration, Inventory, Key
from auditor.inventory.networks import Network, size, written
from auditor.inventory.observations import Observations, join
from auditor.inventory.probe_record import ProbeRecord, RecordedAnswer
from auditor.inventory.probed_key import ProbedSubject
from auditor.inventory.whitelist import Overlap, Whitelist, judge_whitelist
from auditor.inventory.whitelist_entry import Address
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure
from auditor.rulebook.rule_wording import field_name, place_name
from auditor.wording.amounts import plural
from auditor.wording.lists import listed


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


_MOST = 5
"""Members of a list that a sentence names; the rest is counted."""


def named(items: Iterable[str], nothing: str = "", *, most: int = _MOST) -> str:
    """Returns `a, b and c`; of long lists the first members, and how many more."""
    return listed(items, nothing=nothing, most=most)


def networks(found: Sequence[Network], nothing: str = "") -> str:
    """Networks as one types them."""
    return named([written(network) for network in found], nothing)


def sightings(found: Sequence[Evidence], nothing: str = "nowhere") -> str:
    """Returns where something was seen and under which names: `bot/.env:2 (API_KEY), a.py:3 and b.py:7`."""
    return named([_sighting(one) for one in found], nothing)


def _sighting(one: Evidence) -> str:
    name = field_name(one.material.name)
    return f"{place_name(one.location)} ({name})" if name else place_name(one.location)


class Survey(Struct, frozen=True, kw_only=True):
    """One audit's keys and what they share."""

    setting: Setting
    exposure: Exposure
    """That of the inventory file, where the scan saw it; else `unversioned`."""
    keys: tuple[KeySubject, ...]
    """The declared keys in the order of the file, then the undeclared ones in the order of their first places."""


def survey(
    inventory: Inventory,
    evidence: Sequence[Evidence],
    *,
    today: date,
    scanned: bool = True,
    record: ProbeRecord | None = None,
) -> Survey:
    """Joins an inventory with what the scan found and what the last probes answered.

    Args:
        inventory: What is declared.
        evidence: What was found; with `scanned=False` that is the inventory file alone.
        today: The day by which ages are counted.
        scanned: Whether a scan was part of the audit.
        record: The answers to earlier probes; None where there are none.
    """
    record = record or ProbeRecord()
    setting = Setting(
        today=today,
        account=inventory.account,
        scanned=scanned,
        active_keys=sum(key.is_active for key in inventory.keys),
    )
    seen = join(inventory, evidence)
    declared = [
        KeySubject(
            setting=setting,
            key=key,
            seen=seen.get(key.token) if key.token else None,
            whitelist=judge_whitelist([entry.text for entry in key.entries]),
            integrations=_integrations(inventory, key),
            answers=record.of(key.token),
        )
        for key in inventory.keys
    ]
    known = inventory.tokens
    others = sorted(
        (one for token, one in seen.items() if token not in known), key=lambda one: one.all[0].location.sort_key
    )
    exposures = (one.provenance.exposure for one in evidence if one.location.path == inventory.path)
    return Survey(
        setting=setting,
        exposure=next(exposures, Exposure.UNVERSIONED),
        keys=(*declared, *(KeySubject(setting=setting, key=None, seen=one) for one in others)),
    )


def _integrations(inventory: Inventory, key: Key) -> tuple[Integration, ...]:
    return tuple(inventory.integrations[name] for name in sorted(key.used_by) if name in inventory.integrations)


def reach(matter: KeySubject) -> str:
    """Returns the sentence, with its full stop."""
    return f"Whoever holds the secret {_deeds(matter, _origin(matter))}."


def trading(matter: KeySubject) -> str:
    """Returns what a key that trades can do next to orders, as a sentence with its full stop.

    The instructions are those of the exchange's reference: accountUpdate, borrowLendExecute, vaultMint, vaultRedeem,
    rfqSubmit, quoteSubmit, convertDust.
    """
    if matter.read_only:
        return "It cannot change anything."
    return (
        "Trading includes the leverage limit, automatic lending and borrowing, loans, vault shares, quotes (RFQ) and the "
        "conversion of dust."
    )


def account_name(matter: KeySubject) -> str:
    """Returns what the key acts on."""
    subaccount = matter.key.subaccount if matter.key else None
    if subaccount is None:
        return "its account"
    return "the main account" if subaccount == MAIN_ACCOUNT else f"sub-account {subaccount}"


def _deeds(matter: KeySubject, origin: str) -> str:
    account = account_name(matter)
    if matter.read_only:
        return f"can read balances, orders and history of {account} {origin}, but neither trade nor withdraw"
    trade = (
        f"can trade on {account}" if matter.read_only is False else f"can, unless it is read-only, trade on {account}"
    )
    exempt = matter.setting.account.exempt_addresses
    if exempt is None:
        return f"{trade} {origin}, and withdraw if some address needs no 2FA"
    if exempt == 0:
        return f"{trade} {origin}, but not withdraw, because every withdrawal address needs 2FA"
    return f"{trade} and withdraw to {plural(exempt, 'address')} without 2FA, {origin}"


def _origin(matter: KeySubject) -> str:
    whitelist = matter.whitelist
    if whitelist.open_versions or not whitelist.addresses:
        return "from anywhere"
    if not whitelist.covered:
        return "from where its whitelist allows, which cannot be read"
    count = sum(map(size, whitelist.covered))
    return f"only from the {plural(count, 'address')} of its whitelist"
