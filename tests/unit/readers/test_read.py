"""Reading a document: the format's reader first, the plain reader for the rest, and what happens to broken files."""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.document import Document
from auditor.readers.read_document import read, read_plain


def fields_of(text: str, name: str) -> list[Field]:
    return read(Document(expand(text), name))[0]


def values(text: str, name: str) -> list[tuple[str, str]]:
    return [(field.name, field.value.reveal()) for field in fields_of(text, name)]


def test_what_the_parser_skips_the_plain_reader_finds() -> None:
    text = '{"apiKey": "{{ a.key }}" /* secret: {{ a.secret }} */}'
    assert values(text, "x.json") == [("apiKey", expand("{{ a.key }}")), ("secret", expand("{{ a.secret }}"))]


def test_a_value_is_found_once() -> None:
    assert len(fields_of("api_secret: {{ a.secret }}\n", "x.yaml")) == 1


def test_fields_come_in_the_order_of_their_places() -> None:
    text = "a: {{ a.key }}\n# {{ b.key }}\nb: {{ c.key }}\n# {{ d.key }}\n"
    spans = [field.span for field in fields_of(text, "x.yaml")]
    assert spans == sorted(spans)
    assert [span.line for span in spans] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "text", "location"),
    [
        ("x.json", '{"secret": "{{ a.secret }}", "x"', "JSON at line 1, column 63"),
        ("x.json", '{"secret": "{{ a.secret }}" "x": 1}', "JSON at line 1, column 59"),
        ("x.yaml", "secret: {{ a.secret }}\n\tx: 1\n", "YAML at line 2, column 1"),
        ("x.toml", 'secret = "{{ a.secret }}"\nx = = 1\n', "TOML at line 2, column 5"),
        ("x.env", 'SECRET="{{ a.secret }}"\nB="\n', "dotenv at line 2, column 1"),
        ("x.xml", "<a><secret>{{ a.secret }}</secret></b>", "XML at line 1, column 67"),
        ("x.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a><secret>{{ a.secret }}</secret></a>", "XML at line 1, column 14"),
    ],
)
def test_a_broken_file_is_said_to_be_broken_and_hides_nothing(name: str, text: str, location: str) -> None:
    fields, troubles = read(Document(expand(text), name))
    assert [trouble.reason for trouble in troubles] == [f"not valid {location}: read as plain text"]
    assert [(field.name.lower(), field.value.reveal()) for field in fields] == [("secret", expand("{{ a.secret }}"))]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.json", "[" * 100_000 + '"{{ a.secret }}"'),
        ("x.json", '{"a":' * 100_000 + '"{{ a.secret }}"'),
        ("x.yaml", "[" * 100_000 + '"{{ a.secret }}"'),
        ("x.yaml", "- " * 10_000 + "{{ a.secret }}"),
        ("x.toml", "a = " + "[" * 100_000 + '"{{ a.secret }}"'),
    ],
)
def test_what_nests_too_deeply_is_said_and_read_as_plain_text(name: str, text: str) -> None:
    fields, troubles = read(Document(expand(text), name))
    assert [trouble.reason for trouble in troubles] == ["nested too deeply: read as plain text"]
    assert [field.value.reveal() for field in fields] == [expand("{{ a.secret }}")]


