"""Names that leave a reader: never a value, whole or in part."""

from __future__ import annotations

import re

import pytest

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.document import Document
from auditor.readers.read_document import read, read_plain
from auditor.redaction import is_name

SECRET = expand("{{ a.secret }}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "API_KEY",
        "Backpack API secret",
        "client.secret_key",
        "私钥",
        "x_" * 50,
        "BACKPACK_ACCOUNT_1_API_SECRET_KEY",
        "backpackExchangeMainAccountApiSecretKey",
        "MainBotAccountV2ApiKeyB64",
        "ghola_backpack_api_private_key_b64",
        "org.springframework.boot.autoconfigure.EnableAutoConfiguration",
    ],
)
def test_names_are_safe(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "value",
    [
        "{{ a.secret }}",
        "{{ a.secret | drop }}",
        "{{ a.secret | unpadded }}",
        "{{ a.secret | hex }}",
        "{{ a.secret | base58 }}",
        "{{ a.secret | base64url }}",
        "x {{ a.secret }} y",
        "abandon ability able about above absent absorb abstract absurd abuse access accident",
    ],
)
def test_values_are_not(value: str) -> None:
    assert not is_name(expand(value))


def names_of(field: Field) -> str:
    """The names as one text in which half a value shows, however it was cut into words."""
    return re.sub(r"[^a-z0-9]", "", "\n".join((field.name, *field.path, field.callee, field.group)).lower())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"{{ a.secret }}": {"{{ a.secret }}": "{{ b.key }}"}}', "x.json"),
        ("{{ a.secret }}:\n  {{ a.secret }}: {{ b.key }}\n", "x.yaml"),
        ('"{{ a.secret }}" = "{{ b.key }}"\n["{{ a.secret }}"]\nx = "{{ b.key }}"', "x.toml"),
        ("[{{ a.secret }}]\nx = {{ b.key }}\n", "x.ini"),
        ("{{ a.secret | unpadded }}={{ b.key }}\n", ".env"),
        ("{{ a.secret | unpadded }}={{ b.key }}\n", "x.sh"),
        ("{{ a.secret }},KEY\nx,{{ b.key }}\n", "x.csv"),
        ('x = {"{{ a.secret }}": {"{{ a.secret }}": "{{ b.key }}"}}\nf["{{ a.secret }}"] = "{{ b.key }}"', "x.py"),
        ('x.get("{{ a.secret | hex }}", "{{ b.key }}")', "x.py"),
        ('<a name="{{ a.secret }}" value="{{ b.key }}"><b key="{{ a.secret }}">{{ b.key }}</b></a>', "x.xml"),
        ("| {{ a.secret }} | key |\n|---|---|\n| x | {{ b.key }} |\n", "x.md"),
        ("INSERT INTO t (`{{ a.secret | unpadded }}`) VALUES ('{{ b.key }}')", "x.sql"),
        ("{{ a.secret }}: {{ b.key }}\n{{ a.secret | drop }}= {{ b.key }}\n", "x.txt"),
    ],
)
def test_a_value_in_a_names_place_is_no_name(text: str, name: str) -> None:
    document = Document(expand(text), name)
    for field in (*read(document)[0], *read_plain(document)):
        assert SECRET[:8].lower() not in names_of(field)
        assert expand("{{ a.secret | hex }}")[:8] not in names_of(field)


def test_a_key_that_is_a_value_is_a_field_beside_its_value() -> None:
    fields, _ = read(Document(expand('{"{{ a.key }}": "{{ a.secret }}"}'), "accounts.json"))
    assert [(field.value.reveal(), field.position) for field in fields] == [
        (expand("{{ a.key }}"), 0),
        (expand("{{ a.secret }}"), 1),
    ]
    assert fields[0].group == fields[1].group != ""
