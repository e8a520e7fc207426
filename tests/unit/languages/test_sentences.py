"""What the audit says of every rule's examples is recognised and translated as a whole, in every language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pytest
from msgspec.structs import replace

from auditor.audits.rule_examples import rehearsal, run
from auditor.evaluation import fact_tables
from auditor.languages.available import languages
from auditor.languages.read_language import read_language
from auditor.languages.sentences import Sentences
from auditor.model.finding import Finding
from auditor.model.location import Exposure
from auditor.rulebook.rulebook import load
from auditor.wording.language import ENGLISH

OTHERS = [code for code in languages() if code != ENGLISH]
_ENGLISH = re.compile(r"\b(?:the|is|are|its|and|of|that|which|from|with|whoever|can|only|not|more|in)\b")
"""Words that stand in every English sentence."""
_CODE = re.compile(
    r"`[^`]*`|\bgit [a-z-]+|detect-secrets|\(?[a-z0-9-]+(?:\.[a-z0-9-]+)+[^ ]*|[\w./-]+\.(?:yaml|env|py)\b|\bfield\b"
)


@cache
def found(most: int = 1_000) -> tuple[Finding, ...]:
    """Returns the findings of the first flagging examples of all rules."""
    book = load((), fact_tables())
    audit = rehearsal(book)
    findings: dict[tuple[str, str], Finding] = {}

    def listening(files: object, exposure: Exposure) -> Sequence[Finding]:
        said = audit(files, exposure)  # type: ignore[arg-type]
        findings.update({(one.message, one.remediation): one for one in said})
        return said

    rules = (
        replace(rule, examples=tuple(example for example in rule.examples if example.flags)[:most])
        for rule in book.rules
    )
    run(list(rules), listening)
    return tuple(findings.values())


@pytest.mark.parametrize("most", [1, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("code", OTHERS)
def test_nothing_of_a_finding_stays_english(code: str, most: int) -> None:
    words = Sentences(read_language(code))
    left = []
    for finding in found(most):
        for english in (finding.message, finding.remediation):
            said = words.of_rule(finding.rule_id, english)
            if said == english or _ENGLISH.search(_CODE.sub("", said)):
                left.append((finding.rule_id, said))
    assert left == []
