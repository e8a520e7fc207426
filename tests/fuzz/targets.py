"""The doors through which foreign bytes come in, and where their seeds and past findings are.

`python tests/fuzz/run.py TARGET` runs one under a coverage-guided fuzzer; `tests/properties/test_fuzz_targets.py` runs all
of them for a moment with Hypothesis, and every past finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import fleet_doors
import git_doors
import reading_doors
import settings_doors
import talking_doors
from archive_seeds import archive_seeds

Target = Callable[[bytes], None]
_FOUND = Path(__file__).parent / "cases"

_DOORS: Mapping[Target, Callable[[], Iterable[bytes]]] = {
    reading_doors.blob: reading_doors.blob_seeds,
    reading_doors.archive: archive_seeds,
    reading_doors.name: reading_doors.name_seeds,
    settings_doors.configuration: settings_doors.configuration_seeds,
    settings_doors.inventory: settings_doors.inventory_seeds,
    settings_doors.probe_record: settings_doors.probe_record_seeds,
    settings_doors.pack: settings_doors.pack_seeds,
    settings_doors.baseline: settings_doors.baseline_seeds,
    git_doors.git_answer: git_doors.git_answer_seeds,
    git_doors.cat_file: git_doors.cat_file_seeds,
    talking_doors.event: talking_doors.event_seeds,
    talking_doors.editor: talking_doors.editor_seeds,
    talking_doors.exchange_answer: talking_doors.exchange_answer_seeds,
    fleet_doors.fleet_record: fleet_doors.fleet_record_seeds,
    fleet_doors.fleet_targets: fleet_doors.fleet_targets_seeds,
}
TARGETS: Mapping[str, Target] = {target.__name__: target for target in _DOORS}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Returns the first inputs of a target."""
    return tuple(_DOORS[TARGETS[name]]())


def found(name: str) -> dict[str, bytes]:
    """Returns the inputs that once broke a target, by the names of their files."""
    return {path.name: path.read_bytes() for path in sorted((_FOUND / name).glob("*"))}
