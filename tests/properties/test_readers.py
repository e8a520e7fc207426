"""Readers on generated documents: a planted value is found exactly there, and nothing makes a reader raise or leak."""

from __future__ import annotations

import base64
import json
import re
import string
import tomllib
from collections.abc import Callable

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from auditor.classification.sample_keys import expand, specimen
from auditor.model.field import Field
from auditor.prefilter.backpack import backpack_prefilter
from auditor.readers.document import Document
from auditor.readers.read_document import read, read_plain
from auditor.readers.reader_registry import readers
from auditor.readers.text_encoding import decode
from auditor.vocabulary.vocabulary import builtin

Template = Callable[[str, str, str], str]
"""From a name, a value and a comment's text to a document."""

FORMATS: dict[str, Template] = {
    ".env": lambda name, value, note: f"# {note}\nOTHER=1\nexport {name}='{value}' # {note}\n",
    "a.json": lambda name, value, note: json.dumps(
        {"note": note, "outer": {"x": [1, {name: value}]}}, ensure_ascii=False
    ),
    "b.json": lambda name, value, note: json.dumps({"note": note, name: value}, indent=2),
    "a.jsonl": lambda name, value, note: json.dumps({"note": note}) + "\n" + json.dumps({name: value}) + "\n",
    "a.json5": lambda name, value, note: f"// {note}\n{{{name}: '{value}', /* {note.replace('*', '')} */ }}",
    "a.yaml": lambda name, value, note: yaml.safe_dump({"note": note, "outer": [{name: value}]}, allow_unicode=True),
    "b.yaml": lambda name, value, note: f"# {note}\nouter:\n  - x: 1\n    {name}: |\n      {value}\n",
    "c.yaml": lambda name, value, note: f"outer: {{x: 1, {name}: '{value}'}} # {note}\n",
    "a.toml": lambda name, value, note: f'# {note}\n[outer]\nx = 1\n{name} = "{value}" # {note}\n',
    "b.toml": lambda name, value, note: f"# {note}\nx = {{ {name} = '{value}' }}\n",
    "a.ini": lambda name, value, note: f"; {note}\n[outer]\nx = 1\n{name} = {value}\n",
    "a.properties": lambda name, value, note: f"# {note}\nx=1\n{name}:{value}\n",
    "a.sh": lambda name, value, note: f'# {note}\nexport X=1 {name}="{value}"\n',
    "a.bat": lambda name, value, note: f"rem {note}\r\nset {name}={value}\r\n",
    "a.ps1": lambda name, value, note: f"# {note}\n$env:{name} = '{value}'\n",
    "Dockerfile": lambda name, value, note: f"# {note}\nFROM x\nENV {name} {value}\n",
    "a.csv": lambda name, value, _: f'x,{name},api_key\n1,"{value}",2\n',
    "a.xml": lambda name, value, _: f'<a>\n<b name="x"/><c><{name}>{value}</{name}></c></a>',
    "b.xml": lambda name, value, _: f'<a><add key="{name}" value="{value}"/></a>',
    "a.html": lambda name, value, _: f'<!doctype html><p>x<input name="{name}" value="{value}">',
    "a.http": lambda name, value, note: f"# {note}\nGET https://x.invalid/\n{name}: {value}\n",
    "a.sql": lambda name, value, note: f"-- {note}\nINSERT INTO t (x, {name}) VALUES (1, '{value}');\n",
    "a.md": lambda name, value, _: f"# Title\n\n```yaml\nx: 1\n{name}: {value}\n```\n",
    "a.txt": lambda name, value, _: f"first line\n{name}: {value}\n",
    "a.py": lambda name, value, note: f"# {note}\nimport os\n\n\nclass Bot:\n    {name}: str = '{value}'\n",
    "b.py": lambda name, value, note: f"client = Client(\n    1, {name}='{value}',  # {note}\n)\n",
    "a.ts": lambda name, value, note: f"// {note}\nexport const x = {{ y: 1, {name}: `{value}` }};\n",
    "a.go": lambda name, value, note: (
        f'package main // {note}\nfunc main() {{\n\tx := Y{{A: 1, {name}: "{value}"}}\n}}\n'
    ),
    "a.rs": lambda name, value, note: f'// {note}\nfn main() {{ let {name}: &str = "{value}"; }}\n',
    "a.java": lambda name, value, note: f'// {note}\nclass A {{ static final String {name} = "{value}"; }}\n',
    "a.tf": lambda name, value, note: f'# {note}\nlocals {{\n  {name} = "{value}"\n}}\n',
}

