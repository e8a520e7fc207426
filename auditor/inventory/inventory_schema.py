"""Tells which fields the inventory and an integration's profile may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.config_files.record_fields import Field, object_schema

_NETWORKS = "a list of addresses and networks"
_NEEDS = ("read", "trade")
_WHITELIST = ("required", "optional")

ACCOUNT: Mapping[str, Field] = {
    "two_factor": Field(
        kind="boolean", doc="Whether two-factor authentication is on (Settings, Security).", may_be_unknown=True
    ),
    "withdrawal_delay_hours": Field(
        kind="integer",
        doc="Hours that a withdrawal to an address outside the address book waits; 0 if the delay is off.",
        may_be_unknown=True,
        most=8760,
    ),
    "withdrawal_addresses_without_2fa": Field(
        kind="count",
        doc="Addresses of the address book whose switch 'Two Factor Authentication Required' is off: how many, or a "
        "list of names for them.",
        may_be_unknown=True,
    ),
}
INTEGRATION: Mapping[str, Field] = {
    "extends": Field(
        kind="shown", doc="The profile that supplies what is missing here; by default that of the same name."
    ),
    "needs": Field(kind="choice", doc="What it does with the key.", choices=_NEEDS, may_be_unknown=True),
    "addresses": Field(
        kind="texts",
        wanted=_NETWORKS,
        doc="The public addresses from which it calls the exchange.",
        may_be_unknown=True,
    ),
    "addresses_from": Field(kind="shown", doc="Where a person reads its addresses."),
    "whitelist": Field(kind="choice", doc="Whether it insists on an IP whitelist.", choices=_WHITELIST),
}
KEY: Mapping[str, Field] = {
    "name": Field(kind="shown", doc="What reports call the key; unique.", required=True),
    "api_key": Field(kind="text", doc="The API key: base64 of the public key. Never the API secret.", required=True),
    "status": Field(
        kind="choice",
        doc="Whether the exchange still accepts it.",
        choices=("active", "revoked"),
        may_be_unknown=True,
    ),
    "read_only": Field(kind="boolean", doc="The key's Read Only switch on the exchange.", may_be_unknown=True),
    "subaccount": Field(
        kind="shown",
        doc="The sub-account that was chosen when the key was made; `main` for the main account.",
        may_be_unknown=True,
    ),
    "ip_whitelist": Field(
        kind="texts", doc="The entries of the key's IP whitelist, one each, as they are there.", may_be_unknown=True
    ),
    "used_by": Field(
        kind="texts", doc="The integrations that hold the key: declared above, or profiles.", may_be_unknown=True
    ),
    "owner": Field(kind="shown", doc="Who answers for the key, best an e-mail address.", may_be_unknown=True),
    "created": Field(kind="date", doc="The day on which it was made, as 2026-08-31.", may_be_unknown=True),
    "rotate_after_days": Field(
        kind="integer",
        doc="The age in days at which it has to be replaced.",
        may_be_unknown=True,
        least=1,
        most=3650,
    ),
    "expires": Field(kind="date", doc="The last day on which it may exist; Backpack itself knows no expiry."),
    "revoked_on": Field(kind="date", doc="The day on which it was deleted from the exchange."),
    "note": Field(kind="text", doc="Anything; reports do not repeat it."),
}
PROFILE: Mapping[str, Field] = {
    "name": Field(kind="shown", doc="What inventories call it.", required=True),
    "title": Field(kind="shown", doc="What it calls itself.", required=True),
    "aliases": Field(kind="texts", doc="Other names that inventories may use."),
    "needs": Field(kind="choice", doc="What it does with the key.", required=True, choices=_NEEDS),
    "whitelist": Field(kind="choice", doc="Whether it insists on an IP whitelist.", required=True, choices=_WHITELIST),
    "addresses": Field(kind="texts", wanted=_NETWORKS, doc="Its published addresses, if it has any."),
    "addresses_from": Field(kind="text", doc="Where a person reads its addresses.", required=True),
    "note": Field(kind="text", doc="What else to know."),
    "sources": Field(kind="texts", doc="Where all of this is said.", required=True),
}
INVENTORY: Mapping[str, Field] = {
    "version": Field(
        kind="version",
        doc="The version of this form.",
        required=True,
        missing="an inventory begins with `version: 1`, the only version there is",
    ),
    "account": Field(kind="record", doc="The account that owns the keys.", fields=ACCOUNT),
    "integrations": Field(
        kind="named",
        doc="Who uses keys, by name.",
        of=Field(kind="record", what="integration", fields=INTEGRATION),
        wanted="a mapping of names to what each needs",
    ),
    "keys": Field(
        kind="records",
        doc="Every API key of the account.",
        required=True,
        fields=KEY,
        what="a key",
        wanted="a list: one key behind each `- `",
        missing="an inventory lists its keys; write `keys: []` if there are none",
    ),
}


def inventory_schema() -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of `backpack-keys.yaml`; `schemas/inventory-v1.json` is this."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "backpack-audit/inventory/v1",
        "title": "Inventory of Backpack Exchange API keys (backpack-keys.yaml), version 1",
        **object_schema(INVENTORY),
    }
