"""How short and how long each part of an envelope may be: both sides of every boundary."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.classification.placeholders import envelopes, is_encrypted, is_inside, is_repetition

_LONG = 65_536
BOUNDS: dict[str, tuple[Callable[[int], str], int, int | None]] = {
    "SOPS, its kind": (lambda n: f"ENC[{'A' * n},x]", 2, 31),
    "SOPS, its data": (lambda n: f"ENC[PKCS7,{'x' * n}]", 0, _LONG),
    "Jasypt": (lambda n: f"ENC({'x' * n})", 16, _LONG),
    "dotenvx": (lambda n: f"encrypted:{'x' * n}", 40, _LONG),
    "dotenvx, the space": (lambda n: f"encrypted:{' ' * n}{'x' * 40}", 0, 1),
    "Vault transit": (lambda n: f"vault:v1:{'x' * n}", 16, _LONG),
    "Vault transit, its version": (lambda n: f"vault:v{'1' * n}:{'x' * 16}", 1, 4),
    "Spring Cloud": (lambda n: f"{{cipher}}{'x' * n}", 16, _LONG),
    "Spring Cloud, its key": (lambda n: f"{{cipher}}{{{'k' * n}}}{'x' * 16}", 1, 60),
    "Ansible Vault, its version": (lambda n: f"$ANSIBLE_VAULT;{'1' * n}", 1, 80),
    "Ansible Vault, a line": (lambda n: f"$ANSIBLE_VAULT;1\n{'a' * n}", 2, 128),
    "Ansible Vault, no line": (lambda n: "$ANSIBLE_VAULT;1" + "\nab" * n, 0, None),
    "Ansible Vault, white space": (lambda n: f"$ANSIBLE_VAULT;1{' ' * n}ab", 0, None),
    "SealedSecret": (lambda n: f"AgA{'x' * n}", 200, _LONG),
    "SealedSecret, its padding": (lambda n: f"AgA{'x' * 200}{'=' * n}", 0, 2),
    "OpenSSL": (lambda n: f"U2FsdGVkX1{'x' * n}", 8, _LONG),
    "Fernet": (lambda n: f"gAAAAA{'x' * n}", 90, _LONG),
    "JWE, its header": (lambda n: f"eyJ{'x' * n}.k.{'i' * 8}.c.{'t' * 8}", 8, 4096),
    "JWE, its key": (lambda n: f"eyJ{'x' * 8}.{'k' * n}.{'i' * 8}.c.{'t' * 8}", 0, 4096),
    "JWE, its vector": (lambda n: f"eyJ{'x' * 8}..{'i' * n}.c.{'t' * 8}", 8, 256),
    "JWE, its text": (lambda n: f"eyJ{'x' * 8}..{'i' * 8}.{'c' * n}.{'t' * 8}", 1, _LONG),
    "JWE, its tag": (lambda n: f"eyJ{'x' * 8}..{'i' * 8}.c.{'t' * n}", 8, 256),
    "Laravel": (lambda n: f"eyJpdiI6{'x' * n}", 60, _LONG),
    "Rails": (lambda n: f"{'x' * n}--{'i' * 16}--{'t' * 22}==", 20, 4096),
    "Rails, its padding": (lambda n: f"{'x' * 20}{'=' * n}--{'i' * 16}--{'t' * 22}==", 0, 2),
    "Rails, its vector": (lambda n: f"{'x' * 20}--{'i' * n}--{'t' * 22}==", 16, 16),
    "Rails, its tag": (lambda n: f"{'x' * 20}--{'i' * 16}--{'t' * n}==", 22, 22),
    "Pulumi, its vector": (lambda n: f"v1:{'i' * n}:{'x' * 20}", 16, 16),
    "Pulumi": (lambda n: f"v1:{'i' * 16}:{'x' * n}", 20, _LONG),
    "Pulumi, its padding": (lambda n: f"v1:{'i' * 16}:{'x' * 20}{'=' * n}", 0, 2),
    "Jenkins": (lambda n: f"{{AQAAABAAAA{'x' * n}}}", 16, _LONG),
    "AWS KMS": (lambda n: f"AQICAH{'x' * n}", 80, _LONG),
    "DPAPI in hex": (lambda n: f"01000000d08c9ddf0115d1118c7a00c04fc297eb{'a' * n}", 0, _LONG),
    "DPAPI": (lambda n: f"AQAAANCMnd8BFdERjHoAwE/Cl+s{'x' * n}", 0, _LONG),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_how_long_a_part_of_an_envelope_is(name: str) -> None:
    text, least, most = BOUNDS[name]
    assert is_encrypted(text(least))
    assert least == 0 or not is_encrypted(text(least - 1))
    assert is_encrypted(text(least + 3 if most is None else most))
    assert most is None or not is_encrypted(text(most + 1))


@pytest.mark.parametrize(
    "label",
    [
        "AGE ENCRYPTED FILE",
        "PGP MESSAGE",
        "PGP SIGNATURE",
        "PGP PUBLIC KEY BLOCK",
        "CERTIFICATE",
        "NEW CERTIFICATE REQUEST",
        "TRUSTED CERTIFICATE",
        "X509 CRL",
        "PKCS7",
        "CMS",
        "SSH SIGNATURE",
        "DH PARAMETERS",
        "EC PARAMETERS",
        "KEYBASE SALTPACK A",
        f"KEYBASE SALTPACK {'A' * 30}",
    ],
)
def test_what_armour_holds_is_nobodys_secret(label: str) -> None:
    text = f"-----BEGIN {label}-----\nx\n-----END {label}-----"
    assert is_encrypted(text)
    assert is_encrypted(f' "{text}" ')
    assert not is_encrypted(f"{text} y")
    assert not is_encrypted(f"y {text}")
    assert not is_encrypted(text[:-1])


@pytest.mark.parametrize("label", ["KEYBASE SALTPACK ", f"KEYBASE SALTPACK {'A' * 31}", "PRIVATE KEY", "CONFIG"])
def test_what_other_armour_holds_may_be_one(label: str) -> None:
    assert not is_encrypted(f"-----BEGIN {label}-----\nx\n-----END {label}-----")


@pytest.mark.parametrize(("size", "whole"), [(_LONG - 15, True), (_LONG - 14, False)])
def test_how_long_armour_is(size: int, *, whole: bool) -> None:
    closing = "-----END CMS-----"
    assert len(closing) == 17
    text = f"-----BEGIN CMS-----{'x' * (size - 2)}{closing}"
    assert is_encrypted(text) is whole


def test_an_envelope_inside_a_longer_word_is_none() -> None:
    for name in ("SealedSecret", "Fernet", "JWE, its header", "Laravel", "Rails", "Pulumi", "AWS KMS"):
        text = BOUNDS[name][0](BOUNDS[name][1])
        assert envelopes(text) == [(0, len(text))]
        assert envelopes(f"x {text}") == [(2, 2 + len(text))]
        assert (1, 1 + len(text)) not in envelopes(f"x{text}")


def test_armour_that_is_not_closed_hides_nothing_and_the_next_one_is_found() -> None:
    closed = "-----BEGIN CMS-----\nx\n-----END CMS-----"
    text = f"{'x' * 50} -----BEGIN PKCS7-----\n{closed}\n{closed}"
    first = text.index(closed)
    second = first + len(closed) + 1
    assert envelopes(text) == [(first, first + len(closed)), (second, second + len(closed))]


def test_envelopes_that_overlap_are_one() -> None:
    jasypt = f"ENC({'x' * 16})"
    inner = f"vault:v1:{'x' * 16}"
    nested = f"-----BEGIN CMS-----\n{inner}\n-----END CMS-----"
    assert envelopes(nested) == [(0, len(nested))]
    # Two that touch are two, and they come in the order of places, not of kinds.
    assert envelopes(f"{inner}!{jasypt}") == [(0, len(inner)), (len(inner) + 1, len(inner) + 1 + len(jasypt))]
    assert envelopes(jasypt * 2) == [(0, len(jasypt)), (len(jasypt), 2 * len(jasypt))]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [(0, 10, False), (0, 11, True), (10, 20, True), (12, 13, True), (19, 30, True), (20, 30, False), (35, 36, True)],
)
def test_what_overlaps_a_stretch_is_inside(start: int, end: int, *, inside: bool) -> None:
    assert is_inside(start, end, [(10, 20), (30, 40)]) is inside
    assert not is_inside(start, end, [])


@pytest.mark.parametrize("text", ["[1, 1, 1]", "{1, 1}", "['a', 'a']"])
def test_a_list_is_no_repetition(text: str) -> None:
    assert not is_repetition(text)
    assert is_repetition(text[1:-1])
    assert is_repetition(f" '{'a' * 43}=' ")
