from __future__ import annotations

import base64

import pytest

from auditor.classification.classify import Classifier
from auditor.classification.document_context import DocumentContext
from auditor.classification.sample_keys import expand, specimen
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Encoding, Kind, Material, Role
from auditor.model.secret import Plain, Secret
from auditor.vocabulary.vocabulary import builtin

A = specimen("a")
CLASSIFIER = Classifier(builtin(), b"k" * 32)


def classify(text: str, name: str = "BACKPACK_API_SECRET", *, level: Context = Context.NONE) -> Material | None:
    text = expand(text)
    span = Span(1, 1, 1, 1 + len(text))
    field = Field(value=Secret(text), span=span, name=name, kind="assignment")
    found = CLASSIFIER.classify_in([field], DocumentContext(level), "x/y")
    assert len(found) <= 1
    return found[0] if found else None


def test_a_secret_gives_its_public_key_and_never_itself() -> None:
    material = classify("{{ a.secret }}")
    assert material is not None
    assert material.kind is Kind.ED25519
    assert material.role is Role.API_SECRET
    assert material.context is Context.NAME
    assert material.public_key == A.public_key
    assert not material.is_point
    assert A.secret not in repr(material)
    assert repr(A.seed) not in repr(material)


def test_a_key_is_a_point_and_joins_with_its_secret() -> None:
    key, secret = classify("{{ a.key }}", "BACKPACK_API_KEY"), classify("{{ a.secret }}")
    assert key is not None
    assert secret is not None
    assert key.is_point
    assert key.token == secret.public_key_token


def test_the_expanded_form_is_distinguished_from_a_signature() -> None:
    expanded, signature = classify("{{ a.expanded }}"), classify("{{ a.signature }}")
    assert expanded is not None
    assert signature is not None
    assert expanded.kind is Kind.KEYPAIR
    assert expanded.public_key == A.public_key
    assert signature.kind is Kind.BYTES64
    assert signature.public_key is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "your_api_secret",
        "your-api-key",
        "YOUR_BP_PUBLIC_KEY_BASE64",
        "<SECRET_KEY>",
        "${BACKPACK_SECRET}",
        "$BACKPACK_SECRET",
        "${{ secrets.BACKPACK_SECRET }}",
        "{{ backpack_secret }}",
        "os.getenv('BACKPACK_API_SECRET')",
        "process.env.BACKPACK_API_SECRET",
        "你的私钥",
        "-----",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "b" * 43 + "=",
        "your_base64_encoded_public_key_here",
        "TEST_API_KEY",
        "test_secret",
        "op://vault/backpack/secret",
        "changeme",
    ],
)
@pytest.mark.parametrize("name", ["BACKPACK_API_SECRET", "BACKPACK_API_KEY"])
def test_placeholders_and_references_are_nobodys_secret(text: str, name: str) -> None:
    assert classify(text, name, level=Context.FILE) is None


@pytest.mark.parametrize("seed", [bytes(32), bytes(range(32)), b"test_seed_that_is_32_bytes_long!", b"\x07" * 32])
def test_weak_seeds_are_named(seed: bytes) -> None:
    material = classify(base64.b64encode(seed).decode())
    assert material is not None
    assert material.weak_seed


def test_a_fresh_seed_is_not_weak() -> None:
    material = classify("{{ a.secret }}")
    assert material is not None
    assert material.weak_seed == ""


def test_published_keys_are_known() -> None:
    material = classify("{{ rfc8032.secret }}")
    assert material is not None
    assert "RFC 8032" in material.published


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("{{ a.secret | drop }}", Kind.BYTES, "43 characters where 44 are expected"),
        ("{{ a.secret }}AB", Kind.TEXT, "46 characters where 44 are expected"),
        ("{{ a.secret | first }}!{{ a.secret | second }}", Kind.TEXT, "is not a base64 character"),
        ("{{ a.secret | upper }}x", Kind.TEXT, "characters where 44 are expected"),
    ],
)
def test_damaged_values_are_described(text: str, kind: Kind, words: str) -> None:
    material = classify(text)
    assert material is not None
    assert material.kind is kind
    assert words in "; ".join(material.damage)


