"""What detect-secrets finds on the lines that deserve a look: each line shown only to the detectors concerned.

It follows the steps of `detect-secrets scan`: the file's lines, or those it is rewritten to; if nothing is found
there, a second, eager rewriting. Comments that allow a secret count as finding nothing, as they do there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from auditor.generic import adapter
from auditor.generic.adapter import Detector
from auditor.generic.bounds import excess
from auditor.generic.lines import LONG, SHORT, Lines, windows
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lines as a detector is to see them, and which of them deserve a look."""

    line: Callable[[int], str]
    """The text of a line by its number from 1; empty outside."""
    suspects: dict[int, list[tuple[int, str]]]
    """By line number: the columns up to which something was seen, and for which detector."""

    @property
    def cut(self) -> list[int]:
        """The lines that are too long to be looked at whole."""
        return [number for number in self.suspects if len(self.line(number)) > LONG]


def look(lines: Lines, name: str, suspicion: Suspicion, *, spotter: GenericSpotter, mode: Generic) -> Looked:
    """Everything that the detectors of a mode find in a text, in the order of the lines."""
    seek = detectors_of(mode)
    too_much = excess(lines.source, name) if suspicion.rewritten else ""
    may_be_rewritten = suspicion.rewritten and not too_much
    rewritten = adapter.rewritten(lines.source, name) if may_be_rewritten else []
    sheet = _rewritten_sheet(rewritten, spotter) if rewritten else _original_sheet(lines, suspicion.ends)
    found, cut = list(_found(sheet, name, seek)), sheet.cut
    if may_be_rewritten and all(one.allowlisted for one in found):
        eager = _rewritten_sheet(adapter.rewritten(lines.source, name, eagerly=True), spotter)
        found += _found(eager, name, seek)
        cut += eager.cut
    return Looked(found, sorted(set(cut)), too_much)


@lru_cache(maxsize=2)
def detectors_of(mode: Generic) -> tuple[Detector, ...]:
    """The detectors that run in a mode."""
    return tuple(detector for detector in adapter.detectors() if detector.precise or mode is Generic.ALL)


def _original_sheet(lines: Lines, ends: Iterable[tuple[int, str]]) -> _Sheet:
    suspects: dict[int, list[tuple[int, str]]] = {}
    for end, owner in ends:
        number = lines.number_at(end)
        # Columns are only asked for where the line is long.
        column = lines.column_at(end) if len(lines.text(number)) > SHORT else 0
        suspects.setdefault(number, []).append((column, owner))
    return _Sheet(lines.text, suspects)


def _rewritten_sheet(rewritten: Sequence[str], spotter: GenericSpotter) -> _Sheet:
    # A rewritten value may hold line ends, which no end of a line in the file answers to.
    joined = "\n".join(line.replace("\r", " ").replace("\n", " ") for line in rewritten)
    sheet = _original_sheet(Lines(joined, ""), spotter.spot_lines(joined))
    return _Sheet(lambda number: rewritten[number - 1] if 0 < number <= len(rewritten) else "", sheet.suspects)


def _found(sheet: _Sheet, name: str, seek: Sequence[Detector]) -> Iterator[Found]:
    for number, seen in sorted(sheet.suspects.items()):
        line = sheet.line(number).rstrip()
        owners = {owner for _, owner in seen}
        values = [
            (value, detector, part)
            for detector in seek
            if detector.name in owners or ANY_DETECTOR in owners
            for part in _parts(line, detector, seen)
            for value in detector.find(part, name, number)
        ]
        if values and not adapter.is_reference(line, name):
            allowlisted = adapter.is_allowlisted(line[-LONG:], sheet.line(number - 1)[-LONG:], name)
            yield from (Found(value, detector, part, number, allowlisted) for value, detector, part in values)


def _parts(line: str, detector: Detector, seen: Iterable[tuple[int, str]]) -> list[str]:
    """The line, or of a long one the parts around what was seen: some expressions take quadratic time."""
    if len(line) <= (SHORT if detector.precise else LONG):
        return [line]
    return windows(line, [column for column, owner in seen if owner in (detector.name, ANY_DETECTOR)])
