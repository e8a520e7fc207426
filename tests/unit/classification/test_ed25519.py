from __future__ import annotations

import pytest

from auditor.classification import ed25519
from auditor.classification.sample_keys import PUBLISHED_LABEL, specimen
from auditor.model.secret import PlainBytes

RFC8032_TEST_1_SEED = specimen(PUBLISHED_LABEL).seed
RFC8032_TEST_1_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def test_derives_the_public_key_of_rfc_8032() -> None:
    assert ed25519.derive_public_key(PlainBytes(RFC8032_TEST_1_SEED)) == RFC8032_TEST_1_PUBLIC


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_refuses_a_seed_of_another_length(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ed25519.derive_public_key(PlainBytes(bytes(length)))


def test_a_public_key_is_a_prime_order_point_and_a_wrong_length_is_none() -> None:
    assert ed25519.is_prime_order_point(RFC8032_TEST_1_PUBLIC)
    assert not ed25519.is_prime_order_point(RFC8032_TEST_1_PUBLIC + b"\0")


# Encodings of the points of small order, from the curve's equations: y = 0, 1, -1 and the two y of order 8.
SMALL_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    (2**255 - 20).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]


@pytest.mark.parametrize("point", SMALL_ORDER)
@pytest.mark.parametrize("sign", [0, 0x80])
def test_points_of_small_order_are_weak(point: bytes, sign: int) -> None:
    signed = point[:31] + bytes([point[31] | sign])
    assert ed25519.is_weak_point(signed)
    assert not ed25519.is_prime_order_point(signed)


def test_an_unreduced_coordinate_is_weak() -> None:
    assert ed25519.is_weak_point((2**255 - 18).to_bytes(32, "little"))


def test_an_honest_key_is_not_weak() -> None:
    assert not ed25519.is_weak_point(RFC8032_TEST_1_PUBLIC)


def test_tokens_name_values_without_holding_them() -> None:
    token = ed25519.token(RFC8032_TEST_1_SEED)
    assert token == ed25519.token(bytes(RFC8032_TEST_1_SEED))
    assert token != ed25519.token(RFC8032_TEST_1_PUBLIC)
    assert len(token) == 16
    assert token not in RFC8032_TEST_1_SEED


def test_the_points_of_small_order_have_five_coordinates_and_no_other() -> None:
    """As libsodium lists them, without the bit of the sign."""
    from auditor.classification.ed25519 import _small_order_ys

    prime = 2**255 - 19
    eight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    other = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    order_8 = {int.from_bytes(bytes.fromhex(one), "little") for one in (eight, other)}
    assert _small_order_ys() == {0, 1, prime - 1, *order_8}


@pytest.mark.parametrize(("square", "root"), [(4, {2}), (9, {3}), (2, {0}), (0, {0}), (1, {1})])
def test_square_roots(square: int, root: set[int]) -> None:
    from auditor.classification.ed25519 import _square_root

    prime = 2**255 - 19
    found = _square_root(square)
    assert found in root | {prime - one for one in root}
    assert found * found % prime in {square, 0}
