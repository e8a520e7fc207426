"""Which findings there are: every rule of a case's subject held against the case, groups resolved, findings sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from auditor.errors import ConfigurationError, UsageError
from auditor.location import builtin_rules
from auditor.model.case import Case, FactTable, Subject
from auditor.model.finding import Finding, Severity
from auditor.model.place import Place
from auditor.model.report import RuleInfo
from auditor.rulebook.bench import Bench, Verdict
from auditor.rulebook.codes import OWN_PREFIX
from auditor.rulebook.pack import Pack, check_unique, digest_of, open_pack, read_pack
from auditor.rulebook.rule import Rule

_FINGERPRINT_DIGITS = 32


def load(packs: Sequence[Path] = (), tables: Sequence[FactTable] = ()) -> RuleBook:
    """The rules that ship with the tool, and those of the packs given with `--rules`.

    Ours are read and compiled when the first case or question comes (a scan that finds nothing does not pay for
    them; their tests have compiled them); those of other packs at once, so that a mistake in them is told.

    Raises:
        ConfigurationError: a pack or one of its rule files is wrong.
    """
    ours = builtin_rules()
    others = dict.fromkeys(path for path in packs if path.resolve() != ours.resolve())
    opened = [open_pack(path) for path in (ours, *others)]
    check_unique(opened)
    book = RuleBook(opened, tables)
    if len(opened) > 1:
        book.check(own=False)
    return book


def fingerprint(code: str, identity: str) -> str:
    """32 hex digits of SHA-256 over a rule's code and the identity of what it found.

    The identity of Ed25519 material is its derived public key, so the fingerprint stays the same when the value
    moves to another line or file, is written in another encoding, or is found again in history.
    """
    return sha256(f"{code}\0{identity}".encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT_DIGITS]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules judge, by codes or beginnings of codes (`BPK2`), and which have another severity."""

    select: tuple[str, ...] = ()
    """Empty for all."""
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()

    def takes(self, code: str) -> bool:
        """Whether a rule is in: what is ignored stays out, even if it is selected."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that it names."""
        return (*self.select, *self.ignore, *(code for code, _ in self.severities))


class RuleBook:
    """The rules of some packs, the choice among them, and their judgement."""

    def __init__(self, packs: Sequence[Pack], tables: Sequence[FactTable], choice: Choice = Choice()) -> None:
        self._packs = tuple(packs)
        self._tables: Mapping[Subject, FactTable] = {table.subject: table for table in tables}
        self._choice = choice
        self._severities: Mapping[str, Severity] = dict(choice.severities)
        self._benches: dict[Subject, Bench] = {}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all files of the packs, in hex; part of every report and of every cache key."""
        return digest_of(self._packs)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, chosen or not, in the order of codes.

        Raises:
            ConfigurationError: a rule file is wrong.
        """
        return tuple(sorted((rule for pack in self._packs for rule in read_pack(pack)), key=lambda rule: rule.code))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all rules, sorted; known without reading the rules."""
        return tuple(sorted(file.code for pack in self._packs for file in pack.rule_files))

    def choose(self, choice: Choice) -> RuleBook:
        """The same rules, of which only the chosen ones judge.

        A rule that is out leaves its place in a group to the next: whoever ignores BPK101 is told of the same secret
        by BPK102, so that no choice of a code hides a leak that another chosen rule sees.

        Raises:
            UsageError: a code that no rule has.
        """
        for code in choice.codes:
            if not any(known.startswith(code) for known in self.codes):
                raise UsageError(f"there is no rule {code}; `backpack-audit rules list` shows them all")
        return RuleBook(self._packs, tuple(self._tables.values()), choice)

    def infos(self) -> tuple[RuleInfo, ...]:
        """What reporters have to know of every rule."""
        return tuple(
            RuleInfo(
                code=rule.code,
                slug=rule.slug,
                title=rule.title,
                severity=self._severities.get(rule.code, rule.severity),
                category=rule.category,
                help_markdown=rule.help_markdown,
                help_uri=rule.references[0],
            )
            for rule in self.rules
        )

    def check(self, *, own: bool = True) -> None:
        """Compiles all rules now, or with `own=False` those about what rules of other packs are about.

        Raises:
            ConfigurationError: a rule is wrong.
        """
        rules = (rule for rule in self.rules if own or not rule.code.startswith(OWN_PREFIX))
        for subject in dict.fromkeys(rule.subject for rule in rules):
            self._bench(subject)

    def judge(self, cases: Iterable[Case]) -> list[Finding]:
        """The findings of all cases, sorted, whatever the order of the cases."""
        found = [
            (verdict.rule, self._finding(verdict, case))
            for case in cases
            for verdict in self._bench(case.subject).verdicts(case.facts)
        ]
        return sorted(_strongest(found), key=_order)

    def _bench(self, subject: Subject) -> Bench:
        if subject not in self._benches:
            rules = [rule for rule in self.rules if rule.subject == subject and self._choice.takes(rule.code)]
            table = self._tables.get(subject)
            if table is None:
                message = f"nothing here knows the facts of the subject `{subject}`"
                raise ConfigurationError(message, path=rules[0].path if rules else "rules")
            self._benches[subject] = Bench(rules, table)
        return self._benches[subject]

    def _finding(self, verdict: Verdict, case: Case) -> Finding:
        rule = verdict.rule
        return Finding(
            rule_id=rule.code,
            rule=rule.slug,
            severity=self._severities.get(rule.code, verdict.severity),
            confidence=verdict.confidence,
            exposure=case.exposure,
            message=verdict.message.format_map(case.words).strip(),
            place=case.place,
            related=case.related,
            field=case.field,
            api_key=case.api_key,
            fingerprint=fingerprint(rule.code, case.identity),
            digest=case.digest,
            remediation=verdict.remediation.format_map(case.words).strip(),
            pragmas=case.pragmas,
            secret_type=case.secret_type,
            status=case.status,
            status_reason=case.status_reason,
        )


def _strongest(found: Iterable[tuple[Rule, Finding]]) -> Iterator[Finding]:
    """Of the findings of one group at one place that of the highest precedence; of equals that of the lower code."""
    groups: dict[tuple[str, Place], list[tuple[Rule, Finding]]] = {}
    for rule, finding in found:
        if rule.group:
            groups.setdefault((rule.group, finding.place), []).append((rule, finding))
        else:
            yield finding
    for rivals in groups.values():
        yield min(rivals, key=lambda rival: (-rival[0].precedence, rival[0].code, _order(rival[1])))[1]


def _order(finding: Finding) -> tuple[object, ...]:
    """The order of findings, down to the last that can tell two of them apart."""
    return (
        finding.sort_key,
        finding.exposure,
        finding.message,
        finding.remediation,
        finding.severity.rank,
        finding.confidence,
        finding.api_key or "",
        finding.digest,
        [(other.role, other.place.sort_key) for other in finding.related],
    )
