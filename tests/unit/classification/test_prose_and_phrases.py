"""Sentences, identifiers and typed rows are told from keys, and no random key is taken for one of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from hashlib import shake_256

import pytest

from auditor.classification.prose_and_phrases import is_wording

WORDING = [
    "ThePriceFeedStoppedAndWillBeStartedAgainNow",
    "thepricefeedstoppedandwillbestartedagainnow",
    "the price feed stopped and will be started again",
    "subscribeToOrderBookDepthOfSolUsdcPerpMarket",
    "test_that_an_order_without_a_price_is_refused",
    "MAX_ORDERS_PER_SECOND_AND_SUBACCOUNT_OF_ONE_",
    "orderHistoryQueryAll",
    "_read_secret_from_keyring_v2",
    "base64EncodedEd25519SeedOf32BytesGoesInHere=",
    "HierDenGeheimenSchluesselDerBoerseEintragen=",
    "SUSTITUYE_ESTE_TEXTO_POR_TU_CLAVE_SECRETA_44",
    "qingzaicichutianxienindemiyaoxiexienindehezu",
    "请在这里填写您的API密钥然后重新启动机器人",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH",
    "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG=",
    "aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkkkk",
]


@pytest.mark.parametrize("text", WORDING)
def test_words_identifiers_and_typed_rows_are_wording(text: str) -> None:
    assert is_wording(text)


def values(length: int, number: int = 3000) -> Iterator[bytes]:
    """Values of so many bytes that look random, the same in every run."""
    for index in range(number):
        yield shake_256(b"%d %d" % (length, index)).digest(length)


@pytest.mark.parametrize("length", [16, 24, 32, 44, 64])
def test_random_base64_of_any_length_is_none(length: int) -> None:
    taken = sum(is_wording(base64.b64encode(value).decode()) for value in values(length))
    assert taken <= (3 if length < 32 else 0)


def test_random_hex_and_base64url_are_none() -> None:
    for value in values(32):
        assert not is_wording(value.hex())
        assert not is_wording(base64.urlsafe_b64encode(value).decode())


def test_a_key_with_one_foreign_letter_is_damaged_and_no_sentence() -> None:
    value = base64.b64encode(next(values(32))).decode()
    assert not is_wording("\u0430" + value[1:])  # a Cyrillic a


def test_a_short_word_is_left_to_the_placeholders() -> None:
    assert not is_wording("secret")
