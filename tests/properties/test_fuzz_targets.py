"""What `tests/fuzz` holds every door to, for a moment: seeds, mutations of seeds, and whatever Hypothesis thinks of."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

from targets import TARGETS, seeds

FOUND: dict[str, list[bytes]] = {}
"""Inputs that once broke a target, by target."""


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_hold(name: str) -> None:
    for data in (b"", b"\x00", *seeds(name), *FOUND.get(name, [])):
        TARGETS[name](data)


@st.composite
def mutated(draw: st.DrawFn, of: list[bytes]) -> bytes:
    """A seed with a stretch of it replaced, doubled or taken away."""
    data = draw(st.sampled_from(of))
    start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
    return data[:start] + draw(st.binary(max_size=40)) + data[start:end] * draw(st.integers(0, 2)) + data[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_seeds_hold(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=10)
    @given(mutated(seeds(name)) | st.binary(max_size=300))
    def holds(data: bytes) -> None:
        target(data)

    holds()
