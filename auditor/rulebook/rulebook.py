"""Tells which findings there are: every rule of a case's subject compared with the case, groups resolved, findings sorted.

Each has a fingerprint, by which baselines, comments and other programs know it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.errors import UsageError
from auditor.model.finding import Finding, Severity
from auditor.model.report import RuleInfo
from auditor.resources import builtin_rules
from auditor.rulebook.codes import OWN_PREFIX
from auditor.rulebook.pack import check_unique, open_pack
from auditor.rulebook.rule_library import Library
from auditor.storage.cache import sha256

_DIGITS = 32


def fingerprint(code: str, identity: str) -> str:
    """Returns 32 hex digits of SHA-256 over a rule's code and the identity of what it found.

    The identity of Ed25519 material is its derived public key, so the fingerprint stays the same when the value
    moves to another line or file, is written in another encoding, or is found again in history.
    """
    return sha256(f"{code}\0{identity}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


if TYPE_CHECKING:
    from auditor.model.case import Case, FactTable
    from auditor.rulebook.rule import Rule
    from auditor.rulebook.rule_verdicts import Verdict

HELP_URI = "BACKPACK_AUDIT_HELP_URI"
"""The variable with the address of `docs/rules` in a repository, such as https://example.com/backpack-audit/docs/rules."""


def load(packs: Sequence[Path] = (), tables: Iterable[FactTable] = ()) -> RuleBook:
    """Returns the rules that ship with the tool, and those of the packs given with `--rules`.

    Ours are read and compiled when the first case or question comes (a scan that finds nothing does not pay for
    them; their tests have compiled them); those of other packs at once, so that a mistake in them is reported.

    Raises:
        ConfigurationError: a pack or one of its rule files is wrong.
    """
    ours = builtin_rules()
    others = dict.fromkeys(path for path in packs if path.resolve() != ours.resolve())
    opened = [open_pack(path) for path in (ours, *others)]
    library = Library(opened, tables)
    if others:
        check_unique(opened)
        library.check(own=False)
    return RuleBook(library)


def _help_uri(rule: Rule) -> str:
    """Returns the address of a rule's page below `HELP_URI`; without one, or of another pack, its first reference."""
    base = os.environ.get(HELP_URI, "")
    ours = rule.code.startswith(OWN_PREFIX)
    return f"{base.rstrip('/')}/{rule.code}.md" if ours and base.startswith("https://") else rule.references[0]


class Choice(Struct, frozen=True):
    """Which rules judge, by codes or beginnings of codes (`ORG2`), and which have another severity, by codes."""

    select: tuple[str, ...] = ()
    """Empty for all."""
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()

    def takes(self, code: str) -> bool:
        """Returns whether a rule is in: what is ignored stays out, even if it is selected."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)

    def unknown(self, codes: Sequence[str]) -> list[str]:
        """Returns what it names that is no rule's code, nor, for a selection, the beginning of one."""
        begun = [name for name in (*self.select, *self.ignore) if not any(code.startswith(name) for code in codes)]
        return begun + [name for name, _ in self.severities if name not in codes]


class Judgement(Struct, frozen=True):
    """What the chosen rules say, and what the others would have said first."""

    findings: list[Finding]
    left_out: tuple[Finding, ...] = ()
    """Findings of rules that were not chosen. Another rule of the group may report the same place."""


ALL = Choice()
"""Every rule, each with the severity that it says itself."""


