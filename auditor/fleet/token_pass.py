"""The first pass over all records: which tokens are of interest to more than one target.

It keeps a name of 16 bytes and a number for each value, so that a million values take some hundred megabytes at most. The
rest is kept only of the few that are seen again somewhere else, or in another field.
"""

from __future__ import annotations

from collections.abc import Collection

from auditor.fleet.unit_record import RecordView
from auditor.model.material import Role

_KEY, _SECRET = 1, 2
_FIELDS = {Role.API_KEY.value: _KEY, Role.API_SECRET.value: _SECRET}


class TokenPass:
    """Takes records, and knows in the end what crosses."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values = _Sights()
        """The field that values are in."""
        self._derived = _Sights()
        """Of the public keys that belong to values: the field of the value."""
        self._tokens: dict[int, bytearray] = {}
        """All tokens of each target, one after the other."""

    def take(self, target: str, view: RecordView) -> None:
        """Takes the values of one record."""
        number = self._numbers.setdefault(target, len(self._numbers))
        own = self._tokens.setdefault(number, bytearray())
        for blob in view.examined:
            for value in blob.materials:
                sight = number << 2 | _FIELDS.get(value.role, 0)
                if value.token:
                    self._values.note(value.token, sight)
                    own += value.token
                if value.public_key_token:
                    self._derived.note(value.public_key_token, sight)
                    own += value.public_key_token

    def crossing(self) -> frozenset[bytes]:
        """Returns the tokens that put values of different targets in relation.

        They make a pair, are a key in one target and a secret in another, or belong to one secret in several.
        """
        values, derived = self._values, self._derived
        pairs = {
            token
            for token in values.first.keys() & derived.first.keys()
            if len(_targets(values.of(token) | derived.of(token))) > 1
        }
        roles = {token for token, sights in values.again.items() if _is_key_here_and_secret_there(sights)}
        secrets = {
            token
            for token, sights in derived.again.items()
            if len(_targets({sight for sight in sights if sight & 3 != _KEY})) > 1
        }
        return frozenset(pairs | roles | secrets)

    def holders(self, tokens: Collection[bytes]) -> frozenset[str]:
        """Returns the targets that hold any of some tokens."""
        names = {number: target for target, number in self._numbers.items()} if tokens else {}
        return frozenset(name for number, name in names.items() if _holds_any(self._tokens[number], tokens))


class _Sights:
    """Where tokens were seen: four times the number of the target, plus the field."""

    def __init__(self) -> None:
        self.first: dict[bytes, int] = {}
        self.again: dict[bytes, set[int]] = {}
        """All sights of the tokens that were seen in different places."""

    def note(self, token: bytes, sight: int) -> None:
        """Takes down a sight."""
        first = self.first.setdefault(token, sight)
        if first != sight:
            self.again.setdefault(token, {first}).add(sight)

    def of(self, token: bytes) -> set[int]:
        """Returns all sights of a token that was seen."""
        return self.again.get(token) or {self.first[token]}


def _targets(sights: Collection[int]) -> set[int]:
    return {sight >> 2 for sight in sights}


def _is_key_here_and_secret_there(sights: Collection[int]) -> bool:
    keys = {sight >> 2 for sight in sights if sight & 3 == _KEY}
    secrets = {sight >> 2 for sight in sights if sight & 3 == _SECRET}
    return bool(keys) and bool(secrets) and len(keys | secrets) > 1


def _holds_any(own: bytearray, tokens: Collection[bytes]) -> bool:
    width = 16
    return any(bytes(own[at : at + width]) in tokens for at in range(0, len(own), width))
