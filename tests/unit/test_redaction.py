"""One rule decides which text may be shown: secrets never, names always."""

from __future__ import annotations

import base64
import hashlib
import re

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.classification.sample_keys import expand
from auditor.redaction import REDACTED, holds_secret, is_name, is_showable, redacted, without_pieces

SECRETS = (
    "{{ a.secret }}",
    "{{ a.secret | unpadded }}",
    "{{ a.secret | base64url }}",
    "{{ a.secret | base64url | unpadded }}",
    "{{ a.secret | hex }}",
    "0x{{ a.secret | hex }}",
    "{{ a.secret | hex | upper }}",
    "{{ a.secret | base58 }}",
    "{{ a.secret | base32 }}",
    "{{ a.secret | double }}",
    "{{ a.secret | der }}",
    "{{ a.secret | integers }}",
    "{{ a.wallet | base58 }}",
    "{{ a.wallet }}",
    "{{ a.phrase }}",
    "{{ zeros.zeros }}",
    "{{ counter.counter }}",
)


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("around", ["{}", "bots/{}/client.env", "feature/{}", "fix: use {} for now", "--rules={}"])
def test_a_secret_is_redacted_wherever_it_is(text: str, around: str) -> None:
    secret = expand(text)
    shown = redacted(around.format(secret))
    assert REDACTED in shown
    assert not any(secret[at : at + 12] in shown for at in range(len(secret) - 11))
    assert not is_showable(around.format(secret))


@pytest.mark.parametrize("text", ["{{ a.secret | hex }}", "{{ a.secret | hex | upper }}", "{{ a.wallet | base58 }}"])
@pytest.mark.parametrize("beside", ["U" * 30, "keykeykeykeykeykeykeykeykey", "exportedbackpackapikeyis"])
def test_a_secret_is_redacted_where_letters_are_right_next_to_it(text: str, beside: str) -> None:
    secret = expand(text)
    for whole in (secret + beside, beside + secret):
        shown = redacted(whole)
        assert not any(secret[at : at + 12] in shown for at in range(len(secret) - 11))
    assert redacted(f"{beside} {beside}") == f"{beside} {beside}"


@pytest.mark.parametrize("beside", ["key", "export", "backpackapisecret", "A", "0" * 30, "U" * 30])
def test_base64_with_marks_is_redacted_where_letters_are_right_next_to_it(beside: str) -> None:
    left = 0
    for number in range(300):
        secret = base64.b64encode(hashlib.sha256(b"%d" % number).digest()).decode()
        for whole in (secret.rstrip("=") + beside, beside + secret):
            shown = redacted(whole)
            left += any(secret[at : at + 12] in shown for at in range(len(secret) - 11))
    assert left <= 18  # 3 %; 15 % with nothing but tokens


@pytest.mark.parametrize(
    "path",
    [
        "/usr/share/icons/Adwaita/cursors/5c6cd98b3f3ebcb1f9c7f1c204630408",
        "x86_64-linux-gnu/libLLVM-14.so.1/Debian12/amd64/v2/Release1",
    ],
)
def test_a_path_of_short_names_is_shown(path: str) -> None:
    assert redacted(path) == path


