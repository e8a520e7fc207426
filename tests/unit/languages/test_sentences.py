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
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.rulebook.rulebook import load
from auditor.wording.language import ENGLISH
from auditor.wording.skip_words import SKIP_WORDS, and_more, skip

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


@pytest.mark.parametrize(
    "english",
    [
        "integration " * 400,
        "cannot be read: " * 300,
        " in commit " * 400,
        ", ".join(["integration"] * 2_000),
        " and ".join(["a b"] * 2_000),
        "{path}" * 500,
        "{0}{x!r:>9999}",
    ],
)
def test_what_somebody_named_like_a_phrase_costs_nothing_and_breaks_nothing(english: str) -> None:
    words = Sentences(read_language("zh"))
    assert words.phrase(english)
    assert words.of_rule("BPK101", english) == english


def test_names_of_audited_things_are_not_translated() -> None:
    words = Sentences(read_language("zh"))
    path = "in a file that git tracks"
    message = f"{path} holds a secret (secret), and its mode 0644 lets group or others read it"
    assert words.of_rule("BPK402", message).startswith(f"{path} 含有 secret（secret）")


def test_what_a_pack_of_somebody_else_says_stays_as_it_is() -> None:
    words = Sentences(read_language("ru"))
    assert words.of_rule("ORG001", "the key is too old") == "the key is too old"
    assert words.of_rule("BPK101", "none of our sentences") == "none of our sentences"


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("1 file", "1 файл"),
        ("2 files", "2 файла"),
        ("11 files", "11 файлов"),
        ("12,345 addresses", "12\N{NO-BREAK SPACE}345 адресов"),
        ("2^96 addresses", "2^96 адресов"),
        ("an unknown number of days", "неизвестно сколько: дней"),
        ("a.env:3 and b.env:4", "a.env:3 и b.env:4"),
        ("my notes and keys/a.env:3", "my notes and keys/a.env:3"),
        ("tax-tracker, bot and 3 more", "tax-tracker, bot и ещё 3"),
        ("nowhere", "нигде"),
        ("", ""),
    ],
)
def test_amounts_and_enumerations(english: str, expected: str) -> None:
    assert Sentences(read_language("ru")).phrase(english) == expected


@pytest.mark.parametrize(
    "english",
    [
        "history not scanned (1 commit): --history",
        "history not scanned (more than 1,000 commits): --history",
        "the last `scan --history` had 2 findings in commits, which this scan does not read",
        "5 objects not read again, because an earlier run found nothing there",
        "the upstream of 1 branch is gone, so what was pushed is not known: all commits there count as published",
        "refs/tags/x points to an object that is not there, so what it reaches is not known: every commit counts as published",
        "a.py:3: a comment asks to ignore BPK9999, which is not a rule (did you mean BPK901?)",
        "a.py:3: a comment asks to ignore BPK-X, which is not a rule",
        "not asked about, because the inventory names no `owner`: grid-bot and a.env",
    ],
)
@pytest.mark.parametrize("code", OTHERS)
def test_notes_of_a_report_are_translated(code: str, english: str) -> None:
    said = Sentences(read_language(code)).phrase(english)
    assert said != english
    assert not _ENGLISH.search(_CODE.sub("", said))


@pytest.mark.parametrize("code", OTHERS)
def test_every_reason_of_skipping_is_said_by_its_kind_and_values(code: str) -> None:
    """The English sentence of the note is not read: a text in it that looks like another sentence changes nothing."""
    catalogue = read_language(code)
    own = [text for text in SKIP_WORDS.values() if text != "{reason}"]  # git's words, and those of other notes
    assert [text for text in own if text not in catalogue.phrases] == []
    note = replace(skip("a", SkipReason.DAMAGED_OBJECT, object="f00", reason="no such file"), reason="not English")
    words = Sentences(catalogue)
    said = words.of_skipped(note)
    assert said == catalogue.phrases["object {object} cannot be read ({reason})"].format(
        object="f00", reason="no such file"
    )
    assert "1" in words.of_skipped(and_more(note, 1))
    assert words.of_skipped(Skipped("a", "encrypted: not read")) == catalogue.phrases["encrypted: not read"]
