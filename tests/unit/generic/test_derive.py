"""A plugin that detect-secrets gets tomorrow works without code of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from auditor.generic import prefilter_patterns
from auditor.generic.detect_secrets import Detector
from auditor.generic.prefilter_patterns import derived_patterns
from auditor.generic.regex_tree import UnreadableError
from auditor.model.request import Generic
from auditor.prefilter.database import database


def with_plugin(monkeypatch: pytest.MonkeyPatch, expression: str, *, precise: bool = True) -> None:
    new = Detector("NewDetector", "New Secret", (re.compile(expression),), precise=precise)
    monkeypatch.setattr(prefilter_patterns, "detectors", lambda: (new,))


def hits(texts: Iterator[bytes] | list[bytes], *, files: bool = False) -> list[bool]:
    patterns = derived_patterns(Generic.PRECISE)
    compiled = database(patterns.files if files else patterns.lines)
    found: list[int] = []

    def on_match(identifier: int, _start: int, _end: int, _flags: int, _context: object) -> None:
        found.append(identifier)

    results = []
    for text in texts:
        found.clear()
        compiled.scan(text, on_match)
        names = [True if files else patterns.owners[identifier] == "NewDetector" for identifier in found]
        results.append(any(names))
    return results


def test_its_expression_is_spotted(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, r"(?<=new)-([a-z]{8})\b")
    assert hits([b"new-abcdefgh", b"new-abc"]) == [True, False]


def test_its_parts_are_spotted_in_files_that_are_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, r"new\s*=\s*'([a-z]{8})'")
    assert hits([b"a: new\nb: |\n  abcdefgh", b"new: abc", b"abcdefgh"], files=True) == [True, False, False]


def test_an_expression_that_matches_anything_selects_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, r"x*")
    assert hits([b"a\n\nb", b"\n"]) == [True, False]
    assert hits([b"a", b""], files=True) == [True, False]


def test_an_expression_that_hyperscan_refuses_selects_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, r"x(?:ab){3000}(?:cd){3000}(?:ef){3000}y{40000}z")
    assert hits([b"a"]) == [True]


def test_a_construct_that_nobody_knows_selects_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, "x")

    def refuse(_pattern: re.Pattern[str]) -> None:
        raise UnreadableError

    monkeypatch.setattr(prefilter_patterns, "read", refuse)
    assert hits([b"a"]) == [True]
    assert hits([b"a"], files=True) == [True]


def test_a_judging_plugin_is_left_out_of_the_precise_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with_plugin(monkeypatch, "x", precise=False)
    assert hits([b"x"]) == [False]
