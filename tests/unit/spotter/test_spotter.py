from __future__ import annotations

import pytest

from auditor.material.specimen import expand
from auditor.spotter import Interest, spotter
from auditor.spotter.patterns import Hit
from auditor.vocabulary import builtin

SPOTTER = spotter(builtin())


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


def test_a_host_speaks_for_the_scope() -> None:
    assert SPOTTER.spot(b"API.Backpack.Exchange") & Hit.HOST
    assert not SPOTTER.spot(b"backpack") & Hit.HOST


def test_the_second_spotter_of_a_process_is_the_first() -> None:
    assert spotter(builtin()) is SPOTTER
