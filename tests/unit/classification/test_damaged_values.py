"""What an operator reads of a damaged value: the whole sentence, as the real command says it."""

from __future__ import annotations

import pytest

from auditor.audits.check import check_stored
from auditor.classification.damage import damage_of, foreign_key_file
from auditor.classification.sample_keys import expand
from auditor.fix.canonical import FIXABLE_FLAWS
from auditor.model.request import AuditRequest
from auditor.model.secret import Plain
from auditor.sources.memory import MemorySource

HEAD = "BACKPACK_API_SECRET has the wrong length for a key or a secret: "
UNREADABLE = "BACKPACK_API_SECRET cannot be decoded: "
UNCLEAN = "BACKPACK_API_SECRET decodes to the right number of bytes, but its text is not clean: "
FOREIGN = "BACKPACK_API_SECRET is a field for Backpack Exchange credentials, but it holds "
SAME_CASE = "all letters have the same case, so the case was probably changed"
REMADE = "(a character was probably lost or doubled and the padding made again)"

BASE58 = (
    "BACKPACK_API_SECRET holds 64 bytes in base58 that are not a key pair (the second half is not the public key of the first): "
    "it looks like a wallet's exported key that was damaged in copying, or like a Solana transaction's signature"
)
REPADDED = (
    "BACKPACK_API_SECRET has the right bytes in the wrong text: it is written in base64 with the wrong padding at its end "
    '(one "=" belongs there), and the exchange\'s own client takes base64 with padding (44 characters, the last of them "=")'
)


def said(value: str) -> list[str]:
    """The messages on a value in a secret's field."""
    text = f'BACKPACK_API_SECRET="{value}"\n'
    report = check_stored(AuditRequest(use_config=False), source=MemorySource({".env": text.encode()}))
    return [finding.message for finding in report.findings]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s[:4] + s[5:], f"{HEAD}43 characters where 44 are expected, 31 bytes instead of 32 (one was probably lost in copying)"),
        (lambda s: s[:5] + s[4:], f"{HEAD}45 characters where 44 are expected, 33 bytes instead of 32 (one was probably doubled or added)"),
        (lambda s: s[:9] + s[11:], f"{UNREADABLE}42 characters where 44 are expected (2 were probably lost in copying)"),
        (lambda s: s[:-3], f"{UNREADABLE}41 characters where 44 are expected (the end was probably cut off)"),
        (lambda s: s[:-2], f"{HEAD}42 characters where 44 are expected, 31 bytes instead of 32 (the end was probably cut off)"),
        (lambda s: s[:20], f"{HEAD}20 characters where 44 are expected, 15 bytes instead of 32"),
        (lambda s: s[:4] + s[5:] + "=", f'{HEAD}it ends in "==" where one "=" belongs, 31 bytes instead of 32 {REMADE}'),
        (lambda s: s[:-1] + "AA=", f"{UNREADABLE}46 characters where 44 are expected (2 were probably doubled or added)"),
        (lambda s: s[:-1] + "A", f'{HEAD}it ends in no "=" where one "=" belongs, 33 bytes instead of 32 {REMADE}'),
        (lambda s: s[:8] + "=" + s[9:], f'{UNREADABLE}an "=" at position 9 is inside the value'),
        (str.upper, f"{UNCLEAN}{SAME_CASE}"),
        (lambda s: s + ",", f"{UNCLEAN}a trailing comma"),
        (lambda s: f" '{s}' ", f"{UNCLEAN}white space around the value and quotes inside the value"),
        (lambda s: s[:20] + " " + s[20:], f"{UNREADABLE}a space at position 21 is not a base64 character and 45 characters where 44 are expected (one was probably doubled or added)"),
        (lambda s: s[:20] + "\n" + s[20:], f"{UNCLEAN}white space inside the value"),
        (lambda s: s[:3] + "\u0410" + s[4:], f"{UNREADABLE}a letter of another alphabet (U+0410) at position 4 is not a base64 character"),
        (lambda s: s[:3] + "\u2019" + s[4:], f"{UNREADABLE}a typographic quote (U+2019) at position 4 is not a base64 character"),
        (lambda s: s[:3] + "\u200b" + s[4:], f"{UNREADABLE}an invisible character (U+200B) at position 4 is not a base64 character"),
        (lambda s: s[:6] + "%" + s[7:], f"{UNREADABLE}a percent sign at position 7 is not a base64 character"),
        (lambda s: s[:1] + "-_+/" + s[5:], f"{UNREADABLE}it mixes base64 (`+` and `/`) with base64url (`-` and `_`)"),
    ],
)  # fmt: skip
def test_a_damaged_secret_is_reported_in_words(change: object, expected: str) -> None:
    assert callable(change)
    assert said(change(expand("{{ a.secret }}"))) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "{{ a.secret | hex }}0",
            f"{UNREADABLE}65 hex digits where 64 make 32 bytes (one was probably doubled or added)",
        ),
        ("{{ a.secret | hex | first }}", None),
        ("{{ a.secret | jwt }}", f"{FOREIGN}a JSON web token"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{{ a.secret | unpadded }} me@host", f"{FOREIGN}an SSH public key"),
        ("-----BEGIN PRIVATE KEY-----", f"{FOREIGN}the beginning of a PEM file without its end"),
        ("{{ a.secret | rsa }}", f"{FOREIGN}an RSA private key in PEM"),
        (
            "{{ a.signature | base58 }}",
            BASE58,
        ),
        (
            "{{ a.secret }}=",
            REPADDED,
        ),
    ],
)
def test_what_it_looks_like_instead_is_named(value: str, expected: str | None) -> None:
    found = said(expand(value))
    assert found == [expected] if expected else "hex digits" not in " ".join(found)


