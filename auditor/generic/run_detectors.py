"""Tells what detect-secrets finds on the lines that are worth scanning: each line shown only to the detectors concerned.

It is shown a file's lines, and the fields that our readers find in YAML and INI files as lines (`field_lines`), where
`detect-secrets scan` rewrites such files itself. Comments that allow a secret count as finding nothing, as they do there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from msgspec import Struct

from auditor.generic import detect_secrets
from auditor.generic.detect_secrets import Detector
from auditor.generic.detector_patterns import ANY_DETECTOR
from auditor.generic.exact_match import SHORT
from auditor.generic.generic_prefilter import GenericMatch, SuspectField
from auditor.generic.lines import LONG, Lines, Suspect, windows
from auditor.model.request import Generic
from auditor.model.secret import Plain
from auditor.readers.document import Document
from auditor.readers.mapped_text import MappedText


@dataclass(frozen=True, slots=True)
class DetectorHit:
    """A value on a line. It is plaintext and does not leave this package."""

    value: Plain = dataclasses.field(repr=False)
    detector: Detector
    line: Plain = dataclasses.field(repr=False)
    """The line as the detector saw it."""
    number: int
    column: int
    """Where `line` starts in the line of the file, of which it may be a part."""
    allowlisted: bool
    """A comment of detect-secrets' own kind allows it."""
    field: MappedText | None = dataclasses.field(default=None, repr=False)
    """The value of the field, where the detector saw that."""


class Looked(Struct, frozen=True):
    """What came of looking at a text."""

    found: list[DetectorHit]
    cut: list[int]
    """The numbers of the lines of which only parts were scanned."""


def look(lines: Lines, name: str, spotted: GenericMatch, *, mode: Generic) -> Looked:
    """Returns everything that the detectors of a mode find in a text, in the order of the lines.

    Where a line and a field on it both give something, what is found in the field counts if all that is assigned in the
    file is in fields, else what is found in the line.
    """
    fields = _look_at_fields(lines.document, spotted.fields, name, detectors_of(mode))
    detectors = detectors_of(Generic.PRECISE if spotted.is_structured else mode)
    found: list[DetectorHit] = []
    cut: list[int] = []
    for suspect in lines.suspects(spotted.ends):
        line = Plain(suspect.text.rstrip())
        found += _look_at(suspect, name, detectors, (lines.before(suspect), line))
        cut += [suspect.number] if len(line) > LONG else []
    both = _without_repeats(fields, found) if spotted.is_structured else _without_repeats(found, fields)
    return Looked(sorted(both, key=lambda one: one.number), cut)


def _without_repeats(preferred: Sequence[DetectorHit], others: Sequence[DetectorHit]) -> Iterator[DetectorHit]:
    """Yields the first, and those of the others that say something else: of a line, a judgement adds nothing to a known form."""
    yield from preferred
    lines = {one.number for one in preferred}
    known = {(one.number, one.detector.name) for one in preferred}
    for one in others:
        if (one.number, one.detector.name) not in known and (one.detector.precise or one.number not in lines):
            yield one


def _look_at_fields(
    document: Document, fields: Sequence[SuspectField], name: str, detectors: Mapping[str, Detector]
) -> list[DetectorHit]:
    found: list[DetectorHit] = []
    for field in fields:
        value = field.line.value
        number = document.position(value.start)[0]
        suspect = Suspect(number, field.line.text, 0, field.seen)
        around = document.line_text(number - 1), document.line_text(number)
        # What is in the name is on a line of the file as it is.
        found += (
            replace(one, field=value)
            for one in _look_at(suspect, name, detectors, around)
            if one.value in field.line.assigned
        )
    return found


@lru_cache(maxsize=2)
def detectors_of(mode: Generic) -> Mapping[str, Detector]:
    """Returns the detectors that run in a mode, by name."""
    return {
        detector.name: detector for detector in detect_secrets.detectors() if detector.precise or mode is Generic.ALL
    }


def _look_at(
    suspect: Suspect, name: str, detectors: Mapping[str, Detector], around: tuple[Plain, Plain]
) -> Iterator[DetectorHit]:
    """Yields what is on a line; `around` is the line before and the line itself as they are in the file."""
    line = Plain(suspect.text.rstrip())
    owners = {owner for _, owner in suspect.seen}
    values = [
        (value, detectors[owner], column, part)
        for owner in sorted(detectors if ANY_DETECTOR in owners else owners & detectors.keys())
        for column, part in _parts(line, detectors[owner], suspect)
        for value in detectors[owner].find(part, name, suspect.number)
    ]
    if values and not detect_secrets.is_reference(line, name):
        before, source = around
        allowlisted = detect_secrets.is_allowlisted(source[-LONG:], before[-LONG:], name)
        for value, detector, column, part in values:
            yield DetectorHit(value, detector, part, suspect.number, column, allowlisted)


def _parts(line: Plain, detector: Detector, suspect: Suspect) -> list[tuple[int, Plain]]:
    """Returns the line, or of a long one the parts around what was seen: some expressions take quadratic time.

    Each comes with the column at which it starts, from 0.
    """
    if len(line) <= (SHORT if detector.precise else LONG):
        return [(0, line)]
    return windows(line, (column for column, owner in suspect.seen if owner in (detector.name, ANY_DETECTOR)))
