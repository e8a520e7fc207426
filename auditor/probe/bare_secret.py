"""A value that is alone, as in a mounted secret or a pipe: the user says that it is a secret by naming the place.

A scan takes no value without a name for a secret. Here it gets one, and one kind of value is refused that a named one
would not be: what can be an API key. Signing with an API key as if it were a secret would ask about a key that nobody
has, and call it revoked; one genuine secret in sixteen has to be given a name for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.inventory.observations import Observations
from auditor.model.evidence import Evidence
from auditor.model.material import Kind
from auditor.model.secret import PlainBytes

MOST_BYTES = 4096
_ALONE = re.compile(rb"\s*([A-Za-z0-9+/_-]{40,128}={0,2})\s*")
_NAME = b"BACKPACK_API_SECRET="


def with_name(data: bytes) -> PlainBytes | None:
    """Returns a text that is one value and nothing else, with a secret's name before it; None for any other text."""
    match = _ALONE.fullmatch(data) if len(data) <= MOST_BYTES else None
    return PlainBytes(_NAME + match[1] + b"\n") if match else None


def read_alone(path: Path) -> PlainBytes | None:
    """Returns `with_name` of a file; None where it cannot be read or is not small."""
    try:
        with path.open("rb") as file:
            return with_name(file.read(MOST_BYTES + 1))
    except OSError:
        return None


def without_points(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Returns the evidence without what can be an API key."""
    return tuple(one for one in evidence if not one.material.is_point)


def with_key_files(found: Mapping[bytes, Observations], evidence: Sequence[Evidence]) -> Mapping[bytes, Observations]:
    """Returns what was found, and the values that are secrets whatever they are called.

    By their form: PEM, a seed with its public key. By derivation: their API key is next to them.

    Args:
        found: The secrets and keys of Backpack's, by token.
        evidence: All values of a place that the user named.
    """
    formed = {
        one.material.public_key_token: one
        for one in evidence
        if (one.material.kind in (Kind.PRIVATE_KEY, Kind.KEYPAIR) or one.pairing.is_secret)
        and not one.material.published
    }
    more = {
        token: Observations(token=token, secrets=(one,))
        for token, one in formed.items()
        if token is not None and (token not in found or not found[token].secrets)
    }
    return {**found, **more}
