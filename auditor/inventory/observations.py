"""Tells where the scan saw each API key and its secret: the join of what is declared with what is there."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from auditor.inventory.inventory import FILE_NAME, Inventory
from auditor.model.evidence import Evidence
from auditor.model.location import Reach
from auditor.model.material import Kind, Role
from auditor.rulebook.is_secret import secrecy_of
from auditor.rulebook.path_facts import path_facts

_SEEDS = (Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY)
_CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


class Observations(Struct, frozen=True, kw_only=True):
    """What the scan saw of one API key; every list in the order of places."""

    token: bytes
    keys: tuple[Evidence, ...] = ()
    """Where the API key itself is; the inventory does not count."""
    secrets: tuple[Evidence, ...] = ()
    """Where a value is from which the API key is derived."""

    @property
    def leaks(self) -> tuple[Evidence, ...]:
        """The secrets in places that reach other people, or may: commits, archives and folders without git.

        What is in a file of this machine or in the index has not left it, and the rules about files say what to do.
        """
        return tuple(one for one in self.secrets if one.provenance.reach.rank >= Reach.LOCAL.rank)

    @property
    def is_published(self) -> bool:
        """Whether a secret is in more than commits that no remote has."""
        return any(one.provenance.reach.rank > Reach.LOCAL.rank for one in self.secrets)

    @property
    def all(self) -> tuple[Evidence, ...]:
        """Leaks first, then by place."""
        leaks = self.leaks
        rest = (one for one in (*self.secrets, *self.keys) if one not in leaks)
        return (*leaks, *sorted(rest, key=lambda one: one.location.sort_key))

    @property
    def public_key(self) -> bytes | None:
        """The API key's 32 bytes, where they are derived from a secret and so proven to be public."""
        return self.secrets[0].material.public_key if self.secrets else None

    @property
    def api_key(self) -> str | None:
        """The API key as the exchange writes it, where it is proven to be public."""
        return base64.b64encode(self.public_key).decode("ascii") if self.public_key else None

    @property
    def only_documentation(self) -> bool:
        """Whether it was seen, and only in documentation, tests and examples."""
        locations = self.all
        return bool(locations) and all(path_facts(one.location.path).documentation for one in locations)


def join(inventory: Inventory, evidence: Iterable[Evidence]) -> Mapping[bytes, Observations]:
    """Returns what was seen, by join token: every declared key that was seen, and every undeclared one of Backpack's."""
    declared = inventory.tokens
    own_names = {PurePosixPath(inventory.path).name, FILE_NAME}
    keys: dict[bytes, list[Evidence]] = defaultdict(list)
    secrets: dict[bytes, list[Evidence]] = defaultdict(list)
    for one in sorted(evidence, key=lambda one: one.location.sort_key):
        material = one.material
        token = material.public_key_token
        if token is not None and _is_secret_of(one, is_declared=token in declared):
            secrets[token].append(one)
        elif material.token is not None and _is_key(one, is_declared=material.token in declared):
            listed = keys[material.token]
            if PurePosixPath(one.location.path).name not in own_names:
                listed.append(one)
    tokens = sorted({token for token in (*keys, *secrets) if keys.get(token) or secrets.get(token)})
    return {
        token: Observations(token=token, keys=tuple(keys[token]), secrets=tuple(secrets[token])) for token in tokens
    }


def _is_secret_of(one: Evidence, *, is_declared: bool) -> bool:
    """Returns whether a value is the secret of an API key: proven where the key is declared, else as the leak rules see it."""
    if one.material.kind not in _SEEDS:
        return False
    if is_declared:
        return True
    named = one.material.role in _CREDENTIALS or one.pairing.is_secret
    return named and _is_backpack(one) and not one.material.published and secrecy_of(one) != "none"


def _is_key(one: Evidence, *, is_declared: bool) -> bool:
    """Returns whether a value is an API key: declared as one, or a point in a key's field of Backpack's."""
    if is_declared:
        return True
    material = one.material
    in_place = material.role is Role.API_KEY or one.pairing.is_key
    return in_place and material.is_point and _is_backpack(one) and not material.published


def _is_backpack(one: Evidence) -> bool:
    return one.is_backpack
