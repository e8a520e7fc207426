"""What is in force that hides findings, as sentences with the number that each of it took."""

from __future__ import annotations

from auditor.model.in_force import Means, Measure
from auditor.model.report import Report
from auditor.reporters._shared.sanitize import neutral
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_MOST_VALUES = 10
_WORDS = {
    Means.PATHS: "scans only",
    Means.EXCLUDE: "excludes",
    Means.SELECT: "selects only",
    Means.IGNORE: "ignores",
    Means.COMMAND: "the command does not ask about leaks",
    Means.SEVERITY: "rates",
    Means.FAIL_ON: "fails only from",
    Means.NAMES: "adds the names",
    Means.GENERIC: "generic detectors",
    Means.PACKS: "adds the rules of",
    Means.BASELINE: "baseline",
    Means.COMMENTS: "inline comments",
    Means.HISTORY: "history not scanned",
}
_VERBS = {
    Means.SEVERITY: "rated otherwise",
    Means.FAIL_ON: "below it",
    Means.BASELINE: "accepted",
    Means.COMMENTS: "ignored",
    Means.HISTORY: "not read",
}


def in_force(report: Report) -> tuple[str, ...]:
    """Returns a phrase for each thing in force, as `ignores BPK101 (configuration): 3 findings left out`."""
    return tuple(map(_phrase, report.in_force.measures))


def in_force_sentence(report: Report) -> str:
    """Returns everything in force in one sentence; empty where nothing hides anything."""
    said = report.in_force
    configuration = [f"configuration {neutral(said.configuration)}"] if said.configuration else []
    trusted = [f"settings of commit {said.trusted[:12]}"] if said.trusted else []
    parts = (*trusted, *configuration, *in_force(report))
    return f"In force: {'; '.join(parts)}" if parts else ""


def hides_paths(report: Report) -> bool:
    """Returns whether files or commits around the scanned ones were left out on purpose."""
    return any(measure.means in (Means.PATHS, Means.EXCLUDE, Means.HISTORY) for measure in report.in_force.measures)


def _phrase(measure: Measure) -> str:
    values = f" {listed(map(neutral, measure.values), most=_MOST_VALUES)}" if measure.values else ""
    origin = "" if measure.means in (Means.COMMENTS, Means.HISTORY, Means.COMMAND) else f" ({measure.origin})"
    return f"{_WORDS[measure.means]}{values}{origin}{_count(measure)}"


def _count(measure: Measure) -> str:
    if measure.unit:
        amount = "more than 1,000 commits" if measure.took is None else plural(measure.took, measure.unit)
        return f": {amount} {_VERBS.get(measure.means, 'left out')}"
    return ": how much that hides is not known" if measure.means in (Means.EXCLUDE, Means.NAMES) else ""
