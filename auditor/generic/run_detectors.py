"""Tells what detect-secrets finds on the lines that are worth scanning: each line shown only to the detectors concerned.

It follows the steps of `detect-secrets scan`: the file's lines, or those it is rewritten to; if nothing is found
there, a second, eager rewriting. Comments that allow a secret count as finding nothing, as they do there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from msgspec import Struct

from auditor.generic import detect_secrets
from auditor.generic.detect_secrets import Detector
from auditor.generic.detector_patterns import ANY_DETECTOR
from auditor.generic.exact_match import SHORT
from auditor.generic.generic_prefilter import GenericMatch, GenericPrefilter
from auditor.generic.lines import LONG, Lines, Suspect, windows
from auditor.generic.transformers import excess
from auditor.model.request import Generic


@dataclass(frozen=True, slots=True)
class DetectorHit:
    """A value on a line. It is plaintext and does not leave this package."""

    value: str = field(repr=False)
    detector: Detector
    line: str = field(repr=False)
    """The line as the detector saw it."""
    number: int
    allowlisted: bool
    """A comment of detect-secrets' own kind allows it."""


class Looked(Struct, frozen=True):
    """What came of looking at a text."""

    found: list[DetectorHit]
    cut: list[int]
    """The numbers of the lines of which only parts were scanned."""
    excess: str = ""
    """Why the file was not read as YAML or INI although it should have been."""


def look(lines: Lines, name: str, suspicion: GenericMatch, *, prefilter: GenericPrefilter, mode: Generic) -> Looked:
    """Everything that the detectors of a mode find in a text, in the order of the lines."""
    too_much = excess(lines.source, name) if suspicion.rewritten else ""
    may_be_rewritten = suspicion.rewritten and not too_much
    rewritten = detect_secrets.rewritten(lines.source, name) if may_be_rewritten else []
    if rewritten:
        looked = _look_at_rewritten(rewritten, name, prefilter, mode)
    else:
        looked = _look_at(lines.suspects(suspicion.ends), lines.before, name, mode)
    if may_be_rewritten and all(one.allowlisted for one in looked.found):
        eager = _look_at_rewritten(detect_secrets.rewritten(lines.source, name, eagerly=True), name, prefilter, mode)
        looked = Looked(looked.found + eager.found, looked.cut + eager.cut)
    return Looked(looked.found, looked.cut, too_much)


def _look_at_rewritten(rewritten: Sequence[str], name: str, prefilter: GenericPrefilter, mode: Generic) -> Looked:
    # A rewritten value may hold line ends, which no end of a line in the file answers to.
    joined = "\n".join(line.replace("\r", " ").replace("\n", " ") for line in rewritten)
    suspects = (
        replace(suspect, text=rewritten[suspect.number - 1])
        for suspect in Lines(joined, "").suspects(prefilter.spot_lines(joined))
    )
    return _look_at(suspects, lambda suspect: rewritten[suspect.number - 2] if suspect.number > 1 else "", name, mode)


@lru_cache(maxsize=2)
def detectors_of(mode: Generic) -> Mapping[str, Detector]:
    """Returns the detectors that run in a mode, by name."""
    return {
        detector.name: detector for detector in detect_secrets.detectors() if detector.precise or mode is Generic.ALL
    }


def _look_at(suspects: Iterable[Suspect], before: Callable[[Suspect], str], name: str, mode: Generic) -> Looked:
    """Returns what relies on some lines; `before` gives the line before one of them."""
    detectors = detectors_of(mode)
    found: list[DetectorHit] = []
    cut: list[int] = []
    for suspect in suspects:
        line = suspect.text.rstrip()
        owners = {owner for _, owner in suspect.seen}
        values = [
            (value, detectors[owner], part)
            for owner in sorted(detectors if ANY_DETECTOR in owners else owners)
            for part in _parts(line, detectors[owner], suspect)
            for value in detectors[owner].find(part, name, suspect.number)
        ]
        if values and not detect_secrets.is_reference(line, name):
            allowlisted = detect_secrets.is_allowlisted(line[-LONG:], before(suspect)[-LONG:], name)
            found += (
                DetectorHit(value, detector, part, suspect.number, allowlisted) for value, detector, part in values
            )
        if len(line) > LONG:
            cut.append(suspect.number)
    return Looked(found, cut)


def _parts(line: str, detector: Detector, suspect: Suspect) -> list[str]:
    """Returns the line, or of a long one the parts around what was seen: some expressions take quadratic time."""
    if len(line) <= (SHORT if detector.precise else LONG):
        return [line]
    return windows(line, (column for column, owner in suspect.seen if owner in (detector.name, ANY_DETECTOR)))
