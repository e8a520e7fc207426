"""Tells what the sections of the page share: anchors of findings, names of keys, and findings grouped by key and by folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.model.finding import Finding, Severity, Status
from auditor.model.report import KeyFacts, Report
from auditor.reporters._html.steps import KeyToRevoke, keys_to_revoke, step_of
from auditor.reporters._shared.render_options import RenderOptions

MOST_FINDINGS = 5_000
"""Beyond it the page would take a browser seconds: each key and folder then shows its first places only."""
LONG = 500
"""Findings from which on each is reported in brief, and a browser lays out only what is in view."""
SHOWN_OF_MANY = 20
"""Places of one group that a page with more than `MOST_FINDINGS` findings shows."""


class Group(Struct, frozen=True):
    """The findings of one API key, or those without a key in one folder; the worst first."""

    api_key: str
    """Empty for a folder's."""
    folder: str
    """Empty for a key's."""
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Severity:
        """The worst severity in the group."""
        return max((finding.severity for finding in self.findings), key=lambda severity: severity.rank)


class PageFacts(Struct, frozen=True, eq=False):
    """One report, prepared once for all sections."""

    report: Report
    options: RenderOptions
    active: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    groups: tuple[Group, ...]
    """Of the active findings, the worst first."""
    anchors: Mapping[int, str]
    """The fragment of every finding, by its position in the report."""
    positions: Mapping[int, int]
    """The position in the report, by the identity of the object."""
    by_key: Mapping[str, KeyFacts]
    categories: Mapping[str, str]
    """The category of every rule, by its code."""
    linked: frozenset[int]
    """The identities of the active findings on the page, where it does not show all."""
    keys: tuple[KeyToRevoke, ...]
    """Those to revoke or to look at, the most urgent first."""

    def anchor(self, finding: Finding) -> str:
        """Returns the fragment of a finding of the report: `f-` and its fingerprint, unique on the page."""
        return self.anchors[self.positions[id(finding)]]

    def category(self, finding: Finding) -> str:
        """Returns the category of a finding's rule; empty where the report does not describe its rules."""
        return self.categories.get(finding.rule_id, "")

    def step(self, finding: Finding) -> str:
        """Returns which step a finding belongs to."""
        return step_of(finding, self.category(finding))

    def name_of(self, api_key: str) -> str:
        """Returns the name of an API key in the inventory; empty where it has none or no inventory was read."""
        known = self.by_key.get(api_key)
        return known.name if known else ""

    @property
    def is_long(self) -> bool:
        """Whether each finding is reported in brief."""
        return len(self.report.findings) > LONG

    @property
    def is_cut(self) -> bool:
        """Whether there are more findings than the page shows."""
        return len(self.report.findings) > MOST_FINDINGS

    def shown(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Returns the findings of a group that the page shows: all, or the first of very many."""
        return findings[:SHOWN_OF_MANY] if self.is_cut else findings

    def is_shown(self, finding: Finding) -> bool:
        """Returns whether a finding has a place on the page that a link can lead to."""
        return not self.is_cut or id(finding) in self.linked


def page_facts(report: Report, options: RenderOptions) -> PageFacts:
    """Returns what the sections need of a report.

    Args:
        report: The report; its findings keep their order within a severity.
        options: Of these only the start of the scan counts.
    """
    active = worst_first(report.active)
    groups = grouped(active)
    is_cut = len(report.findings) > MOST_FINDINGS
    linked = frozenset(id(finding) for group in groups for finding in group.findings[:SHOWN_OF_MANY] if is_cut)
    return PageFacts(
        report=report,
        options=options,
        active=active,
        suppressed=worst_first(finding for finding in report.findings if finding.status is not Status.ACTIVE),
        groups=groups,
        linked=linked,
        anchors=dict(enumerate(_anchors(report.findings))),
        positions={id(finding): position for position, finding in enumerate(report.findings)},
        by_key={key.api_key: key for key in reversed(report.keys) if key.api_key},
        categories={rule.code: rule.category for rule in report.rules},
        keys=keys_to_revoke(active),
    )


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Returns findings by severity, those of one severity in their order."""
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))


def grouped(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Returns findings by API key, then those without one by folder; in both the worst and largest groups first."""
    keys: dict[str, list[Finding]] = defaultdict(list)
    folders: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.api_key:
            keys[finding.api_key].append(finding)
        else:
            folders[folder_of(finding)].append(finding)
    groups = [Group(key, "", tuple(members)) for key, members in keys.items()]
    groups += [Group("", folder, tuple(members)) for folder, members in folders.items()]
    return tuple(
        sorted(groups, key=lambda group: (not group.api_key, -group.worst.rank, -len(group.findings), group.folder))
    )


def folder_of(finding: Finding) -> str:
    """Returns the folder of a finding's file; `.` for the root of the audited tree."""
    return finding.location.path.rpartition("/")[0] or "."


def _anchors(findings: Iterable[Finding]) -> Iterable[str]:
    """Returns the anchors. One fingerprint may be at several places: the second has `-2` at its end, and so on."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        yield f"f-{finding.fingerprint}" if number == 1 else f"f-{finding.fingerprint}-{number}"
