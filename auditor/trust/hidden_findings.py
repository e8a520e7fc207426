"""Joins two reports of one tree, by the trusted settings and by its own: what would the branch have hidden, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from auditor.model.finding import Finding, Severity, Status
from auditor.model.report import Report
from auditor.rulebook.codes import OWN_PREFIX
from auditor.suppression.apply import asks_to_ignore
from auditor.suppression.settings_facts import ChangedSettings, SettingsKind

_ORDER = (SettingsKind.CONFIGURATION, SettingsKind.RULES, SettingsKind.BASELINE)


def with_hidden(
    changes: Sequence[ChangedSettings],
    by_base: tuple[Report, Path],
    by_own: tuple[Report, Path],
    threshold: Severity | None,
) -> list[ChangedSettings]:
    """Returns each change with the findings that it would hide or lower.

    Args:
        changes: The files of settings that the branch changed.
        by_base: The report by the trusted settings, and the folder to which its names are relative.
        by_own: The same by the tree's own settings.
        threshold: The severity from which a run by the tree's own settings fails, where that is a change.
    """
    now: dict[object, Finding] = {}
    for finding in by_own[0].findings:
        place = _place(finding, by_own[1])
        if place not in now or _weight(finding) > _weight(now[place]):
            now[place] = finding
    hidden: list[list[Finding]] = [[] for _ in changes]
    for finding in by_base[0].active:
        own = now.get(_place(finding, by_base[1]))
        if own is not None and own.status is Status.IGNORED:
            continue  # A comment hides it, and comments have a change of their own.
        is_lower = own is None or _weight(own) < finding.severity.rank
        is_below = threshold is not None and finding.severity.rank < threshold.rank
        if (is_lower or is_below) and (cause := _cause(finding, own, changes)) is not None:
            hidden[changes.index(cause)].append(finding)
    return [replace(change, hidden=tuple(found)) for change, found in zip(changes, hidden, strict=True)]


def comments(report: Report, base: str) -> list[ChangedSettings]:
    """Returns the inline comments that the trusted revision does not have, by file, with what they would hide.

    Args:
        report: The report by the trusted settings.
        base: The trusted commit.
    """
    files: dict[str, list[Finding]] = {}
    for finding in report.active:
        if any(asks_to_ignore(pragma, finding) for pragma in finding.pragmas):
            files.setdefault(finding.location.path, []).append(finding)
    return [
        ChangedSettings(
            kind=SettingsKind.COMMENTS,
            path=path,
            line=min(one.location.span.line for one in found),
            base=base,
            changes=tuple(dict.fromkeys(f"a comment ignores {one.rule_id}" for one in found)),
            hidden=tuple(found),
        )
        for path, found in sorted(files.items())
    ]


def _place(finding: Finding, root: Path) -> object:
    value = finding.api_key or finding.digest or finding.fingerprint
    return (root / finding.location.path, finding.location.member, finding.location.span, value)


def _weight(finding: Finding) -> int:
    return finding.severity.rank if finding.status is Status.ACTIVE else -1


def _cause(finding: Finding, own: Finding | None, changes: Iterable[ChangedSettings]) -> ChangedSettings | None:
    """Returns the change that most likely hides a finding."""
    by_kind: Mapping[SettingsKind, ChangedSettings] = {change.kind: change for change in reversed([*changes])}
    order: tuple[SettingsKind, ...] = _ORDER
    if own is not None and own.status is Status.BASELINED:
        order = (SettingsKind.BASELINE, *_ORDER)
    elif not finding.rule_id.startswith(OWN_PREFIX):
        order = (SettingsKind.RULES, *_ORDER)
    rule = next((one for one in changes if one.kind is SettingsKind.RULES and finding.rule_id in one.path), None)
    if rule is not None and order[0] is SettingsKind.RULES:
        return rule
    return next((by_kind[kind] for kind in order if kind in by_kind), None)
