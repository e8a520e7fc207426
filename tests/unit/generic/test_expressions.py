from __future__ import annotations

import re
import sys
from typing import Any

import pytest

from auditor.generic import regex_tree
from auditor.generic.detect_secrets import detectors
from auditor.generic.regex_tree import (
    EMPTY,
    Chars,
    Choice,
    LineStart,
    Node,
    NotNext,
    Repeat,
    Sequence,
    mask,
    read,
    unusual,
    width,
)


def literal(text: str) -> Node:
    chars = tuple(Chars(mask(character)) for character in text)
    return chars[0] if len(chars) == 1 else Sequence(chars)


@pytest.mark.parametrize(
    ("pattern", "tree"),
    [
        ("", EMPTY),
        ("ab", literal("ab")),
        ("a|bc", Choice((literal("a"), literal("bc")))),
        ("[ab]", Chars(mask("ab"))),
        ("a{2,3}", Repeat(literal("a"), 2, 3)),
        ("a+?", Repeat(literal("a"), 1, None)),
        ("(?P<x>a)b", literal("ab")),
        ("(?:a)?", Repeat(literal("a"), 0, 1)),
        ("(?i:k)", Chars(mask("kK"))),
        ("(?i)-", literal("-")),
        ("\u00fc", Chars(0, beyond=True)),
    ],
)
def test_what_is_consumed(pattern: str, tree: Node) -> None:
    assert read(re.compile(pattern)) == tree


@pytest.mark.parametrize("pattern", ["a$", r"\ba\B", "(?<!x)a(?=b)(?!cd)", "(?=)a", r"a\Z", "a(?!b)?", "a(?!b)*"])
def test_what_consumes_nothing_is_left_out(pattern: str) -> None:
    assert read(re.compile(pattern)) == literal("a")


@pytest.mark.parametrize(("pattern", "excluded"), [("a(?!c)", "c"), ("a(?![cd])", "cd"), ("(?i:a(?!c))", "cC")])
def test_what_must_not_follow_is_kept(pattern: str, excluded: str) -> None:
    assert list(getattr(read(re.compile(pattern)), "items", ()))[1:] == [NotNext(mask(excluded))]


@pytest.mark.parametrize("pattern", ["^a$", r"\Aa"])
def test_the_start_of_a_line_is_kept(pattern: str) -> None:
    assert read(re.compile(pattern)) == Sequence((LineStart(), literal("a")))


def test_a_back_reference_is_its_group_again() -> None:
    assert read(re.compile(r"(['\"])x\1")) == Sequence((Chars(mask("'\"")), literal("x"), Chars(mask("'\""))))


def test_a_conditional_is_both_of_its_branches() -> None:
    tree = read(re.compile(r"(a)?(?(1)b|c)"))
    assert tree == Sequence((Repeat(literal("a"), 0, 1), Choice((literal("b"), literal("c")))))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="atomic groups are new in 3.11")
def test_possessive_and_atomic_groups_are_only_narrower() -> None:
    assert read(re.compile("(?>ab)c++")) == Sequence((literal("ab"), Repeat(literal("c"), 1, None)))


def test_shorthands_and_negation_reach_beyond_ascii() -> None:
    assert read(re.compile(r"\w")) == Chars(mask("_" + "".join(filter(str.isalnum, map(chr, range(128))))), beyond=True)
    assert read(re.compile(r"[^a]")) == Chars((1 << 128) - 1 & ~mask("a"), beyond=True)
    assert read(re.compile(r".")) == Chars((1 << 128) - 1 & ~mask("\n"), beyond=True)
    assert read(re.compile(r".", re.DOTALL)) == Chars((1 << 128) - 1, beyond=True)
    assert read(re.compile(r"\d")) == Chars(mask("0123456789"))


@pytest.mark.parametrize("pattern", [r"\w", r"\W", r"\s", r"\S", r"\d", r"\D", "[^a-f]", "[A-f]", "."])
@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.DOTALL])
def test_every_ascii_character_is_classed_as_the_engine_does(pattern: str, flags: int) -> None:
    tree = read(re.compile(pattern, flags))
    assert isinstance(tree, Chars)
    for code in range(128):
        assert bool(tree.ascii >> code & 1) == bool(re.fullmatch(pattern, chr(code), flags)), chr(code)


def test_unusual_are_the_characters_that_the_engine_takes_for_ascii() -> None:
    assert {"\u0660", "\u0130", "\u0131", "\u017f", "\u212a"} <= set(unusual())
    assert not {"\u00e9", "\u4e2d"} & set(unusual())


def test_width_is_that_of_the_shortest_match() -> None:
    assert width(read(re.compile(r"a(?:bc|d)e{3,}f*"))) == 5


def test_the_expressions_of_every_plugin_are_understood() -> None:
    for detector in detectors():
        for expression in detector.expressions:
            assert width(read(expression)) > 0


def test_a_future_construct_is_refused_rather_than_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Operation:
        name = "TELEPATHY"

    class Parser:
        @staticmethod
        def parse(_pattern: str, _flags: int) -> list[tuple[Any, Any]]:
            return [(Operation, None)]

    monkeypatch.setattr(regex_tree, "import_module", lambda _: Parser)
    with pytest.raises(regex_tree.UnreadableError, match="TELEPATHY"):
        read(re.compile("a"))
