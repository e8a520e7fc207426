"""Returns a report, or a rule, whose sentences are in the spoken language; what machines read stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from auditor.languages.catalogue import Catalogue
from auditor.languages.read_language import EXPLANATION, read_language
from auditor.languages.sentences import Sentences
from auditor.model.finding import Finding
from auditor.model.report import CheckRow, KeyFacts, KeyRow, PolicyView, Report, RuleInfo
from auditor.rulebook.rule import Rule, help_of
from auditor.wording.language import ENGLISH, speaking, spoken


@contextmanager
def speaking_in(code: str) -> Iterator[None]:
    """Speaks a language for as long as the block runs; nothing is loaded for English.

    Args:
        code: One of `available.languages()`; empty for English.
    """
    with speaking(read_language(code) if code and code != ENGLISH else None):
        yield


def localised(report: Report) -> Report:
    """Returns a report with its sentences in the spoken language."""
    language = spoken()
    if not isinstance(language, Catalogue):
        return report
    words = Sentences(language)
    return replace(
        report,
        rules=tuple(_info(rule, language) for rule in report.rules),
        findings=tuple(_finding(finding, words) for finding in report.findings),
        skipped=tuple(replace(skip, reason=words.of_skipped(skip)) for skip in report.skipped),
        notes=tuple(map(words.phrase, report.notes)),
        policy=_policy(report.policy, words) if report.policy else None,
        keys=tuple(_key(key, words) for key in report.keys),
        checks=None if report.checks is None else tuple(_check(row, words) for row in report.checks),
    )


def localised_rule(rule: Rule) -> Rule:
    """Returns a rule whose explanation is in the spoken language; messages and everything else stay as they are."""
    language = spoken()
    known = language.rules.get(rule.code) if isinstance(language, Catalogue) else None
    if known is None:
        return rule
    texts = {name: known.texts.get(name) or getattr(rule, name) for name in EXPLANATION[:4]}
    return replace(
        rule,
        title=known.title or rule.title,
        remediation=replace(rule.remediation, text=known.texts.get("remediation", rule.remediation.text)),
        traits=replace(
            rule.traits,
            by_hand=known.texts.get("by_hand", rule.traits.by_hand),
            fixed=known.texts.get("fixed", rule.traits.fixed),
        ),
        **texts,
    )


def _info(rule: RuleInfo, language: Catalogue) -> RuleInfo:
    known = language.rules.get(rule.code)
    if known is None:
        return rule
    references = rule.help_markdown.rpartition("\n\n")[2].strip()
    what, why, example, use_instead = (known.texts.get(name, "") for name in EXPLANATION[:4])
    is_whole = what and why and example and use_instead and references.startswith("- <")
    help_markdown = help_of(what, why, example, use_instead, references) if is_whole else rule.help_markdown
    return replace(rule, title=known.title or rule.title, help_markdown=help_markdown)


def _finding(finding: Finding, words: Sentences) -> Finding:
    return replace(
        finding,
        message=words.of_rule(finding.rule_id, finding.message),
        remediation=words.of_rule(finding.rule_id, finding.remediation),
        status_reason=words.phrase(finding.status_reason),
    )


def _policy(policy: PolicyView, words: Sentences) -> PolicyView:
    return replace(
        policy,
        account=tuple((words.phrase(label), words.phrase(value)) for label, value in policy.account),
        keys=tuple(_row(row, words) for row in policy.keys),
    )


def _row(row: KeyRow, words: Sentences) -> KeyRow:
    return replace(
        row,
        name=words.exact(row.name),
        scope=words.phrase(row.scope),
        subaccount=words.exact(row.subaccount),
        whitelist=words.phrase(row.whitelist),
        age=words.phrase(row.age),
        used_by=words.phrase(row.used_by),
        seen=words.phrase(row.seen),
        probed=words.phrase(row.probed),
        verdict=words.phrase(row.verdict),
    )


def _key(key: KeyFacts, words: Sentences) -> KeyFacts:
    whitelist = tuple(replace(entry, special=words.phrase(entry.special)) for entry in key.whitelist)
    uses = tuple(replace(use, title=words.phrase(use.title)) for use in key.uses)
    return replace(key, ability=words.phrase(key.ability), whitelist=whitelist, uses=uses)


def _check(row: CheckRow, words: Sentences) -> CheckRow:
    answers = tuple(replace(answer, words=words.exact(answer.words)) for answer in row.answers)
    return replace(row, answers=answers)
