"""The skeleton of the key inventory: everything that a policy run wants to know, commented out."""

from __future__ import annotations

from auditor.cli.init_files.edit import Edit

_SKELETON = """\
# The API keys of this Backpack Exchange account, for `backpack-audit policy`. Only public keys belong here, no secrets.
# `backpack-audit policy init` adds the keys that a scan sees. Uncomment and fill in the rest; a policy run names what is left.
version: 1

# account:
#   two_factor: true # or false: Settings, Security
#   withdrawal_delay_hours: 24 # 0 if the delay is off
#   withdrawal_addresses_without_2fa: 0 # how many, or a list of names for them

integrations: {}
#  market-maker: {needs: trade, addresses: [...]} # who uses keys, what for, and from where

keys: []
#  - name: market-maker-main
#    api_key: ... # base64 of the public key
#    status: active # active or revoked
#    read_only: false
#    subaccount: market-maker # main for the main account
#    ip_whitelist: [...]
#    used_by: [market-maker]
#    owner: ...
#    created: 2026-08-31
#    rotate_after_days: 90
"""


def add_inventory(text: str | None) -> Edit:
    """Returns the skeleton, if there is no inventory."""
    if text is not None:
        return Edit(None, "exists already")
    return Edit(_SKELETON, "declares what each key may do, for `backpack-audit policy`")