def test_a_foreign_credential_is_named() -> None:
    token = ".".join(["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "x" * 20 + "Y1"])
    material = classify(token)
    assert material is not None
    assert material.kind is Kind.FOREIGN
    assert material.looks_like == "a JSON web token"


@pytest.mark.parametrize("name", ["integrity", "sha256-", "h1:", "checksum"])
def test_hashes_are_nothing(name: str) -> None:
    assert classify("{{ a.secret }}", name, level=Context.FILE) is None


def test_everyday_names_get_the_context_of_the_document() -> None:
    near, far = classify("{{ a.secret }}", "SECRET", level=Context.FILE), classify("{{ a.secret }}", "SECRET")
    assert near is not None
    assert far is not None
    assert (near.context, far.context) == (Context.FILE, Context.NONE)


def test_a_damaged_value_under_an_everyday_name_needs_context() -> None:
    assert classify("{{ a.secret | drop }}", "secret_key") is None
    assert classify("{{ a.secret | drop }}", "secret_key", level=Context.FILE) is not None


def test_siblings_give_context() -> None:
    span = Span(1, 1, 1, 45)
    fields = [
        Field(value=Secret(A.key), span=span, name="BACKPACK_API_KEY", group="g"),
        Field(value=Secret(A.secret), span=Span(2, 1, 2, 45), name="SECRET", group="g"),
        Field(value=Secret(A.secret), span=Span(3, 1, 3, 45), name="SECRET", group="h"),
    ]
    contexts = [material.context for material in CLASSIFIER.classify_in(fields, DocumentContext(Context.NONE), "x")]
    assert contexts == [Context.NAME, Context.SECTION, Context.NONE]


def test_a_namesake_makes_brand_words_mean_nothing() -> None:
    field = Field(value=Secret("0123456789abcdef01234567"), span=Span(1, 1, 1, 25), name="BACKPACK_API_KEY")
    assert CLASSIFIER.classify([field], Plain("https://backpack.tf/api BACKPACK_API_KEY="), "bot/config.py") == []
    assert CLASSIFIER.classify([field], Plain("BACKPACK_API_KEY="), "bot/config.py") != []


def test_many_nameless_hex_values_are_a_list_of_hashes() -> None:
    def fields(count: int) -> list[Field]:
        return [
            Field(value=Secret(specimen(f"h{number}").seed.hex()), span=Span(number + 1, 1, number + 1, 65))
            for number in range(count)
        ]

    document = DocumentContext(Context.NONE)
    assert len(CLASSIFIER.classify_in(fields(3), document, "x")) == 3
    assert CLASSIFIER.classify_in(fields(80), document, "x") == []


def test_encodings_are_kept_apart() -> None:
    material = classify("{{ a.secret | base58 }}")
    assert material is not None
    assert material.encoding is Encoding.BASE58


@pytest.mark.parametrize(("name", "path"), [("NEXT_PUBLIC_BACKPACK_SECRET", "x"), ("secret", "web/public/app.js")])
def test_what_browsers_load_is_marked(name: str, path: str) -> None:
    field = Field(value=Secret(A.secret), span=Span(1, 1, 1, 45), name=name)
    (material,) = CLASSIFIER.classify_in([field], DocumentContext(Context.FILE), path)
    assert material.client_bundle


def test_a_positional_argument_of_a_branded_call_is_what_its_value_can_be() -> None:
    def argument(text: str, callee: str, position: int) -> Material:
        field = Field(
            value=Secret(text), span=Span(1, 1, 1, 45), kind="argument", callee=callee, position=position, group="c"
        )
        (found,) = CLASSIFIER.classify_in([field], DocumentContext(Context.FILE), "x.rs")
        return found

    assert argument(A.secret, "BpxClient::init", 1).role is Role.API_SECRET
    assert argument(A.key, "BpxClient::init", 1).role is Role.API_KEY
    assert argument(A.secret, "HttpClient", 1).role is Role.NONE


def test_a_clients_convention_names_its_arguments() -> None:
    fields = [
        Field(
            value=Secret(text),
            span=Span(line, 1, line, 45),
            kind="argument",
            callee="BackpackClient",
            position=line - 1,
        )
        for line, text in ((1, A.key), (2, A.secret))
    ]
    old = 'const { BackpackClient } = require("./backpack_client")'
    assert [one.role for one in CLASSIFIER.classify(fields, Plain(old), "bot.js")] == [Role.API_SECRET, Role.API_KEY]
    assert [one.role for one in CLASSIFIER.classify(fields, Plain("BackpackClient("), "bot.py")] == [
        Role.API_KEY,
        Role.API_SECRET,
    ]


@pytest.mark.parametrize("section", ["standx", "binance", "Interface", "Peer"])
def test_a_section_of_another_product_keeps_its_keys(section: str) -> None:
    field = Field(value=Secret(A.secret), span=Span(1, 1, 1, 45), name="private_key", path=(section,))
    (material,) = CLASSIFIER.classify_in([field], DocumentContext(Context.FILE), "x")
    assert material.role is Role.OTHER


def test_a_sibling_value_gives_context() -> None:
    fields = [
        Field(value=Secret("backpack"), span=Span(1, 1, 1, 9), name="exchange", group="g"),
        Field(value=Secret(A.secret), span=Span(2, 1, 2, 45), name="secret", group="g"),
    ]
    (material,) = CLASSIFIER.classify_in(fields, DocumentContext(Context.NONE), "x")
    assert material.context is Context.SECTION


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://api.backpack.work/", "api.backpack.work"),
        ("wss://WS.bpx.dev:443/stream", "ws.bpx.dev"),
        ("api.backpack.exchange", "api.backpack.exchange"),
        ("https://user:pass@api.example.org/x?y", "api.example.org"),
    ],
)
def test_a_host_beside_credentials_is_named(text: str, host: str) -> None:
    material = classify(text, "BACKPACK_BASE_URL")
    assert material is not None
    assert (material.kind, material.looks_like) == (Kind.HOST, host)


@pytest.mark.parametrize("text", ["not a host", "localhost", "", "${BASE}", "1.2.3.4"])
def test_what_is_no_host_name_is_none(text: str) -> None:
    assert classify(text, "BACKPACK_BASE_URL") is None


def test_phrases_need_their_checksum() -> None:
    good, bad = expand("{{ w.phrase }}"), " ".join(reversed(expand("{{ w.phrase }}").split()))
    found = classify(good, "MNEMONIC")
    assert found is not None
    assert found.kind is Kind.PHRASE
    assert classify(bad, "MNEMONIC") is None


def test_a_published_phrase_is_known() -> None:
    found = classify("test " * 11 + "junk", "MNEMONIC")
    assert found is not None
    assert "Hardhat" in found.published


def test_hex_in_a_wallets_field_is_an_evm_key() -> None:
    found = classify("0x{{ a.secret | hex }}", "ETH_PRIVATE_KEY")
    assert found is not None
    assert found.kind is Kind.EVM_KEY
