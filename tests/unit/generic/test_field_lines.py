"""The fields of YAML and INI files are shown to detectors as source code would hold them, wherever they are in the file."""

from __future__ import annotations

import pytest

from auditor.generic.field_lines import field_lines
from auditor.readers.document import Document


def lines(text: str, name: str) -> list[str]:
    return [line.text for line in field_lines(Document(text, name)).lines]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n  b: c d\n", 'b: "c d"'),
        ("a: 'c'\n", 'a: "c"'),
        ("a: &x {k: 'v'}\nb: *x\n", 'k: "v"'),
        ("- a: |\n    one\n    two\n", 'a: "one\ntwo"'),
        ("a: {b: 'x',\n  c: 'y'} # note\n", 'c: "y"'),
        ("a: 'say \"x\"'\n", 'a: "say \\"x\\""'),
        ('a: "\\x41BC"\n', 'a: "ABC"'),
        ("a: &x\n  k: 'v'\n  self: *x\n", 'k: "v"'),
    ],
)
def test_a_field_of_yaml(text: str, line: str) -> None:
    assert line in lines(text, "a.yaml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[a]\nb = 'c'\n", 'b = "c"'),
        ("b=c\n", 'b = "c"'),
        ("export b: c\n", 'export b = "c"'),
        ("[a]\nb =\n  one\n  'two'\n", 'b = "two"'),
        ("b = c  # note\n", 'b = "c"'),
        ('b = "x = "c""\n', 'b = "x = \\"c\\""'),
    ],
)
@pytest.mark.parametrize("name", ["a.conf", ".env", "a.unknown"])
def test_a_field_of_ini(text: str, line: str, name: str) -> None:
    assert line in lines(text, name)


@pytest.mark.parametrize("name", ["a.py", "a.toml", "a.json", "a.go"])
def test_a_format_that_has_its_values_in_quotes_is_taken_as_it_is(name: str) -> None:
    assert lines("[a]\nb = 'c'\n", name) == []


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("a: b\n", "a.yaml", True),
        ("a: {\n", "a.yaml", False),
        ("# nothing\n", "a.yaml", False),
        ("[a]\nb = c\n", "a.ini", True),
        ("top = 1\n[a]\nb = c\n", "a.ini", False),
        ("b = c\n", "a.ini", False),
    ],
)
def test_what_is_structured_has_all_that_it_assigns_in_fields(text: str, name: str, *, expected: bool) -> None:
    assert field_lines(Document(text, name)).is_structured is expected


def test_a_field_is_where_its_value_is() -> None:
    text = "top: x\na: >-\n  folded\n"
    value = field_lines(Document(text, "a.yaml")).lines[1].value
    assert (value.start, value.end) == (text.index("folded"), text.index("folded") + 6)
    text = "[a]\nb =\n  one\n  two\n"
    value = field_lines(Document(text, "a.ini")).lines[1].value
    assert (value.start, value.end) == (text.index("two"), text.index("two") + 3)


def test_its_repr_holds_no_value() -> None:
    found = field_lines(Document("a: hunter2\n", "a.yaml"))
    assert "hunter2" not in repr(found) + repr(found.lines[0])
