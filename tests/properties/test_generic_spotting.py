"""No line on which a plugin of detect-secrets finds something escapes the spotter, whatever stands around it."""

from __future__ import annotations

import re
import string

import pytest
import yaml
from detect_secrets.filters.heuristic import is_not_alphanumeric_string
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from auditor.generic import detect_secrets
from auditor.generic.detect_secrets import Detector
from auditor.generic.field_lines import field_lines
from auditor.generic.generic_prefilter import generic_prefilter_for
from auditor.generic.prefilter_patterns import SILENT
from auditor.model.request import Generic
from auditor.model.secret import Plain
from auditor.readers.document import Document

DETECTORS = {detector.name: detector for detector in detect_secrets.detectors()}
EXPRESSIONS = [
    pytest.param(detector, expression, id=f"{detector.name}-{number}")
    for detector in DETECTORS.values()
    for number, expression in enumerate(detector.expressions)
    if detector.name not in SILENT
]
NAMES = ("a.py", "a.go", "a.c", "a.cpp", "a.ini", "a.txt", "a.js", "a.example")
MATCHED = settings(max_examples=25, suppress_health_check=list(HealthCheck))
FOUND = settings(max_examples=200, suppress_health_check=list(HealthCheck))
FIELDS = settings(max_examples=60, suppress_health_check=list(HealthCheck))

around = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
"""What may stand on a line next to a secret: every character that a file can hold."""
filler = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=3).map("\n".join)
entropic = st.text(string.ascii_letters + string.digits + "+/=-_\\", min_size=20, max_size=44)
hexadecimal = st.text(string.hexdigits, min_size=8, max_size=40)
words = st.sampled_from(
    [
        *"""'"`=:!><@()[]{},;.\\-_ \t""",
        ":=",
        "==",
        "=>",
        "!=",
        "password",
        "API_KEY",
        "secret",
        "passwd",
        "contraseña",
        "x",
    ]
)
sources = st.lists(st.one_of(words, words, entropic, hexadecimal, around), max_size=16).map("".join)
"""Lines that look like code, with names and values of the kind that the judging detectors are about."""


def spotted_numbers(text: str) -> dict[int, set[str]]:
    """By line, counted as detect-secrets does: the detectors that would be asked; an empty name is all of them."""
    ends = generic_prefilter_for(Generic.ALL).spot_lines(text)
    starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", text.encode()))]
    found: dict[int, set[str]] = {}
    for end, owner in ends:
        found.setdefault(sum(start < end for start in starts), set()).add(owner)
    return found


def assert_spotted(line: str, detector: Detector, before: str, after: str) -> None:
    text = f"{before}\n{line}\n{after}"
    number = len(re.split(r"\r\n|\r|\n", f"{before}\n"))
    assert spotted_numbers(text).get(number, set()) & {detector.name, ""}, "the line was not spotted"


@given(st.ip_addresses(v=4).map(str))
def test_what_a_silent_detector_finds_is_dropped_by_a_default_filter(address: str) -> None:
    assert SILENT == ("IPPublicDetector",)
    assert is_not_alphanumeric_string(address)


@pytest.mark.parametrize(("detector", "expression"), EXPRESSIONS)
@MATCHED
@given(data=st.data(), sides=st.tuples(around, around), before=filler, after=filler)
def test_every_expression_of_every_plugin(
    data: st.DataObject,
    detector: Detector,
    expression: re.Pattern[str],
    sides: tuple[str, str],
    before: str,
    after: str,
) -> None:
    line = data.draw(st.from_regex(expression)).join(sides)
    assume(not {"\r", "\n"} & set(line))
    assume(expression.search(line.rstrip()))
    assert_spotted(line, detector, before, after)


@FOUND
@given(line=sources, name=st.sampled_from(NAMES), before=filler, after=filler)
@example(line='pa\u017f\u017fword = "hunter2"', name="a.py", before="", after="")
@example(line='AP\u212aI_KEY: "hunter2"', name="a.py", before="", after="")
def test_what_the_judging_detectors_find(line: str, name: str, before: str, after: str) -> None:
    assume(not {"\r", "\n"} & set(line))
    for judging in ("KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString"):
        if DETECTORS[judging].find(Plain(line.rstrip()), name, 1):
            assert_spotted(line, DETECTORS[judging], before, after)


