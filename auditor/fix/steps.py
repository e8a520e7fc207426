"""The steps of a plan, in the order in which they build on each other: values, secrets in source, .gitignore, modes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.fix.file_modes import OWNER_ONLY, why_not
from auditor.fix.gitignore import ignore
from auditor.fix.move_to_env import moved
from auditor.fix.problem import LEAKS, Problem, Scene
from auditor.fix.rewrite_values import SWAPPED, TEXTS, mended
from auditor.fix.unfixed import Remark
from auditor.fix.workspace import GONE, Draft, Workspace
from auditor.model.finding import Finding

UNIGNORED, READABLE = "BPK401", "BPK402"
STORAGE = (UNIGNORED, READABLE)
_DONE = {
    "BPK201": "key and secret exchanged",
    "BPK303": "written in base64",
    "BPK304": "cleaned",
    "BPK307": "the seed alone",
}


class Tally(Struct):
    """What the steps settle, and why they leave what they leave."""

    settled: dict[Finding, None] = {}
    """In order; a dictionary because the later steps ask for each finding whether it is settled."""
    remarks: list[Remark] = []

    def settle(self, findings: Iterable[Finding]) -> None:
        """Notes that nothing has to be done any more."""
        self.settled |= dict.fromkeys(findings)


Step = Callable[[Workspace, Scene, Tally], None]


def mend_values(workspace: Workspace, scene: Scene, tally: Tally) -> None:
    """Writes values anew."""
    for draft, problems in _files(workspace, scene, tally, (SWAPPED, *TEXTS)):
        draft.now, settled, remarks = mended(draft.now, problems, scene)
        tally.settle(settled)
        tally.remarks += remarks
        draft.done += _said(settled)


def move_secrets(workspace: Workspace, scene: Scene, tally: Tally) -> None:
    """Moves literals into `.env`; then nothing in the old place is left to be ignored by git or hidden from others."""
    for draft, problems in _files(workspace, scene, tally, LEAKS):
        settled, remarks = moved(workspace, draft, problems)
        places = {finding.place for finding in settled}
        stored = (one.finding(code) for one in problems if one.evidence.place in places for code in STORAGE)
        tally.settle([*settled, *(finding for finding in stored if finding)])
        tally.remarks += remarks


def name_in_gitignore(workspace: Workspace, scene: Scene, tally: Tally) -> None:
    """Keeps files of credentials out of git."""
    for path, problems in scene.problems.items():
        if findings := _open(problems, UNIGNORED, tally):
            _settle(findings, ignore(workspace, workspace.draft(Path(workspace.root, path))), tally)


def restrict_modes(workspace: Workspace, scene: Scene, tally: Tally) -> None:
    """Makes files of credentials readable by their owner alone."""
    for path, problems in scene.problems.items():
        if findings := _open(problems, READABLE, tally):
            file = Path(workspace.root, path)
            why = why_not(file, problems[0].evidence.provenance.exposure)
            if not why:
                workspace.draft(file).mode = OWNER_ONLY
            _settle(findings, why, tally)


STEPS: tuple[Step, ...] = (mend_values, move_secrets, name_in_gitignore, restrict_modes)


def _files(
    workspace: Workspace, scene: Scene, tally: Tally, codes: Sequence[str]
) -> Iterator[tuple[Draft, Sequence[Problem]]]:
    """The files with such a finding, each with all of its problems; of one that cannot be edited it is said why."""
    for path, problems in scene.problems.items():
        findings = [finding for problem in problems for code in codes if (finding := problem.finding(code))]
        if not findings:
            continue
        draft = workspace.draft(Path(workspace.root, path))
        if draft.locked or not draft.digest:
            tally.remarks += [Remark.on(finding, draft.locked or GONE) for finding in findings]
        else:
            yield draft, problems


def _open(problems: Sequence[Problem], code: str, tally: Tally) -> list[Finding]:
    """The findings of a rule that no step has settled."""
    found = (problem.finding(code) for problem in problems)
    return [finding for finding in found if finding and finding not in tally.settled]


def _said(settled: Sequence[Finding]) -> Iterator[str]:
    """What was done, line by line."""
    lines: dict[int, dict[str, None]] = defaultdict(dict)
    for finding in settled:
        lines[finding.place.span.line][_DONE[finding.rule_id]] = None
    yield from (f"line {line}: {' and '.join(done)}" for line, done in sorted(lines.items()))


def _settle(findings: Sequence[Finding], why_not_: str, tally: Tally) -> None:
    if why_not_:
        tally.remarks += [Remark.on(finding, why_not_) for finding in findings]
    else:
        tally.settle(findings)
