from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config_files.problems import Problems
from auditor.config_files.toml_tree import parse_toml
from auditor.config_files.tree import Items, Mapping, Node, Scalar
from auditor.errors import ConfigurationError


def tree(text: str) -> Mapping:
    problems = Problems("pyproject.toml")
    node = parse_toml(text, problems)
    problems.raise_any()
    assert node is not None
    return node


def at(node: Node, *path: str | int) -> tuple[Node, Scalar | None]:
    """The node at a path, with its key."""
    key = None
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, Items)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping)
            key, node = next((key, value) for key, value in node.entries if key.text == step)
    return node, key


TEXT = '''\
# comment = "no"
title = "x # y"  # and = more
[project]
dates = [1979-05-27 07:32:00, 1979-05-27]
when = 1979-05-27 07:32:00
"quoted key" = 1
[tool.backpack-audit]
select = [
    "BPK101",  # first
    'BPK102', """BPK
103""",
]
names = { api_key = ["DESK KEY"], hosts = ["a", "b"] }
severity.BPK304 = "low"
[[tool.other]]
a = 1
[[tool.other]]
a = 2
[ tool . "backpack-audit" . more ]
jobs = 2
flag = true
text = """
one = 1
"""
last = {a.b = [[1, 2], []]}
'''


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("title",), 2, 9),
        (("project", "dates", 1), 4, 31),
        (("project", "when"), 5, 8),
        (("project", "quoted key"), 6, 16),
        (("tool", "backpack-audit", "select", 0), 9, 5),
        (("tool", "backpack-audit", "select", 1), 10, 5),
        (("tool", "backpack-audit", "select", 2), 10, 15),
        (("tool", "backpack-audit", "names", "hosts", 1), 13, 49),
        (("tool", "backpack-audit", "severity", "BPK304"), 14, 19),
        (("tool", "backpack-audit", "more", "jobs"), 20, 8),
        (("tool", "backpack-audit", "more", "flag"), 21, 8),
        (("tool", "backpack-audit", "more", "last", "a", "b", 0, 1), 25, 20),
        (("tool", "backpack-audit", "more", "last", "a", "b", 1), 25, 24),
    ],
)
def test_values_have_their_places(path: tuple[str | int, ...], line: int, column: int) -> None:
    node, _ = at(tree(TEXT), *path)
    assert (node.span.line, node.span.column) == (line, column)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("tool", "backpack-audit"), 7, 7),
        (("tool", "backpack-audit", "names", "api_key"), 13, 11),
        (("tool", "backpack-audit", "severity", "BPK304"), 14, 10),
        (("tool", "backpack-audit", "more"), 19, 29),
        (("tool", "other"), 15, 8),
    ],
)
def test_keys_have_their_places(path: tuple[str, ...], line: int, column: int) -> None:
    _, key = at(tree(TEXT), *path)
    assert key is not None
    assert (key.span.line, key.span.column) == (line, column)


def test_numbers_and_booleans_are_plain_and_texts_are_not() -> None:
    node = tree('a = 1\nb = true\nc = "true"\nd = 1.5\n')
    found = [(value.text, value.plain) for _, value in node.entries if isinstance(value, Scalar)]
    assert found == [("1", True), ("true", True), ("true", False), ("1.5", True)]


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a = 1\na = 2\n", "pyproject.toml:2:6:", "Cannot overwrite a value"),
        ("[t]\nx = 1\n[t]\n", "pyproject.toml:3:", "not valid TOML"),
        ("a = [1,\n", "pyproject.toml:2:1:", "not valid TOML"),
        ("a = " + "[" * 5000, "pyproject.toml:1:1:", "nested deeper than 100 levels"),
    ],
)
def test_what_is_no_toml_is_a_complaint_with_its_place(text: str, where: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as raised:
        tree(text)
    assert str(raised.value).startswith(where)


KEYS = st.sampled_from(("a", "b_", "c-1", "name", "z9-_z", "x01"))
VALUES = st.recursive(
    st.booleans() | st.integers(-99, 99) | st.text("ab #=[]{},'\"\\", max_size=5) | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    """A value as TOML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {written(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",\n ".join(written(item) for item in value) + "  # ] = x\n]" if value else "[]"
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


@given(content=st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_scalar_is_where_the_tree_says(content: dict[str, object]) -> None:
    text = "".join(f"{key} = {written(value)}  # ] = x\n" for key, value in content.items())
    tomllib.loads(text)
    lines = text.split("\n")

    def check(node: Node) -> None:
        match node:
            case Scalar():
                rest = lines[node.span.line - 1][node.span.column - 1 :]
                assert rest.startswith(node.text if node.plain else written(node.text))
            case Items():
                assert lines[node.span.line - 1][node.span.column - 1] == "["
                for item in node.items:
                    check(item)
            case Mapping():
                for key, value in node.entries:
                    assert lines[key.span.line - 1][key.span.column - 1 :].startswith(key.text)
                    check(value)

    for _, value in tree(text).entries:
        check(value)
