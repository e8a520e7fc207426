"""Encodings and derivation hold for every key, not only for those that somebody thought of."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from auditor.classification import ed25519
from auditor.classification.sample_keys import Specimen, expand
from auditor.classification.value_encodings import decode
from auditor.model.material import Encoding, Flaw
from auditor.model.secret import Plain, PlainBytes

seeds = st.binary(min_size=32, max_size=32).filter(lambda value: len(set(value)) > 16)
LOSSLESS = {
    "": Encoding.BASE64,
    "base64url": Encoding.BASE64URL,
    "hex": Encoding.HEX,
    "integers": Encoding.INTEGERS,
    "pem": Encoding.PEM,
    "der": Encoding.DER,
    "double": Encoding.DOUBLE_BASE64,
}


@given(seeds, st.sampled_from(sorted(LOSSLESS)), st.sampled_from(["secret", "key"]))
def test_every_encoding_gives_the_bytes_back(seed: bytes, name: str, part: str) -> None:
    if part == "key" and name in ("pem", "der"):
        name = "spki"
    text = expand(f"{{{{ x.{part} {'| ' if name else ''}{name} }}}}", {"x": Specimen(PlainBytes(seed))})
    decoded = decode(Plain(text))
    assert decoded is not None
    assert decoded.data == Specimen(PlainBytes(seed)).part(part)
    plain = {"-", "_"}.isdisjoint(text)
    expected = Encoding.BASE64 if name == "base64url" and plain else LOSSLESS.get(name, Encoding.DER)
    assert decoded.encoding is expected
    assert decoded.flaws == ()


@given(seeds)
def test_base58_of_both_lengths(seed: bytes) -> None:
    for part in ("secret", "expanded"):
        text = expand(f"{{{{ x.{part} | base58 }}}}", {"x": Specimen(PlainBytes(seed))})
        decoded = decode(Plain(text))
        # Base58 drops nothing, but a text of 43 characters may also be read as unpadded base64.
        assert decoded is not None
        assert decoded.data == Specimen(PlainBytes(seed)).part(part) or decoded.encoding is Encoding.BASE64_UNPADDED


@given(seeds, st.integers(min_value=1, max_value=3))
def test_trailing_bits_are_a_flaw_and_change_no_byte(seed: bytes, bits: int) -> None:
    text = base64.b64encode(seed).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    changed = text[:42] + alphabet[alphabet.index(text[42]) + bits] + "="
    decoded = decode(Plain(changed))
    assert decoded is not None
    assert decoded.data == seed
    assert decoded.flaws == (Flaw.TRAILING_BITS,)


@given(seeds)
def test_the_derived_key_is_a_point_and_pairs_by_token(seed: bytes) -> None:
    public_key = ed25519.derive_public_key(PlainBytes(seed))
    assert ed25519.is_prime_order_point(public_key)
    assert not ed25519.is_weak_point(public_key)
    assert ed25519.token(public_key) != ed25519.token(seed)


@given(st.text())
def test_any_text_decodes_to_bytes_or_to_nothing(text: str) -> None:
    decoded = decode(Plain(text))
    assert decoded is None or isinstance(decoded.data, bytes)
