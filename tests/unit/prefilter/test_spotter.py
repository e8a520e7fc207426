from __future__ import annotations

import base64
from hashlib import sha256, sha512

import pytest

from auditor.classification.sample_keys import expand
from auditor.prefilter.backpack import Interest, backpack_prefilter
from auditor.prefilter.patterns import Hit
from auditor.vocabulary.vocabulary import builtin

SPOTTER = backpack_prefilter(builtin())


def interest(text: str | bytes, name: str = "file.txt") -> Interest:
    data = expand(text).encode() if isinstance(text, str) else text
    return SPOTTER.interest(SPOTTER.spot(data), name)


@pytest.mark.parametrize(
    "shape",
    [
        "{{ a.secret }}",
        "{{ a.secret | base64url }}",
        "{{ slash.secret | escaped }}",
        "{{ a.secret | hex }}",
        "{{ a.secret | hex | upper }}",
        "{{ a.secret | integers }}",
        "{{ a.secret | pem }}",
        "{{ a.secret | der }}",
        "{{ a.secret | double }}",
        "{{ a.expanded }}",
        "{{ a.expanded | base58 }}",
        "{{ a.expanded | hex }}",
        "{{ a.expanded | integers }}",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\0", "\0"), ("x ", "\r\n"), ("key:", ",")])
def test_a_shape_is_enough_for_a_plain_look(shape: str, before: str, after: str) -> None:
    assert interest(before + shape + after) is Interest.PLAIN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Interest.NONE),
        ("the quick brown fox", Interest.NONE),
        ("a game with a backpack and a sword", Interest.NONE),
        ("secret = 'swordfish'", Interest.NONE),
        ("BACKPACK_API_SECRET=damaged", Interest.FULL),
        ("https://api.backpack.exchange\nkey: {{ a.key }}", Interest.FULL),
        ("bpx api_key: short", Interest.FULL),
    ],
)
def test_words_need_company(text: str, expected: Interest) -> None:
    assert interest(text) is expected


@pytest.mark.parametrize("name", ["backpack-bot/.env", "src/bpx/config.py", "Backpack_key.txt"])
def test_a_path_gives_context(name: str) -> None:
    assert interest("API_SECRET=damaged", name) is Interest.FULL
    assert interest("API_SECRET=damaged", "other/.env") is Interest.NONE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("text", ["{{ a.secret }}", "BACKPACK_API_SECRET=x"])
def test_utf_16_is_seen(encoding: str, text: str) -> None:
    assert SPOTTER.spot(expand(text).encode(encoding)) & Hit.UTF16


def test_a_host_gives_context_to_the_scope() -> None:
    assert SPOTTER.spot(b"API.Backpack.Exchange") & Hit.HOST
    assert not SPOTTER.spot(b"backpack") & Hit.HOST


def test_the_second_spotter_of_a_process_is_the_first() -> None:
    assert backpack_prefilter(builtin()) is backpack_prefilter(builtin())


HASHES = {
    "sha256 prefix": "files = [{{file = 'p{0}', hash = 'sha256:{1}'}}]",
    "SRI": "  integrity sha512-{3}",
    "go.sum": "example.org/p{0} v1.0.0 h1:{2}",
    "SRI of 32 bytes": '"p{0}": "sha256-{2}"',
    "Cargo.lock": '[[package]]\nname = "p{0}"\nchecksum = "{1}"',
    "JSON": '{{"p{0}": {{"sha256": "{1}"}}}}',
    "INI": "checksum = {1}",
    "four blanks on each side": "checksum    =    {1}",
    "sixteen blanks before it": "                checksum: {1}",
    "no blank": "checksum={1}",
    "two kinds of quotes": "'checksum'    :    \"{1}\"",
}


def lines(form: str, count: int = 200) -> bytes:
    return "\n".join(form.format(number, *shapes(number)) for number in range(count)).encode()


def shapes(number: int) -> tuple[str, str, str, str]:
    short, long = sha256(b"%d" % number).digest(), sha512(b"%d" % number).digest()
    return short.hex(), base64.b64encode(short).decode(), base64.b64encode(long).decode(), long.hex()


@pytest.mark.parametrize("form", HASHES.values(), ids=HASHES)
def test_hashes_that_are_called_so_are_passed_over(form: str) -> None:
    data = lines(form)
    assert backpack_prefilter(builtin()).spot(data) & Hit.SHAPE
    assert backpack_prefilter(builtin()).locate(data, Interest.PLAIN) == []
    assert backpack_prefilter(builtin()).locate(data, Interest.FULL)


def test_hashes_of_64_bytes_in_hex_are_passed_over() -> None:
    assert backpack_prefilter(builtin()).locate(lines("sha512: {4}"), Interest.PLAIN) == []
    assert backpack_prefilter(builtin()).locate(lines("value: {4}"), Interest.PLAIN)


@pytest.mark.parametrize("form", HASHES.values(), ids=HASHES)
def test_what_is_among_them_is_not(form: str) -> None:
    before, after = lines(form, 300), lines(form, 300)
    for value in shapes(1000)[:2]:
        line = b"\nkey = %s\n" % value.encode()
        ((start, end),) = backpack_prefilter(builtin()).locate(before + line + after, Interest.PLAIN)
        assert start < len(before) < len(before + line) < end


@pytest.mark.parametrize(
    "form",
    [
        "key: hash = {1}",
        "key sha256 {1}",
        "xh1:{2}",
        "notchecksum = '{1}'",
        "checksum = '0{1}'\nkey = {1}",
        "sha256:{1} {1}",
        "hash of it: {2}",
        "content hash: {1}",
        "checksum     = {1}",
        "checksum =     {1}",
        "                 checksum = {1}",
    ],
)
def test_what_may_be_no_hash_is_looked_at(form: str) -> None:
    assert backpack_prefilter(builtin()).locate(lines(form), Interest.PLAIN)


def test_a_small_blob_is_looked_at_around_hashes_too() -> None:
    assert backpack_prefilter(builtin()).locate(lines(HASHES["go.sum"], 3), Interest.PLAIN)


@pytest.mark.parametrize("before", [0, 1000, 1030, 1500, 1535, 1600, 3000])
@pytest.mark.parametrize("after", [0, 500, 520, 1000, 1023, 1100, 3000])
def test_a_stretch_ends_where_the_text_ends_if_that_is_near(before: int, after: int) -> None:
    value = shapes(1)[0].encode()
    data = b"x" * (before - 1) + b" " * (before > 0) + value + b" " * (after > 0) + b"y" * (after - 1)
    ((start, stop),) = backpack_prefilter(builtin()).locate(data, Interest.PLAIN)
    hit = before + len(value) + (after > 0)
    assert start == (0 if hit - 1024 <= 512 else hit - 1024)
    assert stop == (len(data) if hit + 512 + 512 >= len(data) else hit + 512)
