"""What every part and filter of a placeholder is, made here a second time by other means."""

from __future__ import annotations

import base64
import json
from hashlib import sha256, sha512
from itertools import count

import pytest

from auditor.classification.ed25519 import is_prime_order_point, token
from auditor.classification.sample_keys import PUBLISHED_LABEL, Specimen, expand, specimen

A = specimen("a")
SEED, KEY = A.seed, A.public_key
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
SPKI = bytes.fromhex("302a300506032b6570032100")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("secret", SEED),
        ("key", KEY),
        ("expanded", SEED + KEY),
        ("wallet", SEED + KEY),
        ("signature", sha512(b"signature by " + SEED).digest()),
        ("zeros", bytes(32)),
        ("counter", bytes(range(32))),
        ("one", b"\1" + bytes(31)),
    ],
)
def test_the_bytes_of_every_part(part: str, data: bytes) -> None:
    assert expand(f"{{{{ a.{part} }}}}") == b64(data)
    assert expand(f"{{{{ a.{part} | hex }}}}") == data.hex()


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        ("base32", base64.b32encode(SEED).decode()),
        ("base64url", b64(SEED).translate({ord("+"): "-", ord("/"): "_"})),
        ("unpadded", b64(SEED)[:-1]),
        ("der", b64(PKCS8 + SEED)),
        ("spki", b64(SPKI + SEED)),
        ("pem", f"-----BEGIN PRIVATE KEY-----\n{b64(PKCS8 + SEED)}\n-----END PRIVATE KEY-----"),
        ("token", token(SEED).hex()),
        ("double", b64(b64(SEED).encode())),
        ("upper", b64(SEED).upper()),
        ("lower", b64(SEED).lower()),
        ("reversed", "=" + b64(SEED)[42::-1]),
        ("escaped", b64(SEED).replace("/", r"\/").replace("+", r"\u002b")),
        ("drop", b64(SEED)[:4] + b64(SEED)[5:]),
        ("first", b64(SEED)[:22]),
        ("second", b64(SEED)[22:]),
        ("hex | first", SEED[:16].hex()),
        ("hex | upper | second", SEED[16:].hex().upper()),
    ],
)
def test_what_every_filter_makes(filters: str, text: str) -> None:
    assert expand(f"<{{{{ a.secret | {filters} }}}}>") == f"<{text}>"


def test_forms_that_are_decoded_here() -> None:
    base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for character in expand("{{ a.secret | base58 }}"):
        number = number * 58 + base58.index(character)
    assert number.to_bytes(32, "big") == SEED
    assert bytes(json.loads(expand("{{ a.secret | integers }}"))) == SEED
    header, _, signature = (base64.urlsafe_b64decode(one + "==") for one in expand("{{ a.secret | jwt }}").split("."))
    assert json.loads(header)["alg"] == "HS256"
    assert signature == SEED
    assert "=" not in expand("{{ a.secret | jwt }}")
    begin, *body, end = expand("{{ a.secret | rsa }}").split("\n")
    assert (begin, end) == ("-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----")
    assert base64.b64decode("".join(body)) == SEED * 9


@pytest.mark.parametrize("part", ["secret", "signature"])
def test_another_last_character_for_the_same_bytes(part: str) -> None:
    canonical, other = (expand(f"{{{{ a.{part}{more} }}}}") for more in ("", " | noncanonical"))
    body = len(canonical.rstrip("="))
    assert base64.b64decode(other) == base64.b64decode(canonical)
    assert canonical[: body - 1] + canonical[body:] == other[: body - 1] + other[body:]
    assert ord(other[body - 1]) - ord(canonical[body - 1]) == 1


def test_phrases_and_bytes_of_any_length() -> None:
    assert len(expand("{{ a.phrase }}").split()) == 12
    assert expand("{{ a.phrase }}") != expand("{{ b.phrase }}")
    for size in (1, 48, 100):
        assert len(base64.b64decode(expand(f"{{{{ a.bytes{size} }}}}"))) == size
    for part in ("bytes", "nothing", "key1"):
        with pytest.raises(KeyError):
            expand(f"{{{{ a.{part} }}}}")
    with pytest.raises(KeyError):
        expand("{{ a.secret | nothing }}")
    with pytest.raises(KeyError):
        A.part("48")


@pytest.mark.parametrize(
    "text",
    [
        "{{a.secret}}",
        "{{  a.secret  }}",
        "{{ a.secret|hex|first }}",
        "{{ a.secret  |  hex  |  first  }}",
        "{{ A.secret }}",
        "{{ a1-_x.secret }}",
        "{{ a.bytes10 }}",
        "{{ a.secret |base58 }}",
    ],
)
def test_which_texts_are_placeholders(text: str) -> None:
    assert "{" not in expand(text)


@pytest.mark.parametrize(
    "text",
    ["{ a.secret }", "{{ 1a.secret }}", "{{ .secret }}", "{{ a.SECRET }}", "{{ a. }}", "{{ a.1 }}", "{{ a.secret | }}"],
)
def test_which_texts_are_none(text: str) -> None:
    assert expand(text) == text


@pytest.mark.parametrize("label", ["a", "b", "c", "d", "e", "f", "g", "h"])
def test_which_seeds_are_points(label: str) -> None:
    assert not is_prime_order_point(specimen(label).seed)
    assert is_prime_order_point(specimen(label, point=True).seed)
    assert is_prime_order_point(specimen(f"{label}-point").seed)
    assert specimen(label) is specimen(label)
    assert specimen(label).seed != specimen(f"{label}{label}").seed


@pytest.mark.parametrize("label", ["a-point", "b-point", "c-point"])
def test_the_seed_of_a_label_is_the_first_that_fits(label: str) -> None:
    seeds = (sha256(f"backpack-audit specimen {label} {number}".encode()).digest() for number in count())
    assert specimen(label).seed == next(seed for seed in seeds if is_prime_order_point(seed))


def test_the_published_pair_is_that_of_the_standard() -> None:
    pair = specimen(PUBLISHED_LABEL)
    assert pair.public_key.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert (pair.secret, pair.key) == (b64(pair.seed), b64(pair.public_key))


def test_a_label_may_mean_another_pair_and_nothing_shows_a_seed() -> None:
    other = Specimen(bytes(range(1, 33)))
    assert expand("{{ a.secret }} {{ b.secret }}", {"a": other}) == f"{other.secret} {specimen('b').secret}"
    assert str(other.seed) not in repr(other)
    assert other != A
