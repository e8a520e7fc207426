"""Where an error in a rule file is: line, column and caret, however YAML writes the text."""

from __future__ import annotations

import pytest
import yaml

from auditor.rulebook.rule import RuleText


def positions(text: str) -> tuple[str, list[str]]:
    """A document's one scalar, and for each of its visible characters the character of the file at its offset."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    scalar = node.value[0][1]
    offsets = RuleText("r.yaml", text).offsets(scalar.value, scalar.start_mark.index)
    assert len(offsets) == len(scalar.value) + 1
    assert offsets == sorted(offsets)
    visible = [(character, text[at]) for character, at in zip(scalar.value, offsets, strict=False) if character.strip()]
    return scalar.value, [there for here, there in visible if here != there]


@pytest.mark.parametrize(
    "text",
    [
        "when: a == b && c\n",
        "when: 'a == b'\n",
        'when: "a == b"\n',
        "when: |\n  a == b\n    && c\n\n  && d\n",
        "when: >-\n  a == b\n  && c\n\n  && d\n",
        "when: >- # why\n    a == b\n    && c\n",
        "when: a == b\n  && c\n  && d\n",
        "when: 'a == b\n  && c'\n",
        'when: "a == b \\\n  && c"\n',
        'when: "a ==\n   b"\n',
        "when:    a   ==   b\r\n  && c\r\n",
        "when: 'é == \"日本\" && 𝄞'\n",
    ],
)
def test_every_visible_character_is_where_the_offset_says(text: str) -> None:
    value, strangers = positions(text)
    assert value.strip()
    assert strangers == []


@pytest.mark.parametrize(
    ("text", "strangers"),
    [
        ("when: 'it''s here'\n", []),
        ('when: "a \\"b\\" c"\n', ["\\", "\\"]),
        ('when: "\\x41\\u0042\\U00000043d"\n', ["\\", "\\", "\\"]),
    ],
)
def test_an_escaped_character_is_where_its_escape_begins(text: str, strangers: list[str]) -> None:
    assert positions(text)[1] == strangers


def test_an_error_shows_the_line_and_a_caret_under_every_character() -> None:
    error = RuleText("pack/r.yaml", "one: 1\ntwo: three\n").error("no", 12, 5)
    assert (error.path, error.line, error.column) == ("pack/r.yaml", 2, 6)
    assert str(error) == "pack/r.yaml:2:6: no\n    2 | two: three\n      |      ^^^^^"


def test_carets_end_with_the_line_and_keep_tabs() -> None:
    error = RuleText("r.yaml", "\tkey: value").error("no", 1, 99)
    assert error.excerpt.splitlines()[1] == "      | \t" + "^" * len("key: value")


def test_an_error_behind_the_last_character_still_has_a_caret() -> None:
    error = RuleText("r.yaml", "a: 1").error("no", 99)
    assert (error.line, error.column) == (1, 5)
    assert error.excerpt.endswith("    ^")
