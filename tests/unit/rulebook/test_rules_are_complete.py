"""Every rule that ships is whole: named, described, proven by examples, and like no other."""

from __future__ import annotations

import re
from functools import cache

import pytest

from auditor.model.finding import Action, Confidence
from auditor.resources import builtin_rules
from auditor.rulebook.codes import FIXED
from auditor.rulebook.pack import open_pack, read_pack
from auditor.rulebook.rule import Rule

CATEGORIES = {
    "BPK1": "leak",
    "BPK2": "field",
    "BPK3": "format",
    "BPK4": "storage",
    "BPK5": "permission",
    "BPK6": "whitelist",
    "BPK7": "wallet",
    "BPK9": "generic",
}
OFFICIAL = ("https://docs.backpack.exchange", "https://support.backpack.exchange")
_VALUE = re.compile(r"[A-Za-z0-9+/]{43,}={0,2}|\b[0-9a-fA-F]{64,}\b")


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(read_pack(open_pack(builtin_rules())))


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)


def test_the_codes_that_others_rely_on_keep_their_slugs() -> None:
    assert {rule.code: rule.slug for rule in rules()}.items() <= FIXED.items()


def test_titles_slugs_and_conditions_are_unique() -> None:
    for wish in ("title", "slug", "what"):
        texts = [getattr(rule, wish).lower() for rule in rules()]
        assert len(texts) == len(set(texts)), wish
    conditions = [(rule.subject, re.sub(r"\s+", " ", rule.when.text)) for rule in rules()]
    assert len(conditions) == len(set(conditions))


@each()
def test_a_rule_is_in_the_folder_of_its_codes(rule: Rule) -> None:
    assert rule.category == CATEGORIES[rule.code[:4]]


@each()
def test_a_title_is_a_short_line_that_names_the_problem(rule: Rule) -> None:
    assert 15 <= len(rule.title) <= 100
    assert rule.title[0].isupper() or rule.title[0] == "`"
    assert not rule.title.endswith(".")


@each()
def test_messages_are_parts_of_a_sentence_and_remedies_whole_ones(rule: Rule) -> None:
    messages = [rule.message, *(variant.message for variant in rule.variants if variant.message)]
    remedies = [rule.remediation, *(variant.remediation for variant in rule.variants if variant.remediation)]
    assert all(not message.text.strip().endswith(".") for message in messages)
    assert all("\n" not in message.text.strip() for message in messages)
    assert all(remedy.text.strip().endswith((".", "}")) for remedy in remedies)


@each()
def test_what_leaks_is_revoked_first(rule: Rule) -> None:
    if rule.category == "leak":
        first = rule.remediation.text.splitlines()[0]
        assert "evoke" in first
        assert "Settings → API Keys" in first


@each()
def test_a_rule_says_what_to_do_first_in_data_and_its_text_agrees(rule: Rule) -> None:
    assert re.search(r"^action: ", (builtin_rules().parent / rule.path).read_text("utf-8"), re.MULTILINE)
    told = [(rule.remediation, rule.action)]
    told += [(each.remediation, each.action or rule.action) for each in rule.variants if each.remediation]
    for remediation, action in told:
        if re.match(r"\s*(?:1\. )?Revoke (?:the key|API key|it)\b", remediation.text):
            assert action in (Action.REVOKE, Action.CHECK)
        if remediation.text.startswith("Nothing has to be done"):
            assert action is Action.NONE


@each()
def test_the_headings_say_enough(rule: Rule) -> None:
    assert len(rule.what) >= 30
    assert len(rule.why) >= 80
    assert rule.example.strip() != rule.use_instead.strip()
    assert "TODO" not in rule.help_markdown


@each()
def test_references_are_https_and_unique(rule: Rule) -> None:
    assert all(re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}/\S*", url) for url in rule.references)
    assert len(set(rule.references)) == len(rule.references)


@each()
def test_rules_about_the_exchange_refer_to_its_documentation(rule: Rule) -> None:
    if rule.category in ("field", "leak"):
        assert any(url.startswith(OFFICIAL) for url in rule.references)


@each()
def test_examples_have_titles_of_their_own_and_there_are_several(rule: Rule) -> None:
    titles = [example.title for example in rule.examples]
    assert len(titles) == len(set(titles))
    assert len(titles) >= 3


@each()
def test_no_key_text_is_written_in_a_rule(rule: Rule) -> None:
    for example in rule.examples:
        for text in example.files.values():
            values = [found for found in _VALUE.findall(text) if len(set(found)) > 8]
            assert values == [], example.title


@each()
def test_what_only_a_file_says_is_never_proven_by_it(rule: Rule) -> None:
    for variant in rule.variants:
        if 'field.context in ["file", "scope"]' in variant.when.text and "pair." not in variant.when.text:
            assert variant.confidence in (Confidence.POSSIBLE, Confidence.STRONG)


def test_of_the_leak_rules_at_one_place_the_order_is_decided() -> None:
    ranks = {rule.code: rule.precedence for rule in rules() if rule.group == "leak"}
    assert sorted(ranks, key=lambda code: -ranks[code]) == ["BPK106", "BPK103", "BPK101", "BPK104", "BPK102", "BPK105"]
    assert len(set(ranks.values())) == len(ranks)
