"""What a run of `fix` would change, file by file, and what it leaves to people; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.fix.change import Change, change_of
from auditor.fix.masking import Masker
from auditor.fix.problem import Scene, Unfixed
from auditor.fix.steps import STEPS, Progress
from auditor.fix.workspace import Workspace
from auditor.model.finding import Finding, Severity
from auditor.vocabulary.vocabulary import Vocabulary


class Plan(Struct, frozen=True, kw_only=True):
    """All changes, in the order in which they are to be written, and what is left."""

    changes: tuple[Change, ...]
    remarks: tuple[Unfixed, ...]
    """Why something is left, a remark on every finding that is."""
    left: tuple[Finding, ...]
    """What counts and is not settled by the changes."""
    settled: tuple[Finding, ...] = ()

    def leaves(self, threshold: Severity) -> bool:
        """Whether a finding is left that is at least so bad."""
        return any(finding.severity.rank >= threshold.rank for finding in self.left)


def plan_of(scene: Scene, root: Path, vocabulary: Vocabulary) -> Plan:
    """Plans everything that can be fixed in the files of a scene; `root` is what their paths are relative to."""
    workspace = Workspace(root, vocabulary)
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
    return (finding for problems in scene.problems.values() for problem in problems for finding in problem.findings)


def _remarks(left: Sequence[Finding], said: Sequence[Unfixed]) -> Iterable[Unfixed]:
    """One remark on each finding that is left: why a step could not, or that none can."""
    reasons = {(remark.location, remark.code): remark for remark in reversed(said)}
    for finding in dict.fromkeys(left):
        yield reasons.get((finding.location, finding.rule_id)) or Unfixed.by_hand(finding)
