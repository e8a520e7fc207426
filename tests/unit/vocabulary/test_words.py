from __future__ import annotations

import pytest

from auditor.vocabulary.words import are_near, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BACKPACK_API_SECRET", ("backpack", "api", "secret")),
        ("backpackApiSecret", ("backpack", "api", "secret")),
        ("Backpack API secret", ("backpack", "api", "secret")),
        ("backpack-api.secret", ("backpack", "api", "secret")),
        ("APIKey", ("api", "key")),
        ("apiKEY", ("api", "key")),
        ("account1_api_key2", ("account", "api", "key")),
        ("api_secret_key_b64", ("api", "secret", "key", "b64")),
        ("sha256-", ("sha256",)),
        ("SHA256:", ("sha256",)),
        ("ed25519PrivateKey", ("ed25519", "private", "key")),
        ("API密钥", ("api", "密钥")),
        ("私钥", ("私钥",)),
        ("h1:", ("h1",)),
        ("", ()),
        ("12345", ()),
    ],
)
def test_every_convention_gives_the_same_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("text", "reach", "expected"),
    [
        ("a..b", 3, True),
        ("a..b", 2, False),
        ("b..a", 3, True),
        ("a", 9, False),
        ("", 9, False),
        ("a...b.a", 2, True),
        ("b...a...b.", 4, True),
        ("b...a...b.", 3, False),
        ("a b", 2, True),
        ("a b", 1, False),
        ("ab", 9, False),
        ("a xb", 9, False),
        ("a bx", 9, False),
        ("a _b-", 9, True),
    ],
)
def test_words_that_are_near_each_other(text: str, reach: int, expected: bool) -> None:
    assert are_near(text, ["a", "b"], reach) is expected
    assert are_near(text.encode(), [b"a", b"b"], reach) is expected
