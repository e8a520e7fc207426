"""What `tests/fuzz` holds every door to, for a moment: past findings, seeds, mutations of seeds, and what Hypothesis thinks of."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

import oracles
import reading_doors
from plants import PLANTS, SECRET
from targets import TARGETS, found, seeds

from auditor.model.request import Generic
from auditor.prefilter.backpack import BackpackPrefilter
from auditor.sources.memory import MemorySource

_MOST = 5
"""Seeds of a door that are tried here; a fuzzer has them all."""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """What is compiled once takes the time of no input."""
    oracles.quick_audit(MemorySource({"a.env": b"password=hunter2hunter2\n"}), Generic.ALL)


@pytest.fixture(autouse=True)
def _one_in_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """All formats and a second run for some of the inputs, as under a fuzzer."""
    monkeypatch.setattr(oracles, "ONE_IN", 3)


def _past() -> list[tuple[str, str]]:
    return [(name, case) for name in TARGETS for case in found(name)]


@pytest.mark.parametrize(("name", "case"), _past(), ids=str)
def test_past_findings_hold(name: str, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracles, "ONE_IN", 1)
    TARGETS[name](found(name)[case])


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_hold(name: str) -> None:
    every = seeds(name)
    for data in (b"", b"\x00", *every[:: len(every) // _MOST + 1]):
        TARGETS[name](data)


@pytest.mark.parametrize("name", sorted(TARGETS.keys() - {"cat_file"}))
def test_a_seed_gets_to_the_end(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs that are all refused at the door would prove nothing about what is behind it."""
    said: list[oracles.Outputs] = []
    run = oracles._run

    def kept(door: Callable[[bool], oracles.Outputs], thorough: bool) -> oracles.Outputs:
        said.append(run(door, thorough))
        return said[-1]

    monkeypatch.setattr(oracles, "_run", kept)
    for data in seeds(name)[:4]:
        TARGETS[name](data)
    assert any("error" not in outputs and any(outputs.values()) for outputs in said)


@st.composite
def mutated(draw: st.DrawFn, of: tuple[bytes, ...]) -> bytes:
    """A seed with a stretch of it replaced, doubled or taken away."""
    data = draw(st.sampled_from(of))
    start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
    return data[:start] + draw(st.binary(max_size=40)) + data[start:end] * draw(st.integers(0, 2)) + data[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_seeds_hold(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=5)
    @given(mutated(seeds(name)) | st.binary(max_size=300))
    def holds(data: bytes) -> None:
        target(data)

    holds()


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (lambda _: {"a": b"x" + PLANTS[SECRET][5:20]}, "a secret is in"),
        (lambda _: {"a": os.urandom(8)}, "two runs differ"),
        (lambda _: {"a": b"%d" % sum(range(9_000_000))}, "seconds of CPU time"),
    ],
    ids=["a leak", "chance", "time"],
)
def test_an_oracle_sees_what_it_is_for(run: object, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, a door whose oracle cannot fail would pass as a kept promise."""
    monkeypatch.setattr(oracles, "ONE_IN", 1)
    monkeypatch.setattr(oracles, "_SECONDS", 0.05)
    with pytest.raises(oracles.BrokenError, match=says):
        oracles.holds(b"", run)  # type: ignore[arg-type]


def test_the_readers_see_what_a_blind_prefilter_passes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackpackPrefilter, "spot_beside", lambda *_: (0, []))
    with pytest.raises(oracles.BrokenError, match="the prefilter passes over"):
        reading_doors.blob(b"\x00\x00BACKPACK_API_SECRET=\x01\n")
