"""Which calls can be handed a key or a secret by position, and which are nobody's client."""

from __future__ import annotations

import pytest

from auditor.classification.field_context import takes_credential
from auditor.vocabulary.vocabulary import builtin


@pytest.mark.parametrize(
    "callee",
    [
        "BackpackClient",
        "bpx.NewClient",
        "BpxClient::init",
        "BackpackClient.from_seed",
        "ccxt_backpack.BackpackExchange",
        "SigningKey",
        "backpack.SigningKey",
        "nacl.signing.SigningKey",
        "new_backpack_account",
        "Backpack",
    ],
)
def test_clients_signers_and_keys_take_a_credential(callee: str) -> None:
    assert takes_credential(callee, builtin())


@pytest.mark.parametrize(
    "callee",
    [
        "self.store.put",
        "BackpackCache",
        "backpack.cache.put",
        "BackpackClient.verify",
        "etag_of",
        "logger.warn",
        "console.log",
        "Error",
        "client.subscribe",
        "self.assertEqual",
        "backpack.orders.get_by_cursor",
        "get",
        "",
    ],
)
def test_what_stores_prints_compares_or_asks_is_nobodys_client(callee: str) -> None:
    assert not takes_credential(callee, builtin())
