"""Tells what is in force that hides findings, as sentences with the number that each of it took."""

from __future__ import annotations

from auditor.model.report import Means, Measure, Report
from auditor.reporters._shared.sanitize import neutral
from auditor.wording.amounts import plural
from auditor.wording.language import say
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
_ORIGINS = {
    "configuration": "configuration",
    "option": "option",
    "configuration and option": "configuration and option",
    "tree": "tree",
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
    configuration = [say("configuration {path}", path=neutral(said.configuration))] if said.configuration else []
    trusted = [say("settings of commit {commit}", commit=said.trusted[:12])] if said.trusted else []
    parts = (*trusted, *configuration, *in_force(report))
    return say("In force: {parts}", parts=say("; ").join(parts)) if parts else ""


def hides_paths(report: Report) -> bool:
    """Returns whether files or commits around the scanned ones were left out on purpose."""
    return any(measure.means in (Means.PATHS, Means.EXCLUDE, Means.HISTORY) for measure in report.in_force.measures)


def _phrase(measure: Measure) -> str:
    said = say(_WORDS[measure.means])
    if measure.values:
        said = say("{what} {values}", what=said, values=listed(map(neutral, measure.values), most=_MOST_VALUES))
    if measure.means not in (Means.COMMENTS, Means.HISTORY, Means.COMMAND):
        said = say("{what} ({parts})", what=said, parts=say(_ORIGINS[measure.origin]))
    count = _count(measure)
    return say("{what}: {amount}", what=said, amount=count) if count else said


def _count(measure: Measure) -> str:
    if measure.unit:
        amount = say("more than 1,000 commits") if measure.took is None else plural(measure.took, measure.unit)
        verb = say(_VERBS.get(measure.means, "left out"))
        return say("{amount} {verb}", amount=amount, verb=verb)
    return say("how much that hides is not known") if measure.means in (Means.EXCLUDE, Means.NAMES) else ""
