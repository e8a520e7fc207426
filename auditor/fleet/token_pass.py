"""The first pass over all records: which tokens are of interest to more than one target.

It keeps a set of 16-byte names and a small number each, so that a million values take some hundred megabytes at most.
"""

from __future__ import annotations

from collections.abc import Collection

from auditor.fleet.unit_record import RecordView
from auditor.model.material import Role

_SEVERAL = -1
_KEY, _SECRET = Role.API_KEY.value, Role.API_SECRET.value


class TokenPass:
    """Takes records, and knows in the end what crosses."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values: dict[bytes, int] = {}
        """The target of each value; `_SEVERAL` for more than one."""
        self._derived: dict[bytes, int] = {}
        self._secrets: dict[bytes, int] = {}
        """As `_derived`, of what is in no key's field."""
        self._as_key: dict[bytes, int] = {}
        self._as_secret: dict[bytes, int] = {}
        self._tokens: dict[int, bytearray] = {}
        """All tokens of each target, one after the other."""

    def take(self, target: str, view: RecordView) -> None:
        """Takes the values of one record."""
        number = self._numbers.setdefault(target, len(self._numbers))
        own = self._tokens.setdefault(number, bytearray())
        for blob in view.examined:
            for value in blob.materials:
                if value.token:
                    _note(self._values, value.token, number)
                    own += value.token
                    if value.role == _KEY:
                        _note(self._as_key, value.token, number)
                    elif value.role == _SECRET:
                        _note(self._as_secret, value.token, number)
                if value.public_key_token:
                    _note(self._derived, value.public_key_token, number)
                    if value.role != _KEY:
                        _note(self._secrets, value.public_key_token, number)
                    own += value.public_key_token

    def crossing(self) -> frozenset[bytes]:
        """Returns the tokens that put values of different targets in relation.

        They make a pair, are a key in one target and a secret in another, or belong to one secret in several.
        """
        pairs = {token for token in self._values.keys() & self._derived.keys() if self._spans(token, self._derived)}
        roles = {
            token
            for token in self._as_key.keys() & self._as_secret.keys()
            if _differ(self._as_key[token], self._as_secret[token])
        }
        return frozenset(pairs | roles | {token for token, at in self._secrets.items() if at == _SEVERAL})

    def _spans(self, token: bytes, derived: dict[bytes, int]) -> bool:
        return _differ(self._values[token], derived[token])

    def holders(self, tokens: Collection[bytes]) -> frozenset[str]:
        """Returns the targets that hold any of some tokens."""
        names = {number: target for target, number in self._numbers.items()}
        return frozenset(names[number] for number, own in self._tokens.items() if _holds_any(own, tokens))


def _note(found: dict[bytes, int], token: bytes, number: int) -> None:
    if found.setdefault(token, number) != number:
        found[token] = _SEVERAL


def _differ(one: int, other: int) -> bool:
    return one != other or one == _SEVERAL


def _holds_any(own: bytearray, tokens: Collection[bytes]) -> bool:
    width = 16
    return any(bytes(own[at : at + width]) in tokens for at in range(0, len(own), width))
