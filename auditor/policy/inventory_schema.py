"""Which keys the inventory and an integration's profile may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["text", "line", "boolean", "integer", "date", "choice", "texts", "addresses", "exempt"]
"""`line` is a text that reports repeat; `texts` a list of lines; `addresses` a list of plain addresses and networks;
`exempt` a number or a list of lines."""

UNKNOWN = "unknown"
"""What stands where a value is still to be filled in; a policy run names every such place."""


class Key(Struct, frozen=True, kw_only=True):
    """One key of a mapping."""

    kind: Kind
    doc: str
    required: bool = False
    may_be_unknown: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000


_NEEDS = ("read", "trade")
_WHITELIST = ("required", "optional")

ACCOUNT: Mapping[str, Key] = {
    "two_factor": Key(
        kind="boolean", doc="Whether two-factor authentication is on (Settings, Security).", may_be_unknown=True
    ),
    "withdrawal_delay_hours": Key(
        kind="integer",
        doc="Hours that a withdrawal to an address outside the address book waits; 0 if the delay is off.",
        may_be_unknown=True,
        most=8760,
    ),
    "withdrawal_addresses_without_2fa": Key(
        kind="exempt",
        doc="Addresses of the address book whose switch 'Two Factor Authentication Required' is off: how many, or a "
        "list of names for them.",
        may_be_unknown=True,
    ),
}
INTEGRATION: Mapping[str, Key] = {
    "extends": Key(
        kind="line", doc="The profile that supplies what is not said here; by default that of the same name."
    ),
    "needs": Key(kind="choice", doc="What it does with the key.", choices=_NEEDS, may_be_unknown=True),
    "addresses": Key(
        kind="addresses", doc="The public addresses from which it calls the exchange.", may_be_unknown=True
    ),
    "addresses_from": Key(kind="line", doc="Where a person reads its addresses."),
    "whitelist": Key(kind="choice", doc="Whether it insists on an IP whitelist.", choices=_WHITELIST),
}
KEY: Mapping[str, Key] = {
    "name": Key(kind="line", doc="What reports call the key; unique.", required=True),
    "api_key": Key(kind="text", doc="The API key: base64 of the public key. Never the API secret.", required=True),
    "status": Key(
        kind="choice",
        doc="Whether the exchange still accepts it.",
        choices=("active", "revoked"),
        may_be_unknown=True,
    ),
    "read_only": Key(kind="boolean", doc="The key's Read Only switch on the exchange.", may_be_unknown=True),
    "subaccount": Key(
        kind="line",
        doc="The sub-account that was chosen when the key was made; `main` for the main account.",
        may_be_unknown=True,
    ),
    "ip_whitelist": Key(
        kind="texts", doc="The entries of the key's IP whitelist, one each, as they stand there.", may_be_unknown=True
    ),
    "used_by": Key(
        kind="texts", doc="The integrations that hold the key: declared above, or profiles.", may_be_unknown=True
    ),
    "owner": Key(kind="line", doc="Who answers for the key, best an e-mail address.", may_be_unknown=True),
    "created": Key(kind="date", doc="The day on which it was made, as 2026-08-31.", may_be_unknown=True),
    "rotate_after_days": Key(
        kind="integer",
        doc="The age in days at which it has to be replaced.",
        may_be_unknown=True,
        least=1,
        most=3650,
    ),
    "expires": Key(kind="date", doc="The last day on which it may exist; Backpack itself knows no expiry."),
    "revoked_on": Key(kind="date", doc="The day on which it was deleted from the exchange."),
    "note": Key(kind="text", doc="Anything; reports do not repeat it."),
}
PROFILE: Mapping[str, Key] = {
    "name": Key(kind="line", doc="What inventories call it.", required=True),
    "title": Key(kind="line", doc="What it calls itself.", required=True),
    "aliases": Key(kind="texts", doc="Other names that inventories may use."),
    "needs": Key(kind="choice", doc="What it does with the key.", required=True, choices=_NEEDS),
    "whitelist": Key(kind="choice", doc="Whether it insists on an IP whitelist.", required=True, choices=_WHITELIST),
    "addresses": Key(kind="addresses", doc="Its published addresses, if it has any."),
    "addresses_from": Key(kind="text", doc="Where a person reads its addresses.", required=True),
    "note": Key(kind="text", doc="What else to know."),
    "sources": Key(kind="texts", doc="Where all of this is said.", required=True),
}


def inventory_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `backpack-keys.yaml`; `schemas/inventory-v1.json` is this."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Inventory of Backpack Exchange API keys (backpack-keys.yaml), version 1",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "keys"],
        "properties": {
            "version": {"description": "The version of this form.", "const": 1},
            "account": {"description": "The account that owns the keys.", **_mapping(ACCOUNT)},
            "integrations": {
                "description": "Who uses keys, by name.",
                "type": "object",
                "additionalProperties": _mapping(INTEGRATION),
            },
            "keys": {"description": "Every API key of the account.", "type": "array", "items": _mapping(KEY)},
        },
    }


def _mapping(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in keys.items() if key.required],
        "properties": {name: {"description": key.doc, **_value(key)} for name, key in keys.items()},
    }


def _value(key: Key) -> dict[str, Any]:
    value = _plain_value(key)
    return {"anyOf": [value, {"const": UNKNOWN}]} if key.may_be_unknown else value


def _plain_value(key: Key) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1}
    number = {"type": "integer", "minimum": key.least, "maximum": key.most}
    texts = {"type": "array", "items": text}
    values: dict[Kind, dict[str, Any]] = {
        "text": text,
        "line": text,
        "boolean": {"type": "boolean"},
        "integer": number,
        "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "choice": {"enum": list(key.choices)},
        "texts": texts,
        "addresses": texts,
        "exempt": {"anyOf": [number, texts]},
    }
    return values[key.kind]
