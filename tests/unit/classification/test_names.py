from __future__ import annotations

import pytest

from auditor.classification.field_names import naming_of
from auditor.model.material import Role
from auditor.vocabulary.vocabulary import builtin

KEYS = [
    "BACKPACK_API_KEY",
    "BPX_API_KEY",
    "PUBLIC_KEY",
    "public_key",
    "api_key",
    "apiKey",
    "apikey",
    "publicKey",
    "BACKPACK_APIKEY",
    "backpack_api_key",
    "backpack_perpetual_api_key",
    "BACKPACK_TESTNET_API_KEY",
    "BACKPACK_KEY",
    "API_KEY",
    "BACKPACK_PUBLIC_KEY",
    "BACKPACK_API_PUBLIC_KEY",
    "api_public_key_b64",
    "BP_API_KEY",
    "BPX_PUBLIC_KEY",
    "bpx_bot_public_key",
    "BACKPACK_TEST_API_KEY",
    "CEX_API",
    "X-API-Key",
    "verifying_key",
    "self.public_key",
    "account1_api_key",
    "BACKPACK_API",
    "Key",
]
SECRETS = [
    "BACKPACK_API_SECRET",
    "SECRET",
    "secret",
    "SECRET_KEY",
    "secret_key",
    "BACKPACK_SECRET_KEY",
    "BPX_API_SECRET",
    "apiSecret",
    "apisecret",
    "privateKey",
    "BACKPACK_SECRET",
    "backpack_perpetual_api_secret",
    "backpack_secret_key",
    "BACKPACK_TESTNET_API_SECRET",
    "BACKPACK_API_SECRET_SEED",
    "BACKPACK_PRIVATE_KEY",
    "private_key",
    "api_secret_key_b64",
    "BP_SECRET",
    "BPX_SECRET_KEY",
    "bpx_bot_secret_key",
    "BACKPACK_TEST_SECRET",
    "GHOLA_BACKPACK_API_PRIVATE_KEY_B64",
    "signing_key",
    "seed",
    "VITE_BACKPACK_SECRET",
    "API_SECRET",
    "私钥",
]
OTHERS = [
    "STANDX_PRIVATE_KEY",
    "NEXTAUTH_SECRET",
    "AUTH_JWT_SECRET",
    "SESSION_SECRET",
    "APP_KEY",
    "BINANCE_API_KEY",
    "BROKER_API_SECRET_KEY_B64",
    "PresharedKey",
    "FOO_SECRET",
    "FOO_API_KEY",
    "WALLET_FOO_API_KEY",
]
HASHES = [
    "h1:",
    "sha256-",
    "sha512-",
    "SHA256:",
    "integrity",
    "checksum",
    "narHash",
    "x-signature",
    "edSignature",
    "vendorHash",
    "SHA-1",
    "sha224",
    "SHA-384",
    "blake2b",
    "BLAKE3",
]
WALLETS = [
    "SOLANA_PRIVATE_KEY",
    "WALLET_PRIVATE_KEY",
    "PHANTOM_PRIVATE_KEY",
    "wallet_secret_key",
    "FOO_WALLET_KEY",
    "WALLET_FOO_SECRET",
]
PHRASES = [
    "MNEMONIC",
    "SEED_PHRASE",
    "FOO_SEED_PHRASE",
    "recovery_phrase",
    "secret_recovery_phrase",
    "助记词",
    "PHANTOM_SEED",
]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *((name, Role.API_KEY) for name in KEYS),
        *((name, Role.API_SECRET) for name in SECRETS),
        *((name, Role.OTHER) for name in OTHERS),
        *((name, Role.HASH) for name in HASHES),
        *((name, Role.WALLET_KEY) for name in WALLETS),
        *((name, Role.RECOVERY_PHRASE) for name in PHRASES),
        ("BACKPACK_LICENSE", Role.NONE),
        ("BACKPACK_API_SECRET_TOKEN", Role.NONE),
        ("BACKPACK_BASE_URL", Role.HOST),
        ("BACKPACK_DOCS_URL", Role.NONE),
        ("symbol", Role.NONE),
        ("", Role.NONE),
    ],
)
def test_the_role_of_a_name(name: str, role: Role) -> None:
    assert naming_of(name, builtin()).role is role


@pytest.mark.parametrize("name", ["BACKPACK_KEY", "bpxSecret", "bp_secret"])
def test_brand_words_are_seen(name: str) -> None:
    assert naming_of(name, builtin()).branded


@pytest.mark.parametrize("name", ["BPM", "backpacker", "secret"])
def test_words_that_only_begin_like_the_brand_are_not_it(name: str) -> None:
    assert not naming_of(name, builtin()).branded


def test_a_configuration_adds_names() -> None:
    extended = builtin().extended({"api_secret": ("exchange_pw",)})
    assert naming_of("EXCHANGE_PW", extended).role is Role.API_SECRET
    assert naming_of("EXCHANGE_PW", builtin()).role is Role.NONE
    assert extended.digest != builtin().digest


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("api.backpack.exchange", Role.NONE),
        ("API.Backpack.Exchange", Role.NONE),
        ("https://api.backpack.exchange secret", Role.API_SECRET),
        ("api.backpack.exchange api.bpx.dev secret", Role.API_SECRET),
        ("api.backpack", Role.API_KEY),
    ],
)
def test_a_host_in_a_name_says_whose_it_is_and_not_what(name: str, role: Role) -> None:
    found = naming_of(name, builtin())
    assert found.branded
    assert found.role is role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("api_keys", Role.API_KEY),
        ("pubkeys", Role.API_KEY),
        ("secrets", Role.API_SECRET),
        ("apisecrets", Role.API_SECRET),
        ("seeds", Role.API_SECRET),
        ("privkeys", Role.API_SECRET),
        ("apikeys", Role.API_KEY),
        ("keyss", Role.NONE),
        ("api_keyx", Role.NONE),
        ("private_keys", Role.API_SECRET),
    ],
)
def test_the_name_of_a_list_is_that_of_its_items(name: str, role: Role) -> None:
    assert naming_of(name, builtin()).role is role


def test_a_configured_list_is_not_taken_for_one_of_other_items() -> None:
    extended = builtin().extended({"api_secret": ("api_keys",)})
    assert naming_of("my_api_keys", extended).role is Role.API_SECRET
    assert naming_of("my_api_keys", builtin()).role is Role.API_KEY


@pytest.mark.parametrize(
    ("name", "generic"),
    [("key", True), ("BACKPACK_KEY", True), ("my_key", True), ("api_key", False), ("my_account", False)],
)
def test_which_names_are_one_everyday_word(name: str, *, generic: bool) -> None:
    assert naming_of(name, builtin()).generic is generic
