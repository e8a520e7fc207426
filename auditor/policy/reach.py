"""What somebody who holds a key's secret can do with it: the blast radius, in one sentence.

Stands on the permission model of the exchange: Read Only is the only scope, a key acts on the sub-account that was
chosen when it was made, and the API withdraws only to addresses of the address book that need no two-factor
authentication.
"""

from __future__ import annotations

from auditor.policy.inventory import MAIN_ACCOUNT
from auditor.policy.matter import KeyMatter
from auditor.policy.prose import amount


def reach(matter: KeyMatter) -> str:
    """The sentence, with its full stop."""
    return f"Whoever holds the secret {_deeds(matter)}, {_origin(matter)}."


def account_name(matter: KeyMatter) -> str:
    """What the key acts on."""
    subaccount = matter.key.subaccount if matter.key else None
    if subaccount is None:
        return "an account that the inventory does not name"
    return "the main account" if subaccount == MAIN_ACCOUNT else f"sub-account {subaccount}"


def _deeds(matter: KeyMatter) -> str:
    on = account_name(matter)
    if matter.read_only:
        return f"can read balances, orders and history of {on}, but neither trade nor withdraw"
    trade = f"can trade on {on}" + ("" if matter.read_only is False else " (unless the key is read-only)")
    exempt = matter.setting.account.exempt_addresses
    if exempt is None:
        return (
            f"{trade} and withdraw to any address that needs no 2FA (the inventory does not say whether there is one)"
        )
    if exempt == 0:
        return f"{trade}, but not withdraw, since every withdrawal address needs 2FA"
    return f"{trade} and withdraw to {amount(exempt, 'address', 'addresses')} without 2FA"


def _origin(matter: KeyMatter) -> str:
    whitelist = matter.whitelist
    if whitelist.open_versions:
        return "from anywhere, for the whitelist is open to the world"
    if not whitelist.addresses:
        said = matter.key is not None and matter.key.whitelist_declared
        return "from anywhere" if said else "from anywhere, for the inventory names no whitelist"
    if not whitelist.covered:
        return "from wherever a whitelist that cannot be read allows"
    count = sum(network.num_addresses for network in whitelist.covered)
    return f"only from the {amount(count, 'address', 'addresses') if count < 1 << 32 else 'networks'} of its whitelist"
