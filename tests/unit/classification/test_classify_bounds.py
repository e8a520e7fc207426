"""Which hosts get credentials, which arguments are which, and what browsers load: both sides."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.classification.classify import Classifier, keyed_digest
from auditor.classification.decoded_value import facts_of
from auditor.classification.document_context import DocumentContext
from auditor.classification.field_context import Standing
from auditor.classification.sample_keys import expand, specimen
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.secret import Plain, Secret
from auditor.vocabulary.vocabulary import builtin

CLASSIFIER = Classifier(builtin(), b"k" * 32)
HOST = "https://api.example.org"


def field(text: str, line: int = 1, **more: Any) -> Field:
    value = expand(text)
    return Field(value=Secret(value), span=Span(line, 1, line, 1 + len(value)), **more)


def classified(*fields: Field, level: Context = Context.NONE, path: str = "x/y") -> list[Material]:
    return CLASSIFIER.classify_in(fields, DocumentContext(level), path)


def hosts(*fields: Field, level: Context = Context.NONE) -> int:
    return sum(one.kind is Kind.HOST for one in classified(*fields, level=level))


@pytest.mark.parametrize(
    ("host", "others", "counts"),
    [
        ({"name": "BACKPACK_URL"}, [], True),
        ({"name": "base_url", "path": ("backpack",)}, [], True),
        ({"name": "base_url", "path": ("backpack", "client")}, [], True),
        ({"name": "url", "path": ("backpack",)}, [], True),
        ({"name": "url", "path": ("Backpack", "fetch")}, [], False),
        ({"name": "url", "path": ("fetch", "Backpack")}, [], True),
        ({"name": "url", "callee": "BackpackClient"}, [], True),
        ({"name": "url"}, [], False),
        ({"name": "base_url"}, [], False),
        ({"name": "url", "group": "g"}, [{"name": "BACKPACK_API_SECRET", "group": "g"}], True),
        ({"name": "url", "group": "g"}, [{"name": "BACKPACK_API_SECRET", "group": "h"}], False),
        ({"name": "url"}, [{"name": "BACKPACK_API_SECRET"}], False),
        ({"name": "url", "group": "g", "path": ("Backpack", "fetch")}, [], False),
        ({"name": "base_url", "group": "g"}, [{"name": "api_secret", "group": "g"}], False),
        ({"name": "base_url", "group": "g"}, [{"name": "api_secret", "group": "g", "path": ("backpack",)}], True),
        ({"name": "base_url", "group": "g"}, [{"name": "checksum_of_backpack", "group": "g"}], True),
    ],
)
def test_which_host_gets_the_credentials(host: dict[str, Any], others: list[dict[str, Any]], *, counts: bool) -> None:
    found = hosts(field(HOST, **host), *(field("{{ a.secret }}", 2, **other) for other in others))
    assert bool(found) is counts


def test_without_fields_there_is_nothing_to_say() -> None:
    assert CLASSIFIER.classify([], Plain("backpack"), "x") == []


@pytest.mark.parametrize(
    ("value", "callee", "role"),
    [
        ("{{ a.secret }}", "BackpackClient", Role.API_SECRET),
        ("{{ a.key }}", "BackpackClient", Role.API_KEY),
        ("{{ a.expanded }}", "BackpackClient", Role.API_SECRET),
        ("{{ a.signature }}", "BackpackClient", Role.NONE),
        ("{{ a.secret | pem }}", "BackpackClient", Role.NONE),
        ("{{ a.key }}", "Client", Role.NONE),
    ],
)
def test_what_an_argument_of_a_client_can_be(value: str, callee: str, role: Role) -> None:
    (found,) = classified(field(value, kind="argument", callee=callee, position=0))
    assert found.role is role


@pytest.mark.parametrize(
    ("name", "path", "shipped"),
    [
        ("NEXT_PUBLIC_SECRET", "x", True),
        ("MY_NEXT_PUBLIC_SECRET", "x", False),
        ("secret", "public/app.js", True),
        ("secret", "Web/Public/App.js", True),
        ("secret", "republic/app.js", False),
    ],
)
def test_what_browsers_load(name: str, path: str, *, shipped: bool) -> None:
    (found,) = classified(field("{{ a.secret }}", name=name), path=path)
    assert found.client_bundle is shipped


@pytest.mark.parametrize("columns", [63, 64, 65])
def test_what_counts_as_a_hex_value_of_a_list(columns: int) -> None:
    """Only fields as wide as 32 bytes in hex make a list of hashes."""
    text = specimen("h").seed.hex()
    other = [Field(value=Secret(text), span=Span(line, 1, line, 1 + columns), name="") for line in range(1, 70)]
    assert (classified(*other) == []) is (columns == 64)
    named = [Field(value=Secret(text), span=Span(line, 1, line, 65), name="secret") for line in range(1, 70)]
    assert len(classified(*named)) == 69
    assert len(classified(*named, other[0])) == 70  # what has a name is no part of the list


def test_a_value_on_several_lines_may_have_white_space_in_it() -> None:
    text = specimen("a").secret
    folded = Field(value=Secret(f"{text[:20]} {text[20:]}"), span=Span(1, 1, 2, 9), name="BACKPACK_API_SECRET")
    (found,) = classified(folded)
    assert found.kind is Kind.ED25519
    assert found.public_key_token


def test_a_digest_needs_the_key_and_hides_the_text() -> None:
    one = keyed_digest(b"k", Plain("text"))
    assert len(one) == 16
    assert one == keyed_digest(b"k", Plain("text"))
    assert one not in {keyed_digest(b"l", Plain("text")), keyed_digest(b"k", Plain("text "))}
    assert keyed_digest(b"k", Plain("\ud800"))


def test_the_product_of_a_name_is_what_a_value_looks_like() -> None:
    (found,) = classified(field("{{ a.secret }}", name="okx_secret"))
    assert found.looks_like == "OKX"
    (host,) = classified(field(HOST, name="BACKPACK_URL"))
    assert host.looks_like == "api.example.org"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.API_KEY, Role.API_SECRET, Role.HOST)])
@pytest.mark.parametrize(
    "text", ["a" * 22, "0x" + "ab" * 10, "[1,2,3,4,5,6,7,8,9,10]", "QUJDREVGR0hJSktMTU5PUA", "sk_live_1234567890abcd"]
)
def test_what_is_shorter_than_a_phrase_and_no_credential_is_passed_over(text: str, role: Role) -> None:
    standing = Standing(role=role, context=Context.NAME)
    assert facts_of(Plain(text), standing, builtin(), bare_hex=True) is None