MAYBE_A_VALUE = 16
PIECES = [specimen(f"piece-{number}").secret for number in range(50)]
NAMES = st.sampled_from(["API_SECRET", "BACKPACK_API_KEY", "apiSecret", "secret", "BPX_SECRET_KEY", "privateKey"])
VALUES = st.one_of(
    st.binary(min_size=32, max_size=32).map(lambda data: base64.b64encode(data).decode()),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.binary(min_size=64, max_size=64).map(lambda data: base64.b64encode(data).decode()),
    st.binary(min_size=29, max_size=40).map(lambda data: base64.b64encode(data).decode()),
).filter(lambda value: any(map(str.isdigit, value)))
"""Values, also damaged ones. Letters alone (29 bytes of zeros) read as words, where no form proves them a key."""
NOTES = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]) | st.sampled_from("é中 ,.!"), max_size=20)


def location(field: Field, document: Document) -> tuple[int, int]:
    span = field.span
    return document.offset(span.line, span.column), document.offset(span.end_line, span.end_column)


@pytest.mark.parametrize("kind", FORMATS)
@given(name=NAMES, value=VALUES, note=NOTES, newline=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=40)
def test_a_planted_value_is_found_with_its_name_exactly_there(
    kind: str, name: str, value: str, note: str, newline: str
) -> None:
    text = FORMATS[kind](name, value, note).replace("\r\n", "\n").replace("\n", newline)
    document = Document(text, kind)
    assume(text.count(value) == 1)
    fields, troubles = read(document)
    found = [field for field in fields if field.value.reveal() == value]
    at = text.index(value)
    assert troubles == []
    assert [(field.name, location(field, document)) for field in found] == [(name, (at, at + len(value)))]
    line = text.count("\n", 0, at) + 1
    assert (found[0].span.line, found[0].span.column) == (line, at - (text.rfind("\n", 0, at) + 1) + 1)


@pytest.mark.parametrize("kind", FORMATS)
@given(value=st.binary(min_size=32, max_size=32))
@settings(max_examples=15)
def test_what_a_reader_finds_the_spotter_sees(kind: str, value: bytes) -> None:
    text = FORMATS[kind]("secret", base64.b64encode(value).decode(), "")
    fields, _ = read(Document(text, kind))
    assert any(len(field.value.reveal()) == 44 for field in fields)
    assert backpack_prefilter(builtin()).spot(text.encode())


GARBAGE = st.one_of(
    st.text(),
    st.text(st.sampled_from("{}[]()<>\"'`\\:;,=\n\r\t #/*-+&%$@!?|.~^_\0\ud800é0aA"), max_size=200),
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                '"',
                "'",
                ":",
                "=",
                ",",
                "\n",
                " ",
                "a",
                "0x1f,",
                "<a b='",
                "/>",
                "<!--",
                "```\n",
                "- ",
                "|\n",
                "&a ",
                "*a ",
                "api_key",
                "secret",
                "A" * 43 + "=",
                "{{",
                "/*",
                "#",
                "\\",
                "\\u",
                "INSERT INTO a VALUES (",
                "f(",
                "class ",
            ]
        ),
        max_size=60,
    ).map("".join),
)


@given(text=GARBAGE, reader=st.sampled_from(readers()))
@settings(max_examples=600)
def test_no_text_makes_a_reader_raise(text: str, reader: object) -> None:
    name = reader.NAMES[0].replace("*", "x")  # type: ignore[attr-defined]
    document = Document(text, name)
    for field in (*read(document)[0], *read_plain(document)):
        start, end = location(field, document)
        assert 0 <= start < end <= len(text)
        assert field.value.reveal()