@FOUND
@given(text=st.one_of(entropic, hexadecimal), quote=st.sampled_from("\"'"), left=around, right=around)
def test_every_quoted_string_of_high_entropy(text: str, quote: str, left: str, right: str) -> None:
    line = f"{left}{quote}{text}{quote}{right}"
    for judging in ("Base64HighEntropyString", "HexHighEntropyString"):
        if DETECTORS[judging].find(Plain(line.rstrip()), "a.py", 1):
            assert_spotted(line, DETECTORS[judging], "", "")


@FOUND
@given(texts=st.lists(st.one_of(entropic, hexadecimal, words), max_size=4), quote=st.sampled_from("\"'"))
def test_counting_entropy_first_overlooks_nothing(texts: list[str], quote: str) -> None:
    line = " ".join(f"{quote}{text}{quote}" for text in texts)
    for judging in ("Base64HighEntropyString", "HexHighEntropyString"):
        detector = DETECTORS[judging]
        values = {secret.secret_value for secret in detector.plugin.analyze_line(filename="a", line=line)}
        found = set(detector.find(Plain(line), "a", 1))
        assert found <= values
        assert not values or detector.holds_entropy(line)


keys = st.sampled_from(
    [
        "aws_secret_key",
        "password",
        "id",
        "x",
        "softlayer_key",
        "cloudant-password",
        "iam token",
        "secret_access_key",
        "url",
    ]
)
precise = st.sampled_from([expression for detector in DETECTORS.values() for expression in detector.expressions])
values = st.one_of(
    entropic,
    hexadecimal,
    st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), max_size=30),
    precise.flatmap(st.from_regex),
    st.text(string.ascii_letters + string.digits + "/+", min_size=40, max_size=40),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.builds("{}'{}'".format, st.text("ab:= ", max_size=4), entropic),
)
documents = st.dictionaries(keys, values, min_size=1, max_size=4)


def assert_fields_are_spotted(text: str, name: str) -> None:
    """If a detector finds something in a field, the spotter names the field and the detector."""
    spotted = generic_prefilter_for(Generic.ALL).spot(text.encode(), name)
    named = {one.line.text: {owner for _, owner in one.seen} for one in spotted.fields} if spotted else {}
    for line in {one.text for one in field_lines(Document(text, name)).lines}:
        for detector in DETECTORS.values():
            if detector.find(Plain(line.rstrip()), name, 1):
                assert named.get(line, set()) & {detector.name, ""}, "the field was not spotted"


@FIELDS
@given(document=documents, style=st.sampled_from(['"', "'", "|", ">", None]), width=st.integers(10, 80))
def test_secrets_in_yaml_of_any_style(document: dict[str, str], style: str | None, width: int) -> None:
    text = yaml.safe_dump(document, default_style=style, width=width, allow_unicode=True)
    assert_fields_are_spotted(text, "a.yaml")


@FIELDS
@given(document=documents)
def test_secrets_in_yaml_in_bytes_and_behind_aliases(document: dict[str, str]) -> None:
    values = list(document.values())
    shared = {"bytes": [value.encode() for value in values], "first": values, "second": values}
    assert_fields_are_spotted(yaml.safe_dump({**document, "in": {"b": values[0].encode()}, **shared}), "a.yml")


@FIELDS
@given(
    document=documents,
    section=st.booleans(),
    separator=st.sampled_from(["=", ":", " = ", ": ", "=\n  "]),
    quote=st.sampled_from(["", '"', "'"]),
    name=st.sampled_from(["a.ini", ".env", "a.properties", "a.unknown"]),
    comment=st.sampled_from(["", "# comment\n", "; comment\n"]),
)
def test_secrets_in_ini_files_with_and_without_sections(
    document: dict[str, str], section: bool, separator: str, quote: str, name: str, comment: str
) -> None:
    lines = (f"{key}{separator}{quote}{value}{quote}" for key, value in document.items())
    assert_fields_are_spotted(comment + ("[section]\n" if section else "") + "\n".join(lines) + "\n", name)
