"""Tells how evidence becomes findings: the rules of all packs, with the facts of every subject that they may be about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.configuration.load_configuration import ResolvedRequest
from auditor.model.finding import Finding
from auditor.model.report import RuleInfo
from auditor.rulebook.rulebook import Choice, RuleBook, load

if TYPE_CHECKING:
    from auditor.generic.locate import Placed
    from auditor.model.case import Case, FactTable
    from auditor.model.evidence import Evidence


class Evaluation(Struct, frozen=True, kw_only=True):
    """What the rules say."""

    findings: tuple[Finding, ...]
    rules_digest: str
    rules: tuple[RuleInfo, ...] = ()
    """Every rule with its help, where the request asks for it."""
    left_out: tuple[Finding, ...] = ()
    """Findings of rules that `select` or `ignore` left out."""
    timings: tuple[tuple[str, float], ...] = ()


def evaluate(
    run: ResolvedRequest,
    evidence: Sequence[Evidence],
    generic: Sequence[Placed] = (),
    more: Sequence[Case] = (),
) -> Evaluation:
    """Returns the findings of everything that was gathered, and of `more` cases.

    Without cases no rule is read, unless the report must describe them all.

    Raises:
        AuditError: a pack of rules is wrong, or a code is nobody's.
    """
    started = perf_counter()
    book = rulebook(run)
    evaluation = judged(book, evidence, generic, more)
    rules = book.infos() if run.request.describe_rules else ()
    return replace(evaluation, rules=rules, timings=(("judge", perf_counter() - started),))


def judged(
    book: RuleBook, evidence: Sequence[Evidence], generic: Sequence[Placed] = (), more: Sequence[Case] = ()
) -> Evaluation:
    """Returns what given rules say of everything that was gathered, and of `more` cases."""
    judgement = book.judged([*cases_of(evidence), *generic_cases_of(generic), *more])
    findings = _reported_once(judgement.findings) if judgement.findings else []
    return Evaluation(findings=tuple(findings), rules_digest=book.digest, left_out=judgement.left_out)


def _reported_once(findings: Sequence[Finding]) -> list[Finding]:
    from auditor.generic.locate import reported_once  # most runs find nothing

    return reported_once(findings)


def rulebook(run: ResolvedRequest) -> RuleBook:
    """Returns the rules that a run asks for, with the configuration's packs, choices and severities.

    Raises:
        AuditError: a pack is wrong, or a code is nobody's.
    """
    severities = (*run.configuration.severities, *run.request.severities)
    return rulebook_of(run.packs, Choice(*run.choice, severities=severities))


def rulebook_of(packs: Sequence[Path], choice: Choice) -> RuleBook:
    """Returns our rules and those of packs, as far as they are chosen.

    Raises:
        AuditError: a pack is wrong, or a code is nobody's.
    """
    return load(packs, fact_tables()).choose(choice)


def fact_tables() -> Iterator[FactTable]:
    """Yields the facts of every subject that rules may be about, made when they are asked for."""
    from auditor.rulebook.value_facts import VALUE_FACTS  # each subject's facts are a page of code

    yield VALUE_FACTS
    from auditor.generic.generic_facts import GENERIC_FACTS

    yield GENERIC_FACTS
    from auditor.suppression.settings_facts import SETTINGS_FACTS

    yield SETTINGS_FACTS
    from auditor.inventory.policy_facts import POLICY_FACTS

    yield from POLICY_FACTS


def cases_of(evidence: Sequence[Evidence]) -> Sequence[Case]:
    """Returns what the rules judge of the evidence."""
    if not evidence:
        return ()
    from auditor.rulebook.value_facts import case_of

    return [case_of(one) for one in evidence]


def generic_cases_of(generic: Sequence[Placed]) -> Sequence[Case]:
    """Returns what the rules judge of other products' secrets."""
    if not generic:
        return ()
    from auditor.generic.generic_facts import case_of

    return [case_of(hit, provenance, trace) for hit, provenance, trace in generic]