@given(data=st.binary(max_size=400), name=st.sampled_from(sorted(FORMATS)))
@settings(max_examples=300)
def test_no_bytes_make_reading_raise(data: bytes, name: str) -> None:
    text = decode(data).text
    fields, _ = read(Document(text, name))
    assert [field.span for field in fields] == sorted(field.span for field in fields)


@given(
    kind=st.sampled_from(sorted(FORMATS)),
    value=st.sampled_from(PIECES),
    damage=st.sampled_from(["{}", "{}x", "x{}", "{}\n", "{} ", '{}"', "={}", "{}=", "{}:{}", "{} = {}", "{}\n{}"]),
    at=st.integers(min_value=0),
)
@settings(max_examples=400)
def test_no_name_ever_holds_a_piece_of_a_value(kind: str, value: str, damage: str, at: int) -> None:
    template = FORMATS[kind]("secret", "other", "note")
    at %= len(template) + 1
    text = template[:at] + damage.replace("{}", value) + template[at:]
    document = Document(text, kind)
    pieces = {piece.lower() for piece in re.findall(r"[A-Za-z0-9]{6,}", value)}
    for field in (*read(document)[0], *read_plain(document)):
        for shown in (field.name, *field.path, field.callee, field.group):
            plain = re.sub(r"[^a-z0-9\n]", "", shown.lower())
            assert not any(piece in plain for piece in pieces)


JSON = st.recursive(
    st.text(string.printable, min_size=1, max_size=12) | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(string.ascii_letters, min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


def strings_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item)]
    return [value] if isinstance(value, str) and value.strip() else []


@given(
    value=st.dictionaries(st.text(string.ascii_letters, min_size=2), JSON, min_size=1, max_size=4),
    indent=st.none() | st.just(1),
)
@settings(max_examples=150)
def test_json_is_read_as_its_parser_reads_it(value: dict[str, object], indent: int | None) -> None:
    fields, troubles = read(Document(json.dumps(value, indent=indent), "x.json"))
    assert troubles == []
    wanted = [text for text in strings_of(value) if "=" not in text and not text.startswith("-")]
    found = [field.value.reveal() for field in fields]
    assert all(text in found for text in wanted if text not in value)


@given(
    value=st.dictionaries(
        st.text(string.ascii_letters, min_size=2), st.text(st.characters(codec="utf-8"), max_size=30), max_size=5
    )
)
@settings(max_examples=150)
def test_yaml_is_read_as_its_parser_reads_it(value: dict[str, str]) -> None:
    assume(not {name.lower() for name in value} & {"name", "value", "key", "default", "id", "val", "env", "var"})
    text = yaml.safe_dump(value, allow_unicode=True)
    fields, _ = read(Document(text, "x.yaml"))
    found = {field.name: field.value.reveal() for field in fields}
    for name, item in yaml.safe_load(text).items():
        if item.strip() and not any(map(str.isdigit, item)) and len(name) < MAYBE_A_VALUE:
            assert found[name].rstrip("\n") == item.rstrip("\n")


@given(
    text=st.lists(
        st.sampled_from(["a", ".", "=", " ", '"x"', "'y'", "[", "]", "{", "}", ",", "\n", "1", "#c", '"""', "\\"]),
        max_size=14,
    )
)
@settings(max_examples=600)
def test_toml_that_its_parser_takes_is_no_trouble(text: list[str]) -> None:
    source = "".join(text)
    try:
        tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return
    assert read(Document(source, "x.toml"))[1] == []


@given(
    first=st.text(st.sampled_from("ab =\n'\"#é:"), max_size=40),
    second=st.text(st.sampled_from("ab =\n'\"#é:"), max_size=40),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
@settings(max_examples=100)
def test_a_value_survives_every_encoding(first: str, second: str, codec: str) -> None:
    secret = expand("{{ a.secret }}")
    text = f"{'x' * 40}\n{first}\n{secret}\n{second}"
    fields, _ = read(Document(decode(text.encode(codec)).text, "x.txt"))
    wanted = text.count("\n", 0, text.index(secret)) + 1
    assert [field.span.line for field in fields if field.value.reveal() == secret] == [wanted]