def test_aliases_of_aliases_are_not_expanded() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, previous in zip("bcdefghijklmnop", "abcdefghijklmno", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{previous}'] * 9)}]\n"
    fields, troubles = read(Document(bomb + expand("secret: {{ a.secret }}"), "x.yaml"))
    assert troubles == []
    assert fields[-1].value.reveal() == expand("{{ a.secret }}")


def test_a_large_document_is_read_as_plain_text_and_that_is_said() -> None:
    text = '{"filler": "' + "word " * 500_000 + '", "secret": "{{ a.secret }}"}'
    fields, troubles = read(Document(expand(text), "x.json"))
    assert [trouble.reason for trouble in troubles] == ["more than 2,000,000 characters: read as plain text"]
    assert [(field.name, field.value.reveal()) for field in fields] == [("secret", expand("{{ a.secret }}"))]


def test_a_text_that_only_looked_like_a_format_is_not_broken() -> None:
    text = "A=1\nB=2\n" * 200 + "C D\nsecret={{ a.secret }}\n"
    fields, troubles = read(Document(expand(text), "Setup"))
    assert troubles == []
    assert [(field.name, field.value.reveal()) for field in fields] == [("secret", expand("{{ a.secret }}"))]


def test_a_large_text_is_no_trouble() -> None:
    text = "word " * 500_000 + "secret: {{ a.secret }}"
    assert read(Document(expand(text), "x.log"))[1] == []


def test_a_minified_script_is_read_around_its_values() -> None:
    filler = "x=y(z,1);" * 20_000
    text = f'!function(){{{filler}n({{apiKey:"{{{{ a.key }}}}",secret:"{{{{ a.secret }}}}"}});{filler}}}()'
    key, secret = fields_of(text, "static/app.min.js")
    assert (key.name, key.value.reveal()) == ("apiKey", expand("{{ a.key }}"))
    assert (secret.name, secret.value.reveal()) == ("secret", expand("{{ a.secret }}"))
    assert key.group == secret.group
    assert "n" in key.path


def test_source_that_would_take_forever_is_still_read() -> None:
    text = "/*" * 100_000 + '\nconst secret = "{{ a.secret }}";'
    assert values(text, "x.js") == [("secret", expand("{{ a.secret }}"))]


def test_without_context_only_the_plain_reader_looks() -> None:
    document = Document(expand('x = ["{{ a.key }}",\n "{{ a.secret }}"]'), "x.py")
    assert [field.name for field in read_plain(document)] == ["x", ""]
    assert [field.name for field in read(document)[0]] == ["x", "x"]


def test_places_in_a_window_count_from_its_own_begin() -> None:
    document = Document(expand("key: {{ a.key }}\nsecret: {{ a.secret }}"), "x.yaml", first_line=100, first_column=7)
    spans = [field.span for field in read(document)[0]]
    assert [(span.line, span.column) for span in spans] == [(100, 12), (101, 9)]


def test_a_member_stays_with_its_fields() -> None:
    fields, _ = read(Document(expand("secret={{ a.secret }}"), "a.txt", member="inner/a.txt"))
    assert [field.member for field in fields] == ["inner/a.txt"]


INSIDE = [
    ('x = "{\\"secret\\": \\"§\\"}"', "x.py", "secret", ("x",)),
    ('{"config": "{\\"api\\": {\\"secret\\": \\"§\\"}}"}', "x.json", "secret", ("config", "api")),
    ("{'body': '{\"secret\": \"§\"}'}", "x.yaml", "secret", ("body",)),
    ("run: |\n  export BPX_SECRET=§\n", "x.yaml", "BPX_SECRET", ("run",)),
    ("command: bot --api-secret §\n", "x.yaml", "api-secret", ("command",)),
    ('{"h": ["X-API-Key: §"]}', "x.json", "X-API-Key", ("h",)),
    ('url = "https://x.invalid/?secret=§"', "x.toml", "secret", ("url",)),
    ('Authorization: "Bearer §"', "x.yaml", "Authorization", ()),
    ("secret=base64:§", ".env", "secret", ()),
    ("hash=base64:§", ".env", "base64:", ("hash",)),
    ("integrity = sha256-§", "x.ini", "sha256-", ("integrity",)),
    ('ENV = """\nBACKPACK_API_SECRET=§\nOTHER=1\n"""', "x.py", "BACKPACK_API_SECRET", ("ENV",)),
    ("```js\nf({secret: '§'})\n```", "x.md", "secret", ("f",)),
    ("<script>const secret = '§';</script>", "x.html", "secret", ()),
]
"""A value § in something that is in something else, and the names under which it is found."""


@pytest.mark.parametrize(("text", "name", "label", "path"), INSIDE)
def test_a_value_inside_a_literal_is_found_under_its_own_name(
    text: str, name: str, label: str, path: tuple[str, ...]
) -> None:
    secret = expand("{{ a.secret }}")
    document = Document(text.replace("§", secret), name)
    found = [field for field in read(document)[0] if field.value.reveal() == secret]
    assert [(field.name, field.path) for field in found] == [(label, path)]
    at = document.offset(found[0].span.line, found[0].span.column)
    assert document.text[at : at + len(secret)] == secret


def test_a_credentials_name_around_a_pair_goes_to_both() -> None:
    fields = fields_of('BACKPACK_CREDENTIALS="{{ a.key }}:{{ a.secret }}"', ".env")
    assert [(field.name, field.kind, field.position) for field in fields] == [
        ("BACKPACK_CREDENTIALS", "item", 0),
        ("BACKPACK_CREDENTIALS", "item", 1),
    ]
    assert fields[0].group == fields[1].group


@pytest.mark.parametrize("damage", ["{},", "'{}'", " {}", "{};", '\\"{}\\"'])
def test_what_people_copy_along_stays_with_the_value(damage: str) -> None:
    secret = expand("{{ a.secret }}")
    ((_, value),) = values(f'{{"secret": "{damage.format(secret)}"}}', "x.json")
    assert value == damage.format(secret).replace("\\", "")
