"""What crosses in a fleet, compared with a look at every pair of values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.fleet.cross_pairs import TokenPass
from auditor.fleet.fleet_unit import Unit
from auditor.fleet.unit_record import BlobView, RecordView, TokenView

_NAMES = [bytes([number]) * 16 for number in range(6)]
_Value = tuple[str, bytes | None, bytes | None]
_VALUES = st.tuples(
    st.sampled_from(["api_key", "api_secret", "none"]),
    st.sampled_from([None, *_NAMES]),
    st.sampled_from([None, *_NAMES]),
)
_FLEETS = st.lists(st.lists(_VALUES, max_size=4), max_size=5)


def view(target: str, values: Sequence[_Value]) -> RecordView:
    unit = Unit(target=target, kind="git", location="x")
    blob = BlobView(tuple(TokenView(*value) for value in values))
    return RecordView(version="", key_id="", unit=unit, planned="", state="read", examined=(blob,))


def crossing(fleet: Sequence[Sequence[_Value]]) -> set[bytes]:
    """By comparing each value with each value of every other target."""
    all_values = [(number, value) for number, values in enumerate(fleet) for value in values]
    found: set[bytes] = set()
    for (one, (role, token, derived)), (other, (other_role, other_token, other_derived)) in product(
        all_values, repeat=2
    ):
        if one == other:
            continue
        if token and token == other_derived:
            found.add(token)
        if token and token == other_token and (role, other_role) == ("api_key", "api_secret"):
            found.add(token)
        if derived and derived == other_derived and "api_key" not in (role, other_role):
            found.add(derived)
    # A pair within one target counts as soon as another target holds either half of it.
    values_in = {token: {n for n, value in all_values if value[1] == token} for token in _NAMES}
    derived_in = {token: {n for n, value in all_values if value[2] == token} for token in _NAMES}
    found |= {
        token
        for token in _NAMES
        if values_in[token] and derived_in[token] and len(values_in[token] | derived_in[token]) > 1
    }
    return found


@settings(max_examples=300, deadline=None)
@given(_FLEETS)
def test_what_crosses_is_what_a_comparison_of_all_values_finds(fleet: list[list[_Value]]) -> None:
    tokens = TokenPass()
    for number, values in enumerate(fleet):
        tokens.take(f"target-{number}", view(f"target-{number}", values))
    found = tokens.crossing()
    assert found == crossing(fleet)
    held = {
        f"target-{number}"
        for number, values in enumerate(fleet)
        if any(name in found for _, token, derived in values for name in (token, derived))
    }
    assert tokens.holders(found) == held
