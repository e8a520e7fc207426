"""Which seeds can be guessed, and which only look a little as if: both sides of every rule."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from auditor.classification.ed25519 import derive_public_key, is_prime_order_point, is_weak_point, weakness_of
from auditor.classification.sample_keys import specimen
from auditor.model.secret import PlainBytes

RANDOM = specimen("weakness").seed


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        (bytes(32), "all bytes are zero"),
        (b"\x01" * 32, "all bytes are equal"),
        (bytes(range(32)), "the bytes are a sequence"),
        (bytes(range(31, -1, -1)), "the bytes are a sequence"),
        (bytes((250 + number) % 256 for number in range(32)), "the bytes are a sequence"),
        (RANDOM[:2] * 16, "the bytes repeat a pattern"),
        (RANDOM[:16] * 2, "the bytes repeat a pattern"),
        ((RANDOM[:15] * 3)[:32], "the bytes repeat a pattern"),
        (bytes(range(0, 208, 13)) * 2, "the bytes repeat a pattern"),
        ((RANDOM[:17] * 2)[:32], ""),
        (b"The quick brown fox, and so on!\n", "the bytes are ASCII text"),
        (b"The quick brown fox, and so on!\0", ""),
        (bytes((*range(16), *range(17, 33))), ""),
        (RANDOM, ""),
    ],
)
def test_why_a_seed_is_weak(seed: bytes, words: str) -> None:
    assert len(seed) == 32
    assert weakness_of(PlainBytes(seed)) == words


def few(distinct: Sequence[int]) -> bytes:
    """Returns 32 bytes with these values in an order without a pattern."""
    order = [*range(len(distinct)), *(number * number % 29 % len(distinct) for number in range(32 - len(distinct)))]
    return bytes(distinct[at] for at in order)


@pytest.mark.parametrize(("count", "words"), [(8, "the bytes have only a few different values"), (9, "")])
def test_how_few_different_bytes_are_too_few(count: int, words: str) -> None:
    assert weakness_of(PlainBytes(few([*range(200, 200 + 3 * count, 3)]))) == words


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_value_of_another_size_is_no_point(size: int) -> None:
    assert not is_prime_order_point(derive_public_key(PlainBytes(RANDOM))[:size].ljust(size, b"\0"))


def test_the_sign_of_a_point_says_nothing_of_its_order() -> None:
    for y in (0, 1, 2):
        for sign in (0, 1 << 255):
            assert is_weak_point((y | sign).to_bytes(32, "little")) is (y < 2)
