"""Which API keys and secrets belong together although they are in different repositories."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from auditor.model.evidence import Evidence
from auditor.model.fleet_view import CrossPair


class CrossPairs:
    """Takes evidence of one target after the other."""

    def __init__(self) -> None:
        self._secrets: dict[bytes, set[str]] = {}
        self._keys: dict[bytes, set[str]] = {}
        self._public: dict[bytes, bytes] = {}

    def take(self, evidence: Iterable[Evidence]) -> None:
        """Takes proven pairs; what a publication prints is nobody's."""
        for one in evidence:
            material, target = one.material, one.location.target
            if material.published:
                continue
            if one.pairing.is_secret and material.public_key_token:
                self._secrets.setdefault(material.public_key_token, set()).add(target)
                if material.public_key:
                    self._public[material.public_key_token] = material.public_key
            if one.pairing.is_key and material.token:
                self._keys.setdefault(material.token, set()).add(target)

    def pairs(self) -> tuple[CrossPair, ...]:
        """Returns the pairs of which not every repository with the secret has the key as well, or the other way round."""
        found = [
            CrossPair(
                api_key=base64.b64encode(self._public[token]).decode("ascii") if token in self._public else None,
                secret_in=tuple(sorted(own)),
                key_in=tuple(sorted(self._keys[token])),
            )
            for token, own in self._secrets.items()
            if token in self._keys and own != self._keys[token]
        ]
        return tuple(sorted(found, key=lambda pair: (pair.secret_in, pair.key_in, pair.api_key or "")))