class RuleBook:
    """The rules of a library, the choice among them, and their judgement."""

    def __init__(self, library: Library, choice: Choice = ALL) -> None:
        self._library = library
        self._choice = choice
        self._severities: Mapping[str, Severity] = dict(choice.severities)

    @property
    def digest(self) -> str:
        """SHA-256 over all files of the packs, in hex; part of every report and of every cache key."""
        return self._library.digest

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, chosen or not, in the order of codes.

        Raises:
            ConfigurationError: a rule file is wrong.
        """
        return self._library.rules

    def choose(self, choice: Choice) -> RuleBook:
        """Returns the same rules, of which only the chosen ones judge.

        A rule that is out leaves its place in a group to the next: whoever ignores the rule about leaked pairs reads of
        the same secret from the one about lone secrets, so that no choice hides a leak that another chosen rule sees.

        Raises:
            UsageError: a code that no rule has.
        """
        if unknown := choice.unknown(self._library.codes):
            from auditor.config_files.problems import nearest  # only where something is wrong
            from auditor.redaction import redacted

            hint = nearest(unknown[0], self._library.codes) or "; `backpack-audit rules list` shows them all"
            raise UsageError(f"there is no rule {redacted(unknown[0])}{hint}")
        return RuleBook(self._library, choice)

    def infos(self) -> tuple[RuleInfo, ...]:
        """Returns what reporters have to know of every rule."""
        return tuple(
            RuleInfo(
                code=rule.code,
                slug=rule.slug,
                title=rule.title,
                severity=self._severities.get(rule.code, rule.severity),
                category=rule.category,
                help_markdown=rule.help_markdown,
                help_uri=_help_uri(rule),
            )
            for rule in self.rules
        )

    def judge(self, cases: Iterable[Case]) -> list[Finding]:
        """Returns the findings of all cases, sorted, whatever the order of the cases."""
        return self.judged(cases).findings

    def judged(self, cases: Iterable[Case]) -> Judgement:
        """Returns the findings of all cases, sorted, and those that the choice of rules left out."""
        found: list[tuple[Rule, Finding]] = []
        dropped: list[tuple[Rule, Finding]] = []
        for case in cases:
            for verdict in self._library.bench(case.subject).verdicts(case.facts):
                taken = found if self._choice.takes(verdict.rule.code) else dropped
                taken.append((verdict.rule, self._finding(verdict, case)))
        left_out = (
            (one for one in _strongest((*found, *dropped)) if not self._choice.takes(one.rule_id)) if dropped else ()
        )
        return Judgement(sorted(_strongest(found), key=_order), tuple(left_out))

    def _finding(self, verdict: Verdict, case: Case) -> Finding:
        rule, trace = verdict.rule, case.trace
        from auditor.rulebook.by_reach import farther_places, judged_by_reach  # most runs find nothing

        verdict = judged_by_reach(verdict, trace.reach if trace else None)
        return Finding(
            rule_id=rule.code,
            rule=rule.slug,
            severity=self._severities.get(rule.code, verdict.severity),
            confidence=verdict.confidence,
            exposure=case.exposure,
            message=verdict.message.format_map(case.words).strip(),
            location=case.location,
            related=(*case.related, *farther_places(case)),
            field=case.field,
            api_key=case.api_key,
            fingerprint=fingerprint(rule.code, case.identity),
            digest=case.digest,
            remediation=verdict.remediation.format_map(case.words).strip(),
            action=verdict.action,
            traits=rule.traits,
            reach=trace.reach if trace else None,
            introduced=trace.introduced if trace else None,
            removed=trace.removed if trace else None,
            today=trace.today if trace else None,
            repository=trace.repository if trace else "",
            pragmas=case.pragmas,
            secret_type=case.secret_type,
            status=case.status,
            status_reason=case.status_reason,
        )


def _strongest(found: Iterable[tuple[Rule, Finding]]) -> Iterator[Finding]:
    """Yields, of one group's findings at one place, that of the highest precedence; of equals that of the lower code.

    A file in base64 is one place of many values: they are reported apart by the API keys that they belong to. In a history
    a file is one place of a secret, whatever line and name it had in which version.
    """
    groups: dict[tuple[object, ...], list[tuple[Rule, Finding]]] = {}
    for rule, finding in found:
        if finding.introduced:
            place: tuple[object, ...] = (
                finding.location.target,
                finding.location.path,
                finding.location.member,
                finding.api_key or finding.digest,
            )
        else:
            place = (finding.location, finding.api_key)
        if rule.group or finding.introduced:
            groups.setdefault((rule.group or finding.fingerprint, *place), []).append((rule, finding))
        else:
            yield finding
    for rivals in groups.values():
        yield min(rivals, key=_strength)[1]


def _strength(rival: tuple[Rule, Finding]) -> tuple[object, ...]:
    """Returns the order in a group: what is most special, then what the oldest commit brought."""
    rule, finding = rival
    is_first = finding.introduced is not None and finding.location.commit == finding.introduced.commit
    return (-rule.precedence, rule.code, not is_first, _order(finding))


def _order(finding: Finding) -> tuple[object, ...]:
    """Returns the order of findings, down to the last that can tell two of them apart."""
    return (
        finding.sort_key,
        finding.exposure,
        finding.message,
        finding.remediation,
        finding.severity.rank,
        finding.confidence,
        finding.api_key or "",
        finding.digest,
        [(other.role, other.location.sort_key) for other in finding.related],
    )
