from __future__ import annotations

import base64

import pytest

from auditor.classification.ed25519 import token
from auditor.classification.public_keys import declared_token, public_keys
from auditor.classification.sample_keys import expand, specimen
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.secret import Secret


def test_an_api_key_as_the_exchange_writes_it_has_a_token() -> None:
    pair = specimen("a")
    assert declared_token(Secret(pair.key)) == token(pair.public_key)


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.secret }}",
        "{{ a.key | hex }}",
        "{{ a.key | unpadded }}",
        "{{ a.key | noncanonical }}",
        "{{ a.key }}\n",
        "{{ a.expanded }}",
        "",
        "unknown",
        "\u00e9" * 44,
        base64.b64encode(bytes(32)).decode(),
    ],
)
def test_anything_else_has_none(text: str) -> None:
    assert declared_token(Secret(expand(text))) is None


def field(text: str) -> Field:
    return Field(value=Secret(expand(text)), span=Span(1, 1, 1, 2))


def test_only_wanted_public_keys_are_spelled_out() -> None:
    texts = ("{{ a.key }}", "{{ a.secret }}", "{{ b.key | hex }}", "{{ c.key }}", "words", "{{ a.expanded }}")
    wanted = {token(specimen(label).public_key) for label in "ab"} | {token(specimen("a").seed)}
    assert public_keys(map(field, texts), wanted) == {
        token(specimen(label).public_key): specimen(label).key for label in "ab"
    }