def test_hex_with_digits_lost_is_no_base64() -> None:
    digits = expand("{{ a.secret | hex }}")
    for cut, words in (
        (63, "63 hex digits where 64 make 32 bytes (one"),
        (60, "60 hex digits where 64 make 32 bytes (4 were"),
    ):
        assert said(digits[:cut])[0].startswith(HEAD + words)
    assert damage_of(Plain(digits + digits[:63]), None) == (
        "127 hex digits where 128 make 64 bytes (one was probably lost in copying)",
    )


def test_a_value_from_a_url_is_known_by_its_percent_signs() -> None:
    text = expand("{{ a.secret }}").replace("=", "%3D")
    assert damage_of(Plain(text), None) == (
        "it is percent-encoded, as in a URL (`%3D` is `=`, `%2B` is `+`, `%2F` is `/`)",
    )


def test_a_key_files_body_is_known_by_its_beginning() -> None:
    body = expand("{{ a.secret | der }}")
    assert damage_of(Plain(body[:-3]), None) == (
        "it is the body of a PEM file, but 61 characters where 64 are expected (3 were probably lost in copying)",
    )


def test_a_case_that_chance_can_make_is_not_remarked_on() -> None:
    assert said(expand("{{ weak.zeros }}")) != []
    assert not any("case" in message for message in said(expand("{{ weak.zeros }}")))
    assert said(expand("{{ a.secret }}")) == []


def test_a_changed_case_cannot_be_fixed_because_the_bytes_differ() -> None:
    assert SAME_CASE not in FIXABLE_FLAWS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----",
            "an elliptic-curve (EC) private key in PEM",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
            "a private key in PEM that is not an Ed25519 key",
        ),
    ],
)
def test_key_files_of_other_kinds_are_named(text: str, words: str) -> None:
    assert foreign_key_file(text) == words


@pytest.mark.parametrize(
    "value", ["{{ a.secret }}", "{{ a.secret | hex }}", "{{ a.secret | drop }}", "{{ a.secret | der }}"]
)
def test_no_word_is_taken_from_the_value(value: str) -> None:
    text = expand(value)
    for damaged in (text[:-1], text[:7] + "!" + text[8:], f'"{text}",', text + text[-2:]):
        words = " ".join(damage_of(Plain(damaged), 31))
        assert not any(text[at : at + 6] in words for at in range(len(text) - 6))
