"""What is wrong with one value, or with the file that holds it: the evidence with the findings about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Status
from auditor.model.location import Exposure, Location
from auditor.rulebook.path_facts import path_facts
from auditor.rulebook.rule_wording import field_name

LEAKS = ("BPK103", "BPK403", "BPK404", "BPK101", "BPK102")
"""The rules that say that a secret stands where it should not, the more special ones first."""
UNTRACKED = (Exposure.IGNORED, Exposure.UNTRACKED, Exposure.UNVERSIONED)


class Problem(Struct, frozen=True):
    """One value and all that counts against it."""

    evidence: Evidence
    findings: tuple[Finding, ...]

    def finding(self, *codes: str) -> Finding | None:
        """The finding of the first of these rules that has one."""
        return next((finding for code in codes for finding in self.findings if finding.rule_id == code), None)


class Scene(Struct, frozen=True):
    """All that a scope holds, as the steps of a plan want it."""

    evidence: Sequence[Evidence]
    problems: Mapping[str, Sequence[Problem]]
    """By path, in the order of places."""

    def at(self, location: Location | None) -> Evidence | None:
        """The evidence at a place."""
        return next((one for one in self.evidence if one.location == location), None)


def scene_of(evidence: Sequence[Evidence], findings: Iterable[Finding]) -> Scene:
    """Groups what counts: a finding that was ignored or accepted is nobody's problem.

    Nor is a secret in a file of credentials that git does not track: that is where secrets are moved to.
    """
    active: dict[tuple[Location, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status is Status.ACTIVE and not (finding.rule_id in LEAKS and _belongs_there(finding)):
            active[finding.location, finding.field].append(finding)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for one in evidence:
        if found := active.pop((one.location, field_name(one.material.name)), None):
            problems[one.location.path].append(Problem(one, tuple(found)))
    return Scene(evidence, problems)


def _belongs_there(finding: Finding) -> bool:
    return finding.exposure in UNTRACKED and path_facts(finding.location.path).live_config
