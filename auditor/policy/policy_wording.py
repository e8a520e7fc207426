"""How reports put numbers, lists and places of the policy part into words."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.evidence import Evidence
from auditor.policy.networks import Network, written
from auditor.rulebook.rule_wording import field_name, place_name

_MOST = 5
"""Members of a list that a sentence names; the rest is counted."""
_HUGE = 1 << 33
"""A number that nobody reads digit by digit: more addresses than IPv4 has."""


def amount(number: int | None, one: str, many: str = "") -> str:
    """`1 day`, `3 days`, `65,536 addresses`, `2^96 addresses`, `an unknown number of days`."""
    plural = many or f"{one}s"
    if number is None:
        return f"an unknown number of {plural}"
    if number >= _HUGE:
        return f"{'' if number.bit_count() == 1 else 'more than '}2^{number.bit_length() - 1} {plural}"
    return f"{number:,} {one if number == 1 else plural}"


def listed(items: Sequence[str], nothing: str = "", *, most: int = _MOST) -> str:
    """`a, b and c`; of long lists the first, and how many more."""
    shown = list(items[:most])
    if len(items) > len(shown):
        shown.append(f"{len(items) - len(shown)} more")
    *others, last = shown or (nothing,)
    return f"{', '.join(others)} and {last}" if others else last


def networks(found: Sequence[Network], nothing: str = "") -> str:
    """Networks as one types them."""
    return listed([written(network) for network in found], nothing)


def sightings(found: Sequence[Evidence], nothing: str = "nowhere") -> str:
    """Where something was seen and under which names: `bot/.env:2 (API_KEY), a.py:3 and b.py:7`."""
    return listed([_sighting(one) for one in found], nothing)


def _sighting(one: Evidence) -> str:
    name = field_name(one.material.name)
    return f"{place_name(one.location)} ({name})" if name else place_name(one.location)
