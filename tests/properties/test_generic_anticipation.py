"""Every line that detect-secrets makes of a YAML or INI file is anticipated, so that none of them goes unseen."""

from __future__ import annotations

import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.generic import detect_secrets
from auditor.generic.transformed_lines import ini_lines, yaml_lines

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\"'#:= \t\n\\%"), max_size=24)
keys = st.text(string.ascii_letters + "_- .", min_size=1, max_size=8).map(str.strip).filter(bool)
documents = st.recursive(
    texts | st.integers() | st.binary(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
comments = st.sampled_from(["", " # x", "  # pragma: allowlist secret", "\t#y"])
assignments = st.lists(st.tuples(keys, st.sampled_from(["=", ":", " = "]), texts, comments), max_size=5)


def rewritten(text: str, name: str) -> set[str]:
    lines = [*detect_secrets.rewritten(text, name), *detect_secrets.rewritten(text, name, eagerly=True)]
    return {line.replace("\n", " ") for line in lines if line and not line.startswith(("#", ";"))}


@given(document=documents, flow=st.sampled_from([None, True, False]), style=st.sampled_from([None, '"', "|", ">"]))
def test_yaml(document: object, flow: bool | None, style: str | None) -> None:
    text = yaml.safe_dump(document, default_flow_style=flow, default_style=style, allow_unicode=True, width=40)
    anticipated = yaml_lines(text)
    assert (anticipated is None) == text.lstrip().startswith("[")
    if anticipated is not None and "binary" not in text:
        assert rewritten(text, "a.yaml") <= {*anticipated}


@given(pairs=st.lists(st.tuples(keys, keys, comments), min_size=1, max_size=4), flow=st.booleans())
def test_yaml_with_comments(pairs: list[tuple[str, str, str]], flow: bool) -> None:
    if flow:
        inside = "".join(f"  {key}: {value},{comment}\n" for key, value, comment in pairs)
        text = f"a: {{\n{inside}}}\n"
    else:
        text = "".join(f"{key}: {value}{comment}\n" for key, value, comment in pairs)
    anticipated = yaml_lines(text)
    assert anticipated is None or rewritten(text, "a.yaml") <= {*anticipated}


@given(assigned=assignments, head=st.sampled_from(["", "[section]\n", "# note\n[a]\n", "[DEFAULT]\nx = abc\n"]))
def test_ini(assigned: list[tuple[str, str, str, str]], head: str) -> None:
    text = head + "".join(f"{key}{sign}{value}{comment}\n" for key, sign, value, comment in assigned)
    anticipated = ini_lines(text)
    assert anticipated is None or rewritten(text, "a.ini") | rewritten(text, "a.unknown") <= {*anticipated}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x {k: 'v'}\nb: *x\n", 'k: "v"'),
        ("- a: |\n    one\n    two\n", 'a: "one two "'),
        ("a: {b: 'x',\n  c: 'y'} # note\n", 'c: "y" # note'),
        ("a: 'say \"x\"'\n", 'a: "say \\"x\\""'),
    ],
)
def test_a_line_of_yaml(text: str, line: str) -> None:
    assert line in (yaml_lines(text) or ())


def test_a_value_put_together_by_interpolation() -> None:
    assert 'y = "abcdef"' in (ini_lines("[a]\nx = abc\ny = %(x)sdef\n") or ())


@pytest.mark.parametrize("text", ["[a, {b: c},\n{\nd: e}]\n", "# note\n\n [a]\n"])
def test_yaml_that_may_be_ini_is_left_to_detect_secrets(text: str) -> None:
    assert yaml_lines(text) is None


@pytest.mark.parametrize("text", ["a: *nowhere\n", "a: b\n---\nc: d\n", "{"])
def test_yaml_that_cannot_be_read_is_left_to_detect_secrets(text: str) -> None:
    assert yaml_lines(text) is None


def test_an_alias_that_leads_to_itself_ends() -> None:
    assert yaml_lines("a: &x\n  k: 'v'\n  self: *x\n") == ['k: "v"']


def test_ini_that_configparser_does_not_take_has_no_lines() -> None:
    assert ini_lines("[a]\nnothing is assigned\n") == []
    assert ini_lines("[a]\nx = 1\nx = 2\n") == []


def test_what_would_take_too_long_cannot_be_told() -> None:
    assert ini_lines("x = 1\n" * 10_001) is None
