"""Every rule about keys does what its own examples say, the shipped ones and those of the documented pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from policy_scene import rulebook, scan

from auditor.audits.rule_examples import run
from auditor.classification.sample_keys import expand
from auditor.errors import ConfigurationError
from auditor.evaluation import cases_of
from auditor.inventory.audit_inventory import example_cases
from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.model.finding import Finding, Severity
from auditor.model.location import Exposure, Reach
from auditor.rulebook.rule import Example, Rule
from auditor.rulebook.rulebook import RuleBook, load
from auditor.rulebook.value_facts import VALUE_FACTS

HOUSE_RULES = Path(__file__).parents[3] / "docs" / "house-rules"
SHIPPED = [rule for rule in rulebook().rules if rule.category in ("permission", "whitelist")]
HOUSE = [rule for rule in rulebook(HOUSE_RULES).rules if rule.pack == "house-rules"]


def evaluation(
    files: Mapping[str, bytes], exposure: Exposure, book: RuleBook, *, reach: Reach | None = None
) -> Sequence[Finding]:
    evidence = scan({path: data.decode() for path, data in files.items()}, exposure)
    if reach is not None:
        evidence = [replace(one, provenance=replace(one.provenance, traced_reach=reach)) for one in evidence]
    return book.judge([*cases_of(evidence), *example_cases(files, evidence)])


def test_all_rules_are_there() -> None:
    assert [rule.code for rule in SHIPPED] == [f"BPK5{number:02}" for number in range(1, 15)] + [
        f"BPK6{number:02}" for number in range(1, 10)
    ]


@pytest.mark.parametrize("rule", [*SHIPPED, *HOUSE], ids=lambda rule: rule.code)
def test_examples_flag_and_pass(rule: Rule) -> None:
    book = rulebook(HOUSE_RULES)
    results = run([rule], lambda files, exposure: evaluation(files, exposure, book))
    assert [result.explanation for result in results if not result.is_right] == []


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.code)
def test_rules_are_explained_and_proven_from_several_sides(rule: Rule) -> None:
    assert sum(example.flags for example in rule.examples) >= 2
    assert sum(not example.flags for example in rule.examples) >= 2
    words = rule.why.lower()
    assert any(severity in words for severity in Severity), "the text says why it is as bad as it is"


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.code)
def test_every_variant_is_shown_in_some_example(rule: Rule) -> None:
    """A variant that no example reaches is not proven: as it is, or where no remote has its commits."""
    heard = [
        finding
        for example in rule.examples
        for reach in (None, Reach.LOCAL)
        for finding in evaluation(files_of(example), example.exposure, rulebook(), reach=reach)
        if finding.rule_id == rule.code
    ]
    severities = {rule.severity, *(variant.severity for variant in rule.variants if variant.severity)}
    assert {finding.severity for finding in heard} == severities
    for template in (rule.message, *(variant.message for variant in rule.variants if variant.message)):
        pattern = "(?s:.+)".join(map(re.escape, re.split(r"\{\w+\}", template.text.strip())))
        assert any(re.fullmatch(pattern, finding.message) for finding in heard), template.text


def files_of(example: Example) -> dict[str, bytes]:
    return {path: expand(text).encode() for path, text in example.files.items()}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("key.raed_only", ["`key.raed_only` in a rule about `key`", "key.read_only"]),
        ("key.age_days > '60'", ["does not work on"]),
        ("ip_within(key.name, key.owner)", ["`ip_within` in a rule about `key`", "ip_in"]),
        ("entry.text != ''", ["`entry.text` in a rule about `key`"]),
        ("key.age_days", ["a condition is true or false; this is of type int"]),
    ],
)
def test_a_wrong_condition_is_an_error_when_the_pack_is_loaded(tmp_path: Path, condition: str, said: list[str]) -> None:
    rule = next((HOUSE_RULES / "permission").glob("DESK001-*.yaml"))
    text = rule.read_text().replace("key.active && !key.read_only && !(key.owner_domain in data.domains)", condition)
    (tmp_path / rule.name).write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load([tmp_path], (VALUE_FACTS, *POLICY_FACTS))
    assert all(part in str(caught.value) for part in said)
    assert caught.value.line == 8
