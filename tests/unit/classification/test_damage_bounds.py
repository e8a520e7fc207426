"""What is said of a damaged value: both sides of every length, and every product that is known by its form."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_letters, digits

import pytest

from auditor.classification.damage import case_flaw, damage_of, foreign_key_file, foreign_product
from auditor.classification.sample_keys import expand
from auditor.model.material import Flaw
from auditor.model.secret import Plain

HEX12 = "0123456789ab"
FORMS: dict[str, tuple[Callable[[int], str], int, int | None]] = {
    "an age secret key": (lambda n: "AGE-SECRET-KEY-1" + "A" * n, 20, None),
    "a GitHub token": (lambda n: "ghp_" + "a" * n, 20, None),
    "a GitLab token": (lambda n: "glpat-" + "a" * n, 20, None),
    "a Slack token": (lambda n: "xoxb-" + "a" * n, 10, None),
    "a Stripe key": (lambda n: "sk_live_" + "a" * n, 16, None),
    "an OpenAI-style key": (lambda n: "sk-" + "a" * n, 20, None),
    "an AWS access key id": (lambda n: "AKIA" + "A" * n, 16, 16),
    "a Google API key": (lambda n: "AIza" + "a" * n, 35, 35),
    "a Telegram bot token": (lambda n: "1" * n + ":" + "a" * 35, 8, 10),
    "an Ethereum address": (lambda n: "0x" + "a" * n, 40, 40),
    "a Laravel application key": (lambda n: "base64:" + "A" * n + "=", 43, 43),
    "a Binance HMAC key (64 letters and digits)": (lambda n: "z1" + "a" * (n - 2), 64, 64),
    "a backpack.tf key (24 hex digits)": (lambda n: "a" * n, 24, 24),
    "an SSH public key": (lambda n: "ssh-ed25519 AAAAC3NzaC1" + "A" * n, 1, None),
    "a JSON web token": (lambda n: f"eyJ{'a' * n}.a.", 1, None),
    "a Coinbase key name": (lambda n: f"organizations/{'a' * n}/apiKeys/{'a' * 36}", 36, 36),
    "a UUID": (lambda n: f"{'a' * n}-0000-0000-0000-{HEX12}", 8, 8),
}


@pytest.mark.parametrize("product", FORMS)
def test_how_long_the_credential_of_another_product_is(product: str) -> None:
    text, least, most = FORMS[product]
    assert foreign_product(Plain(text(least))) == product
    assert foreign_product(Plain(f'"{text(least)}"')) == product
    assert foreign_product(Plain(text(least - 1))) != product
    assert foreign_product(Plain(text(least + 9 if most is None else most))) == product
    assert most is None or foreign_product(Plain(text(most + 1))) != product


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("github_pat_" + "a" * 20, "a GitHub token"),
        ("gho_" + "a" * 20, "a GitHub token"),
        ("ghx_" + "a" * 20, ""),
        ("xoxq-" + "a" * 10, ""),
        ("pk_test_" + "a" * 16, "a Stripe key"),
        ("rk_live_" + "a" * 16, "a Stripe key"),
        ("sk-proj-" + "a" * 20, "an OpenAI-style key"),
        ("ASIA" + "A" * 16, "an AWS access key id"),
        ("1" * 8 + ":" + "a" * 34, ""),
        ("1" * 8 + ":" + "a" * 36, ""),
        (f"organizations/{'a' * 36}/apiKeys/{'a' * 35}", ""),
        (f"organizations/{'a' * 36}/apiKeys/{'a' * 37}", ""),
        (f"01234567-0000-0000-0000-{HEX12}0", ""),
        (f"01234567-0000-0000-{HEX12}", ""),
        (f"01234567-000-0000-0000-{HEX12}", ""),
        (f"01234567-0000-0000-0000-{HEX12[1:]}", ""),
        (f"01234567-0000-0000-0000-0000-{HEX12}", ""),
        ("a1" * 32, ""),  # hex: 32 bytes, and nobody's HMAC key
        ("zz" * 32, ""),
        ("1" + "z" * 63, "a Binance HMAC key (64 letters and digits)"),
        ("z" + "1" * 63, "a Binance HMAC key (64 letters and digits)"),
        ("AAAAC3NzaC1lZDI1!me", ""),
        ("AAAAC3NzaC1lZDI1", "an SSH public key"),
        ("ecdsa-sha2 AAAAE3NzaC1lZDI1 me", "an SSH public key"),
        ("ssh-rsa  AAAAB3NzaC1yc2E=  me@host", "an SSH public key"),
        ("ssh-rsa AAAAD3NzaC1yc2E", ""),
        ("ssh- AAAAB3NzaC1yc2E", ""),
        ("ssh-rsaAAAAB3NzaC1yc2E", ""),
        ("ecdsa- AAAAE3NzaC1lZDI1", ""),
        ("ecdsa-sha2AAAAE3NzaC1lZDI1", ""),
        ("eyJ.a.", ""),
        ("eyJa..", ""),
        ("eyJa.a.a", "a JSON web token"),
        ("eyJa.a", ""),
    ],
)
def test_which_product_a_form_is_of(text: str, product: str) -> None:
    assert foreign_product(Plain(text)) == product


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("RSA ", "an RSA private key in PEM"),
        ("EC ", "an elliptic-curve (EC) private key in PEM"),
        ("DSA ", "a DSA private key in PEM"),
        ("", "a private key in PEM that is not an Ed25519 key"),
        ("A" * 40 + " ", "a private key in PEM that is not an Ed25519 key"),
    ],
)
def test_which_private_key_a_file_holds(label: str, words: str) -> None:
    text = f"-----BEGIN {label}PRIVATE KEY-----\nx\n"
    assert foreign_key_file(f"{text}-----END") == words
    assert foreign_key_file(text) == "the beginning of a PEM file without its end"
    long = f"-----BEGIN {'A' * 41} PRIVATE KEY-----\nx\n"
    assert foreign_key_file(long) == "a private key in PEM that is not an Ed25519 key"
    assert foreign_key_file("no file at all") == "a private key in PEM that is not an Ed25519 key"


@pytest.mark.parametrize(
    ("text", "flawed"),
    [
        ("ABCDEFGHIJ", True),
        ("ABCDEFGHI", False),
        ("ABCDEFGHIJ1234", True),
        ("abcdefghij", True),
        ("ABCDEFGHIj", False),
        ("AAAAAAAAAAAAAAAAAA", False),
    ],
)
def test_from_how_many_letters_on_one_case_is_no_chance(text: str, *, flawed: bool) -> None:
    assert case_flaw(text) == ((Flaw.ONE_CASE,) if flawed else ())


def said(text: str, length: int | None = None) -> str:
    return "; ".join(damage_of(Plain(text), length))


@pytest.mark.parametrize(
    ("digits", "wanted"),
    [(47, 0), (48, 64), (63, 64), (95, 64), (96, 128), (127, 128), (136, 128), (137, 0)],
)
def test_how_many_digits_are_nearly_hex(digits: int, wanted: int) -> None:
    for beginning in ("", "0x", "0X"):
        words = said(beginning + "a1" * (digits // 2) + "a" * (digits % 2))
        expected = f"{digits} hex digits where {wanted} make {wanted // 2} bytes"
        assert words.startswith(expected) if wanted else "hex digits" not in words


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (1, " (one was probably lost in copying)"),
        (2, " (2 were probably lost in copying)"),
        (6, " (6 were probably lost in copying)"),
        (7, ""),
        (0, ""),
        (-1, " (one was probably doubled or added)"),
        (-6, " (6 were probably doubled or added)"),
        (-7, ""),
    ],
)
def test_what_a_small_difference_in_length_means(lost: int, words: str) -> None:
    assert said("a1" * 40 + "0", None) == "81 hex digits where 64 make 32 bytes"
    assert said(("a1" * 40)[: 64 - lost]) == f"{64 - lost} hex digits where 64 make 32 bytes{words}"
    for beginning, whole in (("MC4CAQAwBQYDK2Vw", 64), ("MCowBQYDK2Vw", 60)) if lost else ():
        body = beginning.ljust(whole - lost, "x")
        expected = f"it is the body of a PEM file, but {whole - lost} characters where {whole} are expected{words}"
        assert said(body) == expected


def test_a_whole_body_of_a_key_file_is_no_damaged_one() -> None:
    assert "PEM" not in said("MC4CAQAwBQYDK2Vw".ljust(64, "x"))


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("A+_B", True),
        ("A/-B", True),
        ("A+B", False),
        ("A_B", False),
        ("A+_!", False),
        (f"{ascii_letters}{digits}+/=-_", True),
        (f"{ascii_letters}{digits}+/=-_!", False),
    ],
)
def test_what_mixes_two_alphabets(text: str, *, mixed: bool) -> None:
    assert ("it mixes base64" in said(text)) is mixed


@pytest.mark.parametrize(("text", "encoded"), [("A%3D", True), ("%2BA", True), ("A%3", False), ("A!%3D", False)])
def test_what_is_percent_encoded(text: str, *, encoded: bool) -> None:
    assert ("it is percent-encoded" in said(text)) is encoded


KEY = "AbCd" * 11


@pytest.mark.parametrize(
    ("text", "length", "words"),
    [
        (KEY[:-1] + "=", 32, ""),
        (KEY[:-2] + "==", 31, 'it ends in "==" where one "=" belongs, 31 bytes instead of 32 (a character was probably lost or doubled and the padding made again)'),
        (KEY, 33, 'it ends in no "=" where one "=" belongs, 33 bytes instead of 32 (a character was probably lost or doubled and the padding made again)'),
        (KEY[:37], None, "37 characters where 44 are expected"),
        (KEY[:38], None, "38 characters where 44 are expected (the end was probably cut off)"),
        (KEY[:43], None, "43 characters where 44 are expected (the end was probably cut off)"),
        (KEY + "A", None, "45 characters where 44 are expected"),
        (KEY[:42] + "=", 31, "43 characters where 44 are expected, 31 bytes instead of 32 (one was probably lost in copying)"),
        ("AbC=dEf=gh", None, 'an "=" at position 4 is inside the value; 10 characters where 44 are expected'),
        (KEY + "=", None, "45 characters where 44 are expected (one was probably doubled or added)"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_length(text: str, length: int | None, words: str) -> None:
    assert said(text, length) == words


@pytest.mark.parametrize(("length", "is_said"), [(37, False), (38, True)])
def test_from_which_length_on_the_case_is_said(length: int, *, is_said: bool) -> None:
    text = ("ABCDEFGHIJKLMNOPQRST" * 3)[:length]
    assert ("the same case" in said(text)) is is_said


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("-", "a hyphen"), ("_", "an underscore"), (".", "a full stop"), ("*", "an asterisk"), (":", "a colon"),
        ("!", "an exclamation mark"), ("?", "a question mark"), ("@", "an at sign"), ("#", "a hash sign"),
        ("$", "a dollar sign"), ("&", "an ampersand"), ("|", "a vertical bar"), ("\\", "a backslash"),
        ("~", "a tilde"), ("^", "a caret"), ("(", "a bracket"), ("{", "a brace"), ("<", "an angle bracket"),
        ("\t", "a character"), ("\u2013", "a typographic dash (U+2013)"), ("\u00a3", "a character (U+00A3)"),
        ("\u3000", "a special space (U+3000)"), ("\u0410", "a letter of another alphabet (U+0410)"),
        ("\u0430", "a letter of another alphabet (U+0430)"), ("\u00ab", "a typographic quote (U+00AB)"),
    ],
)  # fmt: skip
def test_what_a_character_is_called_and_where_it_is(mark: str, words: str) -> None:
    assert said(f"AbC{mark}{KEY[:39]}=").startswith(f"{words} at position 4 is not a base64 character")


def test_padding_inside_the_value() -> None:
    assert said("AbC=" + KEY[:39] + "=") == 'an "=" at position 4 is inside the value'
    assert "inside" not in said(expand("{{ a.secret }}"), 32)
