"""Tells which findings are set aside, and what people must know of it. A finding gets a status; none is ever dropped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.finding import POLICY_SUBJECTS, Finding, Status, Subject
from auditor.model.material import Pragma
from auditor.rulebook.codes import names_rule
from auditor.suppression.baseline import Baseline, Entry, identity_of
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_MOST_TOLD = 5
"""Entries that one note lists; the rest is counted."""
Subjects = Callable[[], Mapping[str, Subject]]
Honours = Callable[[Finding, Pragma], bool]
"""Says whether an inline comment counts for a finding."""


class Extent(Struct, frozen=True, kw_only=True):
    """How much a run examined: only where it looked can the absence of a finding mean that it is gone."""

    tree: bool = True
    """All of the tree to which the baseline belongs."""
    history: bool = False
    """All of its history."""
    policy: bool = False
    generic: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    subjects: Subjects = dict
    """What each rule of the run is about, by code; called only if the baseline has an entry without a finding."""

    def covers(self, entry: Entry) -> bool:
        """Returns whether the run would have found again what the entry accepts."""
        subject = self.subjects().get(entry.rule)
        if subject is None or subject == "settings" or (subject in POLICY_SUBJECTS and not self.policy):
            return False
        if subject == "generic" and not self.generic:
            return False
        taken = (not self.select or entry.rule.startswith(self.select)) and not entry.rule.startswith(self.ignore)
        return taken and (self.history if entry.history else self.tree)


_WHOLE_TREE = Extent()


def apply(
    findings: Iterable[Finding],
    *,
    inline: bool | Honours,
    baseline: Baseline | None,
    today: date,
    known_codes: Callable[[], Collection[str]],
    extent: Extent = _WHOLE_TREE,
) -> tuple[list[Finding], list[str]]:
    """Returns the findings with their status, in the same order, and notes for people; a status given before stays.

    Args:
        findings: What the rules found.
        inline: Whether comments in the files are honoured, or what says so of each.
        baseline: What is accepted; None for nothing.
        today: The day of the run in UTC, for what expires.
        known_codes: Returns the codes of all rules; called only if a comment names one.
        extent: How much the run examined.
    """
    given = list(findings)
    honours = inline if callable(inline) else _all if inline else _none
    evaluation = [_judged(finding, honours, baseline=baseline, today=today) for finding in given]
    notes = [*_notes_on_comments(given, inline=bool(inline), known_codes=known_codes)]
    if baseline is not None:
        notes += _notes_on_baseline(baseline, given, today=today, extent=extent)
    return evaluation, notes


def _all(_: Finding, __: Pragma) -> bool:
    return True


def _none(_: Finding, __: Pragma) -> bool:
    return False


def asks_to_ignore(pragma: Pragma, finding: Finding) -> bool:
    """Returns whether an inline comment is about the rule of a finding."""
    return not pragma.codes or names_rule(pragma.codes, finding.rule_id, finding.rule)


def _judged(finding: Finding, honours: Honours, *, baseline: Baseline | None, today: date) -> Finding:
    if finding.status is not Status.ACTIVE:
        return finding
    for pragma in finding.pragmas:
        if asks_to_ignore(pragma, finding) and honours(finding, pragma):
            return replace(finding, status=Status.IGNORED, status_reason=pragma.reason or pragma.marker)
    entry = baseline.entry_of(finding) if baseline else None
    if entry is None or entry.has_expired(today):
        return finding
    return replace(finding, status=Status.BASELINED, status_reason=entry.reason)


def _notes_on_comments(
    findings: Iterable[Finding], *, inline: bool, known_codes: Callable[[], Collection[str]]
) -> Iterator[str]:
    """Yields what is wrong with comments that ask to ignore something, and how many were not honoured."""
    marked = {
        (finding.location.path, finding.location.span.line, pragma)
        for finding in findings
        for pragma in finding.pragmas
    }
    if not marked:
        return
    if not inline:
        yield f"{plural(len(marked), 'inline comment')} not honoured (--no-inline-ignores)"
    if any(pragma.codes for _, _, pragma in marked):
        codes = known_codes()
        for path, line, pragma in sorted(marked, key=_order):
            yield from (f"{path}:{line}: {wrong}" for wrong in _mistakes(pragma, codes))


def _order(marked: tuple[str, int, Pragma]) -> tuple[object, ...]:
    path, line, pragma = marked
    return path, line, pragma.marker, pragma.codes, pragma.reason


def _mistakes(pragma: Pragma, codes: Collection[str]) -> Iterator[str]:
    from auditor.config_files.problems import nearest  # only where a comment names codes
    from auditor.suppression.inline_ignores import NO_CODE

    for code in pragma.codes:
        if code == NO_CODE:
            yield "a comment asks to ignore something that is not a rule's code; it ignores nothing"
        elif code not in codes and not any(known.startswith(code) for known in codes if code.isupper()):
            yield f"a comment asks to ignore {code}, which is not a rule{nearest(code, codes)}"


def _notes_on_baseline(
    baseline: Baseline,
    findings: Sequence[Finding],
    *,
    today: date,
    extent: Extent,
) -> Iterator[str]:
    """Yields which entries no longer do what their author thought."""
    seen = {identity_of(finding) for finding in findings}
    expired = [entry for entry in baseline.entries if entry.identity in seen and entry.has_expired(today)]
    if expired:
        told = listed([f"{_named(entry)} on {entry.expires}" for entry in expired], most=_MOST_TOLD)
        yield f"{baseline.shown}: {plural(len(expired), 'acceptance')} expired and the findings count again: {told}"
    gone = [entry for entry in baseline.entries if entry.identity not in seen]
    codes = extent.subjects() if gone else {}
    unknown = [entry for entry in gone if entry.rule not in codes]
    if unknown:
        rules = listed(sorted({entry.rule for entry in unknown}), most=_MOST_TOLD)
        yield f"{baseline.shown}: {plural(len(unknown), 'entry')} of rules that are not loaded: {rules}"
    stale = [entry for entry in gone if extent.covers(entry)]
    if stale:
        told = listed([_named(entry) for entry in stale], most=_MOST_TOLD)
        yield (
            f"{baseline.shown}: {plural(len(stale), 'entry')} without a finding: {told}; "
            "`backpack-audit baseline update` drops what is gone"
        )


def _named(entry: Entry) -> str:
    return f"{entry.rule} in {entry.path}" if entry.path else entry.rule
