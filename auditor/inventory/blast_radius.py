"""What somebody who holds a key's secret can do with it: the blast radius, in one sentence.

Stands on the permission model of the exchange: Read Only is the only scope, a key acts on the sub-account that was
chosen when it was made, and the API withdraws only to addresses of the address book that need no two-factor
authentication.
"""

from __future__ import annotations

from auditor.inventory.inventory import MAIN_ACCOUNT
from auditor.inventory.networks import size
from auditor.inventory.subjects import KeySubject
from auditor.wording.amounts import plural


def reach(matter: KeySubject) -> str:
    """The sentence, with its full stop."""
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
    """What the key acts on."""
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
