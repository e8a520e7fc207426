"""Tells what is wrong with one value, or with the file that holds it; and what is left to people, where and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, FixKind, Status
from auditor.model.location import Exposure, Location
from auditor.rulebook.path_facts import path_facts
from auditor.rulebook.rule_wording import field_name

UNTRACKED = (Exposure.IGNORED, Exposure.UNTRACKED, Exposure.UNVERSIONED)


class Problem(Struct, frozen=True):
    """One value and all that counts against it."""

    evidence: Evidence
    findings: tuple[Finding, ...]

    def to_fix(self, *kinds: FixKind) -> tuple[Finding, ...]:
        """Returns the findings that are settled in one of these ways, those that only a person can settle first."""
        found = (finding for finding in self.findings if finding.traits.fix in kinds)
        return tuple(sorted(found, key=lambda finding: not finding.traits.by_hand))


class Scene(Struct, frozen=True):
    """All that a scope holds, as the steps of a plan want it."""

    evidence: Sequence[Evidence]
    problems: Mapping[str, Sequence[Problem]]
    """By path, in the order of places."""

    def at(self, location: Location | None) -> Evidence | None:
        """Returns the evidence at a place."""
        return next((one for one in self.evidence if one.location == location), None)


def scene_of(evidence: Sequence[Evidence], findings: Iterable[Finding]) -> Scene:
    """Groups what counts: a finding that was ignored or accepted is nobody's problem.

    Nor is a secret in a file of credentials that git does not track: that is where secrets are moved to.
    """
    active: dict[tuple[Location, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status is Status.ACTIVE and not (finding.traits.fix is FixKind.MOVE and _belongs_there(finding)):
            active[finding.location, finding.field].append(finding)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for one in evidence:
        if found := active.pop((one.location, field_name(one.material.name)), None):
            problems[one.location.path].append(Problem(one, tuple(found)))
    return Scene(evidence, problems)


def _belongs_there(finding: Finding) -> bool:
    return finding.exposure in UNTRACKED and path_facts(finding.location.path).live_config


CHANGED = "the file changed while it was scanned, or is read in another way than it was; run the command again"
_NUMBER = re.compile(r"^\s*1\.\s+")


class Unfixed(Struct, frozen=True):
    """One problem that a person has to settle."""

    location: Location
    code: str
    rule: str
    why: str
    """Why it is not done, or what to do instead, as a sentence without its capital letter and full stop."""

    @classmethod
    def on(cls, finding: Finding, why: str) -> Unfixed:
        """Returns the remark on a finding that could have been fixed."""
        return cls(finding.location, finding.rule_id, finding.rule, why)

    @classmethod
    def by_hand(cls, finding: Finding) -> Unfixed:
        """Returns the remark on a finding that nothing mechanical fixes: the first step of its remedy."""
        first = _NUMBER.sub("", finding.remediation.partition("\n")[0])
        return cls(finding.location, finding.rule_id, finding.rule, f"not mechanical. {first}")

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The order in which remarks are reported."""
        return (*self.location.sort_key, self.code)
