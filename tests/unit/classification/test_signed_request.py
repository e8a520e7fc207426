"""What leaves classification of a secret that signs: the signature, exactly as the exchange's scheme has it."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import VerifyKey

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import PUBLISHED_LABEL, expand, specimen
from auditor.classification.signed_request import (
    sign_account_query,
    sign_with_throw_away_key,
    signature_of,
    signing_text,
)
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.secret import PlainBytes, Secret

NOW = 1614550000000
ACCOUNT_QUERY = (
    "instruction=accountQuery&timestamp=1614550000000&window=5000",
    "60yC7n+PNJGlRLUKnZN3ALXO06COFm8C5T+VCW7v5LsK2j5MUTiyAtGwcGuvEYAGVTG0TligKq/IngnZC/hwAw==",
)
ORDER_CANCEL = (
    "instruction=orderCancel&orderId=28&symbol=BTC_USDT&timestamp=1614550000000&window=5000",
    "wLQaGPszkXrEWaIm6RsnVLJv70Uuw62SXxmdso6cadUmR0NWzFhfhvuCWMl+jbBNJ5gZRfCPjvXI29H7JeW6Ag==",
)
"""Made with the key of TEST 1 of RFC 8032, section 7.1."""


def field(text: str) -> Field:
    return Field(value=Secret(expand(text)), span=Span(1, 1, 1, 1))


@pytest.mark.parametrize(
    ("instruction", "parameters", "expected"),
    [("accountQuery", None, ACCOUNT_QUERY), ("orderCancel", {"symbol": "BTC_USDT", "orderId": "28"}, ORDER_CANCEL)],
)
def test_the_published_vectors_come_out(
    instruction: str, parameters: dict[str, str] | None, expected: tuple[str, str]
) -> None:
    text = signing_text(instruction, NOW, parameters=parameters)
    signature = base64.b64encode(signature_of(PlainBytes(specimen(PUBLISHED_LABEL).seed), text)).decode()
    assert (text, signature) == expected


def test_a_secret_signs_the_account_query_and_nothing_else() -> None:
    secret = specimen(PUBLISHED_LABEL)
    signed = sign_account_query([field("{{ rfc8032.secret }}")], token(secret.public_key), NOW)
    assert signed is not None
    assert signed.headers == {
        "X-API-Key": secret.key,
        "X-Signature": ACCOUNT_QUERY[1],
        "X-Timestamp": str(NOW),
        "X-Window": "5000",
    }


@pytest.mark.parametrize(
    "form",
    ["secret", "secret | hex", "secret | base64url", "secret | unpadded", "secret | double", "secret | base58",
     "secret | integers", "secret | pem", "secret | der", "expanded"],
)  # fmt: skip
def test_a_secret_signs_in_every_form_that_clients_take(form: str) -> None:
    key = specimen("a")
    signed = sign_account_query([field(f"{{{{ a.{form} }}}}")], token(key.public_key), NOW)
    assert signed is not None
    text = signing_text("accountQuery", NOW)
    VerifyKey(key.public_key).verify(text.encode(), base64.b64decode(signed.signature))
    assert key.secret not in repr(signed)


@pytest.mark.parametrize(
    "text",
    ["{{ b.secret }}", "{{ a.key }}", "{{ a.signature }}", "{{ a.key | spki }}", "{{ a.secret | spki }}", "", "x"],
)
def test_another_value_signs_nothing(text: str) -> None:
    assert sign_account_query([field(text)], token(specimen("a").public_key), NOW) is None


def test_a_secret_with_anothers_key_behind_it_signs_nothing() -> None:
    first, second = specimen("a"), specimen("b")
    for behind in (second.public_key, first.public_key[:-1], b"x"):
        text = base64.b64encode(first.seed + behind).decode()
        assert sign_account_query([field(text)], token(first.public_key), NOW) is None


@pytest.mark.parametrize("size", [16, 31, 33, 63, 65])
def test_what_has_another_length_signs_nothing(size: int) -> None:
    assert sign_account_query([field(f"{{{{ a.bytes{size} }}}}")], token(specimen("a").public_key), NOW) is None


def test_the_right_one_of_several_values_signs() -> None:
    fields = [field("{{ b.secret }}"), field("{{ a.key }}"), field("{{ a.secret | hex }}")]
    signed = sign_account_query(fields, token(specimen("a").public_key), NOW)
    assert signed is not None
    assert signed.api_key == specimen("a").key


def test_the_throw_away_key_is_another_one_every_time_and_valid() -> None:
    now = time.time_ns() // 1_000_000
    first, second = sign_with_throw_away_key(now), sign_with_throw_away_key(now)
    assert first.api_key != second.api_key
    for signed in (first, second):
        key = VerifyKey(base64.b64decode(signed.api_key))
        key.verify(signing_text("accountQuery", now).encode(), base64.b64decode(signed.signature))


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**53))
def test_every_signature_verifies(seed: bytes, timestamp: int) -> None:
    text = signing_text("accountQuery", timestamp)
    signature = signature_of(PlainBytes(seed), text)
    from nacl.signing import SigningKey

    SigningKey(seed).verify_key.verify(text.encode(), signature)
    assert len(signature) == 64
