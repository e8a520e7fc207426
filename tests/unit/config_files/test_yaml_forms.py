from __future__ import annotations

import pytest

from auditor.config_files.problems import Problems, nearest
from auditor.config_files.tree import Items, Mapping, Scalar
from auditor.config_files.yaml_tree import parse_yaml
from auditor.errors import ConfigurationError
from auditor.model.location import Span
from auditor.redaction import is_showable
from auditor.wording.lists import listed


def complaint(text: str) -> str:
    problems = Problems("form.yaml")
    parse_yaml(text, problems, what="form")
    with pytest.raises(ConfigurationError) as raised:
        problems.raise_any()
    return str(raised.value)


def test_a_tree_has_the_place_of_every_word() -> None:
    node = parse_yaml('a: [x, "1"]\nb:\n  c: 1\n', Problems("form.yaml"))
    assert isinstance(node, Mapping)
    (first, items), (_, inner) = node.entries
    assert first.span == Span(1, 1, 1, 2)
    assert isinstance(items, Items)
    assert [(item.text, item.plain, item.span.column) for item in items.items if isinstance(item, Scalar)] == [
        ("x", True, 5),
        ("1", False, 8),
    ]
    assert isinstance(inner, Mapping)
    assert inner.entries[0][1].span == Span(3, 6, 3, 7)


def test_an_empty_text_is_no_tree_and_no_mistake() -> None:
    problems = Problems("form.yaml")
    assert parse_yaml("# nothing yet\n", problems) is None
    assert not problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "form.yaml:3:1: the key 'a' is here again; it is on line 1 already"),
        ("a: &x 1\nb: *x\n", "form.yaml:1:4: an anchor (`&name`); nothing may refer to it, so delete it"),
        ("a: !!python/name:os.system 1\n", "form.yaml:1:4: a tag"),
        ("a:\n\tb: 1\n", "form.yaml:2:1: a tab is before the text of this line"),
        ("a: [1\n", "form.yaml:2:1: this is not valid YAML"),
        ("a: 1\n---\nb: 1\n", "form.yaml:2:1: a second document begins here; one file holds one form"),
        ("? [a]\n: 1\n", "form.yaml:1:3: a key must be a single word"),
        ("a: \x07\n", "form.yaml:1:4: this character is not allowed in YAML"),
        ("[" * 100, "this nests deeper than anything that belongs here"),
    ],
)
def test_what_could_mean_something_else_is_a_complaint_with_its_place(text: str, expected: str) -> None:
    assert expected in complaint(text)


def test_all_complaints_are_reported_at_once_in_the_order_of_the_file() -> None:
    message = complaint("a: 1\na: 2\nb: *x\nc: !t 1\n")
    assert [line.partition(": ")[0] for line in message.splitlines()] == [
        "form.yaml:2:1",
        "form.yaml:3:4",
        "form.yaml:4:4",
    ]


def test_a_flood_of_complaints_is_counted() -> None:
    assert complaint("".join(f"a: {number}\n" for number in range(50))).endswith("and 29 more")


def test_a_key_pasted_where_a_word_belongs_is_not_repeated() -> None:
    key = "QUJD" * 11
    assert key not in complaint(f"{key}: 1\n{key}: 2\n")
    assert not is_showable(key)


def test_words_for_people() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], " or ") == "a, b or c"
    assert nearest("excldue", ["exclude", "ignore"]) == " (did you mean exclude?)"
    assert not nearest("zzz", ["exclude", "ignore"])