@pytest.mark.parametrize("text", ["bots/{{ a.secret | hex }}/client.env", "see {{ a.secret }} in notes.md"])
def test_what_is_around_a_secret_stays(text: str) -> None:
    before, _, after = text.partition("{{ a.secret")
    shown = redacted(expand(text))
    assert shown.startswith(before)
    assert shown.endswith(after.rpartition("}}")[2])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:tok3n@github.com/a/b.git", f"https://{REDACTED}@github.com/a/b.git"),
        ("https://token@github.com/a/b.git", f"https://{REDACTED}@github.com/a/b.git"),
        ("ssh://git:pw@host/a", f"ssh://{REDACTED}@host/a"),
        ("password=hunter2hunter2", f"password={REDACTED}"),
        ("ghp_" + "a1B2" * 9, REDACTED),
    ],
)
def test_credentials_of_other_kinds_are_redacted(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".env",
        "bots/main/market-maker/config/production/credentials.yaml",
        "src/components/Dashboard2/XMLHttpRequest2/index.d.ts",
        "logs/2026/08/31/12/30/15/a.log",
        "Backups/2026-08-31T12-30-15Z/db.sqlite",
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z",
        "3f2b8c1e-9d4a-4b6c-8d7e-0a1b2c3d4e5f/events.jsonl",
        "d41d8cd98f00b204e9800998ecf8427e.json",
        "objects/3b/18e512dba79e4c8300dd08aeb37f8e728b8dad",
        "3b18e512dba79e4c8300dd08aeb37f8e728b8dad..HEAD",
        "static/js/main.3f2b8c1e9d4a7b6c5d4e.chunk.js",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV.json",
        "ssh://git@github.com/owner/name.git",
        "git@github.com:owner/name.git",
        "https://github.com/owner/name.git",
        "Fix the thing that broke when we moved all of the code to the other folder again",
        "rename the main order book cache that will hold more than one market at the same time",
        "BACKPACK_ACCOUNT_1_API_SECRET_KEY",
        "org.springframework.boot.autoconfigure.EnableAutoConfiguration",
        "activate-global-python-argcomplete",
        "GoogleCloudNetworksecurityV1beta1GrpcEndpoint.yaml",
        "2026-08-31 12:30:15.123456 +0000",
        "token: fix the reader (#12)",
        "203.0.113.10, 203.0.113.11, 203.0.113.12",
        "交易机器人/配置/密钥说明文档/生产环境/主账户.yaml",
    ],
)
def test_names_are_shown(text: str) -> None:
    assert redacted(text) == text
    assert not holds_secret(text)


@given(st.binary(min_size=32, max_size=32).filter(lambda value: len(set(value)) > 20))
def test_any_random_secret_is_redacted(value: bytes) -> None:
    for text in (base64.b64encode(value).decode(), value.hex(), base58.b58encode(value).decode()):
        assert holds_secret(text)
        assert not is_name(text)


@given(st.text(max_size=300))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Q" * 13 + "1a2b" * 5, False),
        ("Q" * 13 + "1a2b" * 5 + "Q" * 6, False),
        ("1A2B" * 5 + "q" * 20, False),
        ("backpackSecretOfOur" + "0000aaaa0000aaaa0000", False),
        ("backpackSecretOfOur" + "0000aaaa00000000aaaa", False),
        ("backpackSecretOfOur" + "00000aaaaa0000000000", True),
        ("backpackSecretOfOur" + "0000aaaa0000aaaa000", True),
        ("backpackSecretOfOur" + "20261127" * 3, True),
        ("backpackSecretOfOur" + "deadbeef" * 3, True),
        ("backpackSecretOfOurTradingDesk1a2b1a2b", True),
        ("backpackSecret_" + "507f1f77bcf86cd799439011", True),
        ("bots/507f1f77bcf86cd799439011/backpack/secret", True),
        ("bots507f1f77bcf86cd799439011/backpack/secret", False),
        ("bots/507f1f77bcf86cd799439011backpack/secret", False),
        ("507f1f77bcf86cd799439011", True),
        ("1234567890abcdef1234567890OfMine", True),
        ("nightly20240424ddd0a9e494", True),
        ("0123456789abcdef" * 2, False),
        ("a" * 29, True),
        ("a" * 30, False),
    ],
)
def test_digits_of_hex_with_letters_right_next_to_them_are_no_name(name: str, *, readable: bool) -> None:
    assert is_name(name) is readable
    assert (REDACTED in without_pieces(f"the field {name} is")) is not readable


@given(st.binary(min_size=10, max_size=14), st.sampled_from(("Q" * 13, "backpackSecret", "ofTheExchange")))
def test_a_piece_of_hex_is_no_name_whatever_letters_are_next_to_it(value: bytes, beside: str) -> None:
    digits = value.hex()
    turns = len(re.findall(r"[a-f]+|[0-9]+", digits))
    if turns >= 4:
        assert not is_name(beside + digits)
        assert not is_name(beside + digits.upper() + "z" * 40)


def test_a_piece_of_a_value_is_redacted_where_pieces_can_be() -> None:
    piece = expand("{{ a.secret }}")[:20]
    assert without_pieces(f"was {piece} before") == f"was {REDACTED} before"
    assert redacted(f"was {piece} before") == f"was {piece} before"
    assert (
        without_pieces("revoked in May, see the desk's list of accounts")
        == "revoked in May, see the desk's list of accounts"
    )
