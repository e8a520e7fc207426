"""Both sides of every pattern: what each must see, and what is one character short of it."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable

import pytest

from auditor.prefilter.backpack import Interest, backpack_prefilter
from auditor.prefilter.patterns import Hit
from auditor.vocabulary.vocabulary import builtin

SPOTTER = backpack_prefilter(builtin())
BITS = ("SHAPE", "CONTEXT", "NAME", "HOST", "UTF16", "PHRASE", "HASH", "WRAPPED", "ROW")
ALPHABET = string.ascii_letters + string.digits + "+/_-"


def hits(text: str | bytes) -> int:
    return SPOTTER.spot(text.encode() if isinstance(text, str) else text)


def shape(text: str | bytes) -> bool:
    return bool(hits(text) & Hit.SHAPE)


def test_every_hit_is_a_bit_of_its_own() -> None:
    assert [getattr(Hit, name) for name in BITS] == [1 << at for at in range(len(BITS))]


@pytest.mark.parametrize("last", ALPHABET)
def test_every_last_character_before_the_padding(last: str) -> None:
    assert shape("A" * 42 + last + "=")
    assert not shape("A" * 41 + last + "=")
    assert not shape("A" * 42 + last)


@pytest.mark.parametrize("inside", [*ALPHABET, "\\"])
def test_every_character_of_base64(inside: str) -> None:
    assert shape(inside * 42 + "A=")
    assert not shape("." + inside * 41 + "A=")
    assert not shape("A" * 20 + "." + "A" * 22 + "=")


LENGTHS: dict[str, tuple[Callable[[int], str], int]] = {
    "JSON's padding": (lambda n: "A" * n + r"\u003d", 43),
    "JSON's padding in capitals": (lambda n: "A" * n + r"\u003D", 43),
    "in a URL": (lambda n: "A" * n + "%3D", 43),
    "in a URL, small letters": (lambda n: "-_" * (n // 2) + "A" * (n % 2) + "%3d", 43),
    "in HTML": (lambda n: "A" * n + "&#61;", 43),
    "in HTML, in hex": (lambda n: "A" * n + "&#x3d;", 43),
    "in HTML, in capital hex": (lambda n: "A" * n + "&#x3D;", 43),
    "in HTML, by name": (lambda n: "+/" * (n // 2) + "A" * (n % 2) + "&equals;", 43),
    "in quoted-printable": (lambda n: "A" * n + "=3D", 43),
    "a JSON Web Key, too short": (lambda n: f'"d":"{"A" * n}"', 43),
    "hex": (lambda n: "aF" * (n // 2) + "0" * (n % 2), 64),
    "base58": (lambda n: "Z" * n, 85),
    "numbers": (lambda n: "1," * n + "1", 31),
    "numbers of three digits": (lambda n: "200,  " * n + "2", 31),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_how_long_a_shape_is(name: str) -> None:
    text, least = LENGTHS[name]
    assert shape(text(least))
    assert not shape(text(least - 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1," * 31 + "1", True),
        ("1," * 15 + "," + "1," * 15 + "1", False),
        ("1," * 15 + "100," + "1," * 15 + "1", True),
        ("1," * 15 + "1000," + "1," * 15 + "1", False),
    ],
)
def test_bytes_as_numbers_have_one_to_three_digits(text: str, *, expected: bool) -> None:
    assert shape(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0" * 64, True),
        ("0" * 65, False),
        ("-" + "0" * 64 + "-", True),
        ("a" * 128, True),
        ("a" * 129, False),
        ("5" * 129, False),
        ("1" * 84, False),
        ("1" * 85, True),
        ("Z" * 90, True),
        ("Z" * 91, False),
        ("1" * 91, False),
        ("n" + "Z" * 88, True),
        ("-" + "Z" * 88 + "-", True),
    ],
)
def test_how_long_a_run_of_hex_or_base58_may_be_to_be_a_place(text: str, *, expected: bool) -> None:
    assert bool(SPOTTER.locate(text.encode(), Interest.PLAIN)) is expected


@pytest.mark.parametrize("escaped", ["%2B", "%2b", "%2F", "%2f"])
def test_a_shape_in_a_url_may_be_all_escapes(escaped: str) -> None:
    assert shape(escaped * 43 + "%3D")
    assert not shape(escaped * 41 + "%3D")  # Without its percent sign, the first of 42 is two letters.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d='{}'", True),
        ('"d": "{}"', True),
        ('"d"        :        "{}"', True),
        ('"d"        :         "{}"', False),
        ('d="{}"', True),
        ('d"{}"', False),
        ('"d""{}"', False),
        ('"x": "{}"', False),
        ('"id": "{}"', False),
        ('"d": {}', False),
        ('"d": "{}A"', False),
    ],
)
def test_the_private_half_of_a_json_web_key(text: str, *, expected: bool) -> None:
    assert shape(text.format("A" * 43)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"-----BEGIN PRIVATE KEY", True),
        (b"-----BEGIN OPENSSH PRIVATE KEY", True),
        (b"-----BEGIN " + b"A" * 20 + b"PRIVATE KEY", True),
        (b"-----BEGIN " + b"A" * 21 + b"PRIVATE KEY", False),
        (b"-----BEGIN PUBLIC KEY", False),
        (b"MC4CAQAwBQYDK2Vw", True),
        (b"MC4CAQAwBQYDK2Vx", False),
        (b"MC4CAQAAwBQYDK2Vw", False),
        (b"MCCAQAwBQYDK2Vw", False),
        (bytes.fromhex("302e020100300506032b657004220420"), True),
        (bytes.fromhex("3051020101300506032b657004220420"), True),
        (bytes.fromhex("302f020100300506032b657004220420"), False),
        (bytes.fromhex("302e020102300506032b657004220420"), False),
    ],
)
def test_how_key_files_begin(text: bytes, *, expected: bool) -> None:
    assert shape(text) is expected


@pytest.mark.parametrize(
    "name",
    [
        "secret",
        "SECRET",
        "apikey",
        "api  key",
        "api._key",
        "privatekey",
        "private--key",
        "publickey",
        "public. key",
        "privkey",
        "priv-key",
        "pubkey",
        "pub_key",
        "verify_key",
        "verifyingkey",
        "sign key",
        "signing.key",
        "access_key",
        "seed",
        "backpackapi",
        "backpack_key",
        "bp_api",
        "bpapi",
        "bpx-key",
        "bpxkey",
        "baseurl",
        "base_url",
        "api_host",
        "rest-endpoint",
        "ws_url",
        "wss.host",
        "endpoint",
        "mnemonic",
        "seedphrase",
        "recovery  words",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert hits(name) & Hit.NAME
    assert name == "seedphrase" or not hits(name[:-1]) & Hit.NAME
    assert name in {"wss.host", "rest-endpoint"} or not hits(name[1:]) & Hit.NAME


@pytest.mark.parametrize(
    "name",
    [
        "api___key",
        "private---key",
        "public   key",
        "priv--key",
        "pub__key",
        "sign--key",
        "bp__api",
        "base--url",
        "api__host",
    ],
)
def test_names_with_too_much_between_their_words(name: str) -> None:
    assert not hits(name) & Hit.NAME


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mnemonic", True),
        ("MNEMONIC", True),
        ("nemonic", False),
        ("seed  phrase", True),
        ("Seed Phrase", True),
        ("seedPhrase", True),
        ("seedwords", True),
        ("recoveryphrase", True),
        ("recovery words", True),
        ("RECOVERY_WORDS", True),
        ("seed   words", False),
        ("seed", False),
    ],
)
def test_names_of_phrases(text: str, *, expected: bool) -> None:
    assert bool(hits(text) & Hit.PHRASE) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc " * 11 + "abc", True),
        ("abc " * 10 + "abc", False),
        ("abc " * 10 + "ab abc", False),
        ("abcd " * 11 + "abc", True),
        ("abcd " * 10 + "abcd", False),
        ("abcd " * 10 + "ab abcd", False),
        ("abcd " * 11 + "ab", False),
        ("Abc " * 12, False),
        ("éa " * 12, True),
        ("あい\u3000" * 12, True),
        ("あい\u3000" * 11, True),
        ("あい\u3000" * 10, False),
        ("あ\u3000" * 12, False),
    ],
)
def test_rows_of_words(text: str, *, expected: bool) -> None:
    assert bool(hits(text) & Hit.ROW) is expected


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("api.backpack.exchange", Hit.HOST | Hit.CONTEXT),
        ("bpxapiclient", Hit.HOST | Hit.CONTEXT),
        ("bpx-api_client", Hit.HOST | Hit.CONTEXT),
        ("BPX_PY", Hit.HOST | Hit.CONTEXT),
        ("bpx.public", Hit.HOST | Hit.CONTEXT),
        ("bpx--py", Hit.CONTEXT),
        ("backpack", Hit.CONTEXT),
        ("mybackpacks", Hit.CONTEXT),
        ("orderExecute", Hit.CONTEXT),
        ("X-Window", Hit.CONTEXT),
        ("bpx", Hit.CONTEXT),
        ("Bpx", Hit.CONTEXT),
        ("BPX_", Hit.CONTEXT),
        ("BPX1", Hit.CONTEXT),
        ("bPx", 0),
        ("xbpx", 0),
        ("1bpx", 0),
        ("+bpx", 0),
        ("bpxl", 0),
        ("bpx=", 0),
        ("the quick brown fox", 0),
    ],
)
def test_words_that_say_backpack(text: str, bits: int) -> None:
    assert hits(f" {text} ") & (Hit.HOST | Hit.CONTEXT) == bits
    assert hits(text) & (Hit.HOST | Hit.CONTEXT) == bits


@pytest.mark.parametrize("name", ["私钥", "公钥", "密钥", "публичный ключ", "公開鍵", "공개키"])
def test_names_of_credentials_in_other_scripts(name: str) -> None:
    joined = name.replace(" ", "")
    assert hits(joined) & Hit.NAME
    assert hits(f'"{joined}": "x"') & Hit.NAME
    assert not hits(joined.encode()[:-1]) & Hit.NAME
    assert not hits(joined.encode("utf-16-le")) & Hit.NAME


@pytest.mark.parametrize(
    ("text", "bits"),
    [("背包交易所", Hit.CONTEXT), ("背包交易", 0), ("背包", 0), ("apiXbackpack.exchange", Hit.CONTEXT)],
)
def test_words_are_literal_in_any_script(text: str, bits: int) -> None:
    assert hits(text) & Hit.CONTEXT == bits


def test_words_in_utf_16() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert hits("Backpack".encode(encoding)) & Hit.UTF16
        assert not hits("bpx".encode(encoding)) & Hit.UTF16
    assert not hits("backpack") & Hit.UTF16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H4sI" + "A" * 60, True),
        ("H4sI" + "A" * 59, False),
        ("LS0tLS1CRUdJTiBQUklWQVRF", True),
        ("LS0tLS1CRUdJTiBPUEVOU1NI", True),
        ("A" * 57 + "D06", True),
        ("A" * 56 + "D06", False),
        ("A" * 57 + "E06", False),
    ],
)
def test_what_may_be_wrapped_whole(text: str, *, expected: bool) -> None:
    assert bool(hits(text) & Hit.WRAPPED) is expected


@pytest.mark.parametrize(
    ("before", "wrapped"),
    [(0, "c2VjcmV0"), (1, "NlY3Jld"), (2, "zZWNyZX")],
)
def test_what_a_word_determines_of_base64(before: int, wrapped: str) -> None:
    text = base64.b64encode(b"." * before + b"secret" + b"..").decode()
    assert wrapped in text
    assert hits(wrapped) & Hit.WRAPPED
    assert not hits(wrapped[1:]) & Hit.WRAPPED
    assert not hits(wrapped[:-1]) & Hit.WRAPPED


@pytest.mark.parametrize(("word", "known"), [("bpx", False), ("acme", True), ("acmé", False)])
def test_only_words_that_are_long_enough_are_known_in_base64_and_in_utf_16(word: str, *, known: bool) -> None:
    spotter = backpack_prefilter(builtin().extended({"context": (word,)}))
    wrapped = base64.b64encode(f"..{word}..".encode()).decode()
    assert bool(spotter.spot(wrapped.encode()) & Hit.WRAPPED) is known
    assert bool(spotter.spot(word.encode("utf-16-le")) & Hit.UTF16) is known
    # The bytes of a word beyond ASCII are other characters in UTF-16.
    assert bool(spotter.spot(word.encode().decode("latin-1").encode("utf-16-le")) & Hit.UTF16) is known


@pytest.mark.parametrize(
    "word", ["secret", "Secret", "SECRET", "bpx_", "bpx-", "BPX_", "backpack", "Backpack", "BACKPACK"]
)
@pytest.mark.parametrize("before", [0, 1, 2])
def test_which_words_are_known_in_base64(word: str, before: int) -> None:
    text = base64.b64encode(b"." * before + word.encode() + b"......").decode()
    assert hits(text) & Hit.WRAPPED
    assert not hits(base64.b64encode(b"." * before + word.swapcase().encode()[1:] + b"......").decode()) & Hit.WRAPPED
