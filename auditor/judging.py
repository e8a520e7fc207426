"""How evidence becomes findings: the rules of all packs, with the facts of every subject that they may be about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.configuration import Configuration
from auditor.model.case import Case, FactTable
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding
from auditor.model.report import RuleInfo
from auditor.model.request import AuditRequest
from auditor.rulebook.book import Choice, RuleBook, load


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say."""

    findings: tuple[Finding, ...]
    rules: tuple[RuleInfo, ...]
    """Every rule with its help, where the request asks for it."""


def fact_tables() -> tuple[FactTable, ...]:
    """The facts of every subject that rules may be about."""
    from auditor.generic.facts import GENERIC_FACTS  # noqa: PLC0415 - only where something is judged
    from auditor.policy.facts import POLICY_FACTS  # noqa: PLC0415
    from auditor.rulebook.facts import VALUE_FACTS  # noqa: PLC0415

    return (VALUE_FACTS, GENERIC_FACTS, *POLICY_FACTS)


def rulebook(request: AuditRequest, configuration: Configuration) -> RuleBook:
    """The rules that a request asks for, with the configuration's packs, choices and severities.

    Raises:
        AuditError: a pack is wrong, or a code is nobody's.
    """
    book = load((*configuration.rules, *request.rules), fact_tables())
    return book.choose(
        Choice(
            select=request.select or configuration.select,
            ignore=(*configuration.ignore, *request.ignore),
            severities=(*configuration.severities, *request.severities),
        )
    )


def cases_of(evidence: Iterable[Evidence]) -> list[Case]:
    """What the rules judge of the evidence."""
    from auditor.rulebook.facts import case_of  # noqa: PLC0415 - only where something is judged

    return [case_of(one) for one in evidence]


def judge(book: RuleBook, cases: Sequence[Case], *, describe_rules: bool) -> Judged:
    """The findings of all cases. Without cases no rule is read, unless the report must describe them."""
    return Judged(tuple(book.judge(cases)), book.infos() if describe_rules else ())
