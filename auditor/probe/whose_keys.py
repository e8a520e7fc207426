"""Tells which keys may be asked about: those that the inventory declares with an owner, or one that the user names.

A signed request is an act in the name of the key's owner. Whoever finds a secret in another person's repository and
tries it uses a stolen credential, whatever the request reads; so what a scan came by is no reason to ask, and several
keys that nobody has declared are refused.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from auditor.errors import UsageError
from auditor.inventory.inventory import Inventory, Key
from auditor.inventory.observations import Observations
from auditor.model.location import Location
from auditor.rulebook.rule_wording import place_name
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

WHY_REFUSED = (
    "`probe` asks only about keys that are yours: declare each in backpack-keys.yaml with its `owner`, or name one file with "
    "one key. A request that is signed with a secret found in other people's repositories is the use of a stolen credential"
)


class Chosen(Struct, frozen=True, kw_only=True):
    """One key to ask about, and where its secret is read from."""

    token: bytes
    api_key: str
    place: Location
    key: Key | None
    """What the inventory declares; None for a key that it lacks."""

    @property
    def name(self) -> str:
        """Its name in the inventory, or the first characters of the API key."""
        return self.key.name if self.key else f"API key {self.api_key[:8]}…"

    @property
    def where(self) -> str:
        """`bot/.env:3:21`."""
        return place_name(self.place)


def chosen_by_name(names: Sequence[str], inventory: Inventory, found: Mapping[bytes, Observations]) -> list[Chosen]:
    """Returns the keys that the user named.

    Args:
        names: As in the inventory.
        inventory: What is declared.
        found: The secrets in scope, by the join token of their API keys.

    Raises:
        UsageError: a name is nobody's, its secret is nowhere, or several keys without an owner are named.
    """
    declared = {key.name: key for key in inventory.keys}
    keys = [declared[name] if name in declared else _unknown(name, declared) for name in dict.fromkeys(names)]
    ownerless = [key.name for key in keys if not key.owner]
    if ownerless and len(keys) > 1:
        raise UsageError(f"{listed(ownerless)}: no `owner` in {inventory.path}; {WHY_REFUSED}")
    return [_with_secret(key, found, inventory) for key in keys]


def chosen_by_place(
    inventory: Inventory, found: Mapping[bytes, Observations], *, named: str
) -> tuple[list[Chosen], list[str]]:
    """Returns the keys whose secrets are in scope and may be asked about, and the names of those that may not.

    Args:
        inventory: What is declared.
        found: The secrets in scope.
        named: What the user named to look in; empty where the tool looked for itself.

    Raises:
        UsageError: the user named something that holds several keys which nobody has declared, or none at all.
    """
    tokens = inventory.tokens
    secrets = {token: seen for token, seen in found.items() if seen.secrets}
    owned = [_chosen(seen, tokens[token]) for token, seen in secrets.items() if token in tokens and tokens[token].owner]
    others = [_chosen(seen, tokens.get(token)) for token, seen in secrets.items() if _is_strange(token, tokens)]
    in_order = {key.token: index for index, key in enumerate(inventory.keys)}
    owned.sort(key=lambda one: in_order[one.token])
    if not named:
        return owned, sorted(one.key.name for one in others if one.key)
    if others and (owned or len(others) > 1):
        count = plural(len(others), "API key")
        missing = f"that {inventory.path} does not declare" if inventory.path else "that no inventory declares"
        raise UsageError(f"{named} holds the secrets of {count} {missing} with an `owner`; {WHY_REFUSED}")
    return owned or others, []


def _is_strange(token: bytes, tokens: Mapping[bytes, Key]) -> bool:
    return token not in tokens or not tokens[token].owner


def _unknown(name: str, declared: Iterable[str]) -> Key:
    close = get_close_matches(name, list(declared), n=1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    raise UsageError(f"{name} is neither a file nor a key of the inventory{hint}")


def _with_secret(key: Key, found: Mapping[bytes, Observations], inventory: Inventory) -> Chosen:
    if key.token is None:
        raise UsageError(f"{key.name}: its `api_key` in {inventory.path} is not an API key")
    seen = found.get(key.token)
    if seen is None or not seen.secrets:
        raise UsageError(
            f"the secret of {key.name} was not found; name the file that holds it (`probe {key.name} FILE`), or use --env or "
            "--stdin"
        )
    return _chosen(seen, key)


def _chosen(seen: Observations, key: Key | None) -> Chosen:
    return Chosen(
        token=seen.token,
        api_key=base64.b64encode(seen.public_key or b"").decode("ascii"),
        place=seen.secrets[0].location,
        key=key,
    )
