"""The self-test of a pack: which examples hold, and what is said of those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rulebook_examples import GOOD_RULE, book_of, codes, evidence, findings

from auditor.audits.rule_examples import run
from auditor.classification.sample_keys import specimen
from auditor.errors import ConfigurationError
from auditor.model.finding import Finding
from auditor.model.location import Exposure


def test_examples_are_expanded_and_judged(tmp_path: Path) -> None:
    book = book_of(tmp_path, GOOD_RULE.replace("flag:\n", "flag:\n    # a comment\n"))
    assert codes(book, evidence()) == ["ORG001"]
    asked: list[tuple[Mapping[str, bytes], Exposure]] = []

    def audit(files: Mapping[str, bytes], exposure: Exposure) -> Sequence[Finding]:
        asked.append((files, exposure))
        return findings(book, evidence()) if b"API_SECRET" in files[".env"] else []

    results = run(book.rules, audit)
    assert [(result.title, result.flags, result.found, result.is_right) for result in results] == [
        ("no team", True, ("ORG001",), True),
        ("no secret", False, (), True),
    ]
    assert asked == [
        ({".env": f"BACKPACK_API_SECRET={specimen('a').secret}".encode()}, Exposure.TRACKED),
        ({".env": f"BACKPACK_API_KEY={specimen('a').key}".encode()}, Exposure.TRACKED),
    ]


def test_an_example_says_how_exposed_its_files_are(tmp_path: Path) -> None:
    book = book_of(tmp_path, GOOD_RULE.replace("- title: no team", "- title: no team\n      exposure: history"))
    asked: list[Exposure] = []

    def audit(_: Mapping[str, bytes], exposure: Exposure) -> Sequence[Finding]:
        asked.append(exposure)
        return []

    run(book.rules, audit)
    assert asked == [Exposure.HISTORY, Exposure.TRACKED]


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    book = book_of(tmp_path, GOOD_RULE)
    nothing = run(book.rules, lambda _files, _exposure: [])
    assert [result.explanation for result in nothing] == ["ORG001 must find something here; there is no finding", ""]
    always = run(book.rules, lambda _files, _exposure: findings(book, evidence()))
    assert [result.explanation for result in always] == ["", "ORG001 must find nothing here; the findings are ORG001"]


def test_an_unknown_placeholder_is_trouble_and_no_crash(tmp_path: Path) -> None:
    book = book_of(tmp_path, GOOD_RULE.replace("a.secret", "a.secrets"))
    results = run(book.rules, lambda _files, _exposure: [])
    assert [result.is_right for result in results] == [False, True]
    assert results[0].explanation == "a placeholder names the part or filter 'secrets', which does not exist"


def test_a_wrong_file_in_an_example_is_trouble_and_no_crash(tmp_path: Path) -> None:
    def audit(_files: Mapping[str, bytes], _exposure: Exposure) -> Sequence[Finding]:
        raise ConfigurationError("a key lacks its name", path="backpack-keys.yaml", line=3)

    results = run(book_of(tmp_path, GOOD_RULE).rules, audit)
    assert [result.explanation for result in results] == [
        "a file of the example is wrong: backpack-keys.yaml:3: a key lacks its name"
    ] * 2
