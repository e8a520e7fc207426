"""Tells what Ed25519 arithmetic says of 32 bytes: the public key of a seed, and whether they can be a public key.

Facts: RFC 8032 section 5.1.5 (a secret key is 32 bytes, the public key is derived from it) and libsodium's
`crypto_core_ed25519_is_valid_point`, true only for canonical encodings of points on the curve that lie in the
prime-order subgroup and are not of small order. Every genuine public key passes; of random 32 bytes one in
sixteen does.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from itertools import pairwise

from auditor.model.secret import PlainBytes

SEED_BYTES = 32
EXPANDED_BYTES = 64

_P = 2**255 - 19
"""The field prime of edwards25519 (RFC 8032, section 5.1)."""


def derive_public_key(seed: PlainBytes) -> bytes:
    """Returns the 32-byte public key of a 32-byte seed (RFC 8032, section 5.1.5); about 45 microseconds.

    Raises:
        ValueError: `seed` is not 32 bytes long.
    """
    if len(seed) != SEED_BYTES:
        raise ValueError("an Ed25519 seed has 32 bytes")
    from nacl.bindings import crypto_sign_seed_keypair  # 35 ms, only where something was found

    return crypto_sign_seed_keypair(seed)[0]


def is_prime_order_point(value: bytes) -> bool:
    """Returns whether 32 bytes canonically encode a point of the prime-order subgroup, as every public key does."""
    from nacl.bindings import crypto_core_ed25519_is_valid_point

    return len(value) == SEED_BYTES and crypto_core_ed25519_is_valid_point(value)


def is_weak_point(value: bytes) -> bool:
    """Returns whether 32 bytes encode a point of small order, or a y-coordinate that is not reduced modulo p.

    The eight points of small order are those that the cofactor 8 sends to the identity; their y-coordinates, and
    the non-canonical encodings of any point, are refused by strict verifiers (RFC 8032, section 5.1.3, decoding).
    """
    y = int.from_bytes(value, "little") & (2**255 - 1)
    return y >= _P or y in _small_order_ys()


@cache
def _small_order_ys() -> frozenset[int]:
    """Returns the y-coordinates of the eight points whose order divides 8.

    Orders 1 and 2 have y = 1 and y = -1, order 4 has y = 0. A point of order 8 doubles to one with y = 0, so by the
    doubling formula of -x^2 + y^2 = 1 + d x^2 y^2 its coordinates satisfy y^2 = -x^2, hence d y^4 + 2 y^2 - 1 = 0.
    """
    d = -121665 * pow(121666, -1, _P) % _P
    root = _square_root((1 + d) % _P)
    ys = {1, _P - 1, 0}
    for sign in (root, -root):
        y = _square_root((-1 + sign) * pow(d, -1, _P) % _P)
        if y:
            ys |= {y, _P - y}
    return frozenset(ys)


def _square_root(a: int) -> int:
    """Returns a square root of `a` modulo p, or 0 where there is none (RFC 8032, section 5.1.3: p is 5 modulo 8)."""
    root = pow(a, (_P + 3) // 8, _P)
    if root * root % _P != a:
        root = root * pow(2, (_P - 1) // 4, _P) % _P
    return root if root * root % _P == a else 0


def token(value: bytes) -> bytes:
    """Returns a one-way name of 32 bytes, by which values are joined without being carried (BLAKE2b, 128 bits)."""
    return blake2b(value, digest_size=16, person=b"bpk-join-token\0\0").digest()


_MAX_DISTINCT = 8
"""Distinct byte values up to which 32 bytes are a pattern; 32 random bytes have 30 on average, 22 almost always."""
_PRINTABLE = frozenset(string.printable.encode())
_MAX_PERIOD = 16


def weakness_of(seed: PlainBytes) -> str:
    """Returns why a seed can be guessed, in words; empty for one that looks random."""
    return next((words for words, applies in _WEAKNESSES if applies(seed)), "")


def _is_sequence(seed: bytes) -> bool:
    step = (seed[1] - seed[0]) % 256
    return all((after - before) % 256 == step for before, after in pairwise(seed))


def _repeats(seed: bytes) -> bool:
    if len(set(seed)) > _MAX_PERIOD:
        return False
    return any(seed == (seed[:period] * len(seed))[: len(seed)] for period in range(2, _MAX_PERIOD + 1))


_WEAKNESSES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("all bytes are zero", lambda seed: not any(seed)),
    ("all bytes are equal", lambda seed: len(set(seed)) == 1),
    ("the bytes are a sequence", _is_sequence),
    ("the bytes repeat a pattern", _repeats),
    ("the bytes are ASCII text", _PRINTABLE.issuperset),
    ("the bytes have only a few different values", lambda seed: len(set(seed)) <= _MAX_DISTINCT),
)
