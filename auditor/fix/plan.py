"""Tells what a run of `fix` would change, file by file, and what it leaves to people; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct

from auditor.fix.change import Change, change_of
from auditor.fix.gitignore import ignore
from auditor.fix.masking import Masker
from auditor.fix.move_to_env.move import moved
from auditor.fix.problem import Problem, Scene, Unfixed
from auditor.fix.rewrite_values import fixed_values
from auditor.fix.workspace import GONE, OWNER_ONLY, Draft, Workspace, why_not
from auditor.model.finding import Action, Finding, FixKind, Severity
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.wording.amounts import plural


class Progress(Struct):
    """What the steps settle, and why they leave what they leave."""

    settled: dict[Finding, None] = {}
    """In order; a dictionary because the later steps ask for each finding whether it is settled."""
    remarks: list[Unfixed] = []

    def settle(self, findings: Iterable[Finding]) -> None:
        """Notes that nothing has to be done any more."""
        self.settled |= dict.fromkeys(findings)


Step = Callable[[Workspace, Scene, Progress], None]


def fix_values(workspace: Workspace, scene: Scene, result: Progress) -> None:
    """Writes values again."""
    for draft, problems in _files(workspace, scene, result, (FixKind.SWAP, FixKind.CANONICAL)):
        draft.now, settled, remarks = fixed_values(draft.now, problems, scene)
        result.settle(settled)
        result.remarks += remarks
        draft.done += _said(settled)


def move_secrets(workspace: Workspace, scene: Scene, result: Progress) -> None:
    """Moves literals into `.env`; then nothing in the old place is left to be ignored by git or hidden from others."""
    for draft, problems in _files(workspace, scene, result, (FixKind.MOVE,)):
        settled, remarks = moved(workspace, draft, problems)
        locations = {finding.location for finding in settled}
        stored = (one.to_fix(FixKind.GITIGNORE, FixKind.MODE) for one in problems if one.evidence.location in locations)
        result.settle([*settled, *chain.from_iterable(stored)])
        result.remarks += remarks


def name_in_gitignore(workspace: Workspace, scene: Scene, result: Progress) -> None:
    """Keeps files of credentials out of git."""
    for path, problems in scene.problems.items():
        if findings := _open(problems, FixKind.GITIGNORE, result):
            _settle(findings, ignore(workspace, workspace.draft(Path(workspace.root, path))), result)


def restrict_modes(workspace: Workspace, scene: Scene, result: Progress) -> None:
    """Makes files of credentials readable by their owner alone."""
    for path, problems in scene.problems.items():
        if findings := _open(problems, FixKind.MODE, result):
            file = Path(workspace.root, path)
            why = why_not(file, problems[0].evidence.provenance.exposure)
            if not why:
                workspace.draft(file).mode = OWNER_ONLY
            _settle(findings, why, result)


STEPS: tuple[Step, ...] = (fix_values, move_secrets, name_in_gitignore, restrict_modes)


def _files(
    workspace: Workspace, scene: Scene, result: Progress, kinds: Sequence[FixKind]
) -> Iterator[tuple[Draft, Sequence[Problem]]]:
    """Yields the files with such a finding, each with all of its problems; of one that cannot be edited it is said why."""
    for path, problems in scene.problems.items():
        findings = [finding for problem in problems for finding in problem.to_fix(*kinds)]
        if not findings:
            continue
        draft = workspace.draft(Path(workspace.root, path))
        if draft.locked or not draft.digest:
            result.remarks += [Unfixed.on(finding, draft.locked or GONE) for finding in findings]
        else:
            yield draft, problems


def _open(problems: Sequence[Problem], kind: FixKind, result: Progress) -> list[Finding]:
    """Returns the findings of one way to settle them that no step has settled."""
    found = chain.from_iterable(problem.to_fix(kind) for problem in problems)
    return [finding for finding in found if finding not in result.settled]


def _said(settled: Sequence[Finding]) -> Iterator[str]:
    """Yields what was done, line by line."""
    lines: dict[int, dict[str, None]] = defaultdict(dict)
    for finding in settled:
        lines[finding.location.span.line][finding.traits.fixed or "corrected"] = None
    yield from (f"line {line}: {' and '.join(done)}" for line, done in sorted(lines.items()))


def _settle(findings: Sequence[Finding], why_not_: str, result: Progress) -> None:
    if why_not_:
        result.remarks += [Unfixed.on(finding, why_not_) for finding in findings]
    else:
        result.settle(findings)


class Plan(Struct, frozen=True, kw_only=True):
    """All changes, in the order in which they are to be written, and what is left."""

    changes: tuple[Change, ...]
    remarks: tuple[Unfixed, ...]
    """Why something is left, a remark on every finding that is."""
    left: tuple[Finding, ...]
    """What counts and is not settled by the changes."""
    settled: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        counts = (plural(len(self.changes), "change"), plural(len(self.remarks), "problem"))
        return f"<Plan: {counts[0]}, {counts[1]} left>"

    def leaves(self, threshold: Severity) -> bool:
        """Returns whether a finding is left that is at least so bad."""
        return any(finding.severity.rank >= threshold.rank for finding in self.left)


def plan_of(scene: Scene, root: Path, vocabulary: Vocabulary, *, texts: Mapping[str, bytes] | None = None) -> Plan:
    """Plans everything that can be fixed in the files of a scene.

    Args:
        scene: What was found.
        root: What paths are relative to.
        vocabulary: Which names mean what.
        texts: What some files hold in place of what the disk has, by their paths without links.
    """
    workspace = Workspace(root, vocabulary, texts)
    result = Progress()
    for step in STEPS:
        step(workspace, scene, result)
    masker = Masker.of(scene.evidence)
    left = [finding for finding in _findings(scene) if finding not in result.settled]
    return Plan(
        changes=tuple(sorted((change_of(draft, masker) for draft in workspace), key=lambda change: change.order)),
        remarks=tuple(sorted(_remarks(left, result.remarks), key=lambda remark: remark.sort_key)),
        left=tuple(left),
        settled=tuple(result.settled),
    )


def _findings(scene: Scene) -> Iterable[Finding]:
    """Yields what asks for something to be done: a published example in documentation, say, does not."""
    every = (finding for problems in scene.problems.values() for problem in problems for finding in problem.findings)
    return (finding for finding in every if finding.action is not Action.NONE)


def _remarks(left: Sequence[Finding], said: Sequence[Unfixed]) -> Iterable[Unfixed]:
    """Yields one remark on each finding that is left: why a step could not settle it, or that none can."""
    reasons = {(remark.location, remark.code): remark for remark in reversed(said)}
    for finding in dict.fromkeys(left):
        yield reasons.get((finding.location, finding.rule_id)) or Unfixed.by_hand(finding)
