"""What detect-secrets finds on the lines that deserve a look: each line shown only to the detectors concerned.

It follows the steps of `detect-secrets scan`: the file's lines, or those it is rewritten to; if nothing is found
there, a second, eager rewriting. Comments that allow a secret count as finding nothing, as they do there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from auditor.generic import adapter
from auditor.generic.adapter import Detector
from auditor.generic.bounds import excess
from auditor.generic.lines import LONG, SHORT, Lines, Suspect, windows
from auditor.generic.patterns import ANY_DETECTOR
from auditor.generic.spot import GenericSpotter, Suspicion
from auditor.model.request import Generic


@dataclass(frozen=True, slots=True)
class Found:
    """A value on a line. It is plaintext and does not leave this package."""

    value: str = field(repr=False)
    detector: Detector
    line: str = field(repr=False)
    """The line as the detector saw it."""
    number: int
    allowlisted: bool
    """A comment of detect-secrets' own kind allows it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at a text."""

    found: list[Found]
    cut: list[int]
    """The numbers of the lines of which only parts were looked at."""
    excess: str = ""
    """Why the file was not read as YAML or INI although it should have been."""


def look(lines: Lines, name: str, suspicion: Suspicion, *, spotter: GenericSpotter, mode: Generic) -> Looked:
    """Everything that the detectors of a mode find in a text, in the order of the lines."""
    too_much = excess(lines.source, name) if suspicion.rewritten else ""
    may_be_rewritten = suspicion.rewritten and not too_much
    rewritten = adapter.rewritten(lines.source, name) if may_be_rewritten else []
    suspects = _rewritten_suspects(rewritten, spotter) if rewritten else list(lines.suspects(suspicion.ends))
    found = _found(suspects, name, mode)
    if may_be_rewritten and all(one.allowlisted for one in found):
        eager = _rewritten_suspects(adapter.rewritten(lines.source, name, eagerly=True), spotter)
        found += _found(eager, name, mode)
        suspects += eager
    cut = {suspect.number for suspect in suspects if len(suspect.text) > LONG}
    return Looked(found, sorted(cut), too_much)


@lru_cache(maxsize=2)
def detectors_of(mode: Generic) -> tuple[Detector, ...]:
    """The detectors that run in a mode."""
    return tuple(detector for detector in adapter.detectors() if detector.precise or mode is Generic.ALL)


def _rewritten_suspects(rewritten: Sequence[str], spotter: GenericSpotter) -> list[Suspect]:
    # A rewritten value may hold line ends, which no end of a line in the file answers to.
    joined = "\n".join(line.replace("\r", " ").replace("\n", " ") for line in rewritten)
    return [
        replace(
            suspect,
            text=rewritten[suspect.number - 1],
            previous=rewritten[suspect.number - 2] if suspect.number > 1 else "",
        )
        for suspect in Lines(joined, "").suspects(spotter.spot_lines(joined))
    ]


def _found(suspects: Iterable[Suspect], name: str, mode: Generic) -> list[Found]:
    found: list[Found] = []
    for suspect in suspects:
        line = suspect.text.rstrip()
        owners = {owner for _, owner in suspect.seen}
        values = [
            (value, detector, part)
            for detector in detectors_of(mode)
            if detector.name in owners or ANY_DETECTOR in owners
            for part in _parts(line, detector, suspect)
            for value in detector.find(part, name, suspect.number)
        ]
        if values and not adapter.is_reference(line, name):
            allowlisted = adapter.is_allowlisted(line[-LONG:], suspect.previous[-LONG:], name)
            found += (Found(value, detector, part, suspect.number, allowlisted) for value, detector, part in values)
    return found


def _parts(line: str, detector: Detector, suspect: Suspect) -> list[str]:
    """The line, or of a long one the parts around what was seen: some expressions take quadratic time."""
    if len(line) <= (SHORT if detector.precise else LONG):
        return [line]
    return windows(line, (column for column, owner in suspect.seen if owner in (detector.name, ANY_DETECTOR)))
