"""How reports put numbers, lists and places of the policy part into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.model.evidence import Evidence
from auditor.policy.networks import Network, written
from auditor.rulebook.rule_wording import field_name, place_name
from auditor.wording.lists import listed

_MOST = 5
"""Members of a list that a sentence names; the rest is counted."""


def named(items: Iterable[str], nothing: str = "", *, most: int = _MOST) -> str:
    """Returns `a, b and c`; of long lists the first members, and how many more."""
    return listed(items, nothing=nothing, most=most)


def networks(found: Sequence[Network], nothing: str = "") -> str:
    """Networks as one types them."""
    return named([written(network) for network in found], nothing)


def sightings(found: Sequence[Evidence], nothing: str = "nowhere") -> str:
    """Where something was seen and under which names: `bot/.env:2 (API_KEY), a.py:3 and b.py:7`."""
    return named([_sighting(one) for one in found], nothing)


def _sighting(one: Evidence) -> str:
    name = field_name(one.material.name)
    return f"{place_name(one.location)} ({name})" if name else place_name(one.location)
