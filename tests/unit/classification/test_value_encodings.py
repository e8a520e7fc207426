from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand, specimen
from auditor.classification.value_encodings import decode
from auditor.model.material import Encoding, Flaw, Kind
from auditor.model.secret import Plain

SEED = specimen("codec").seed
PAIR = specimen("codec").seed + specimen("codec").public_key


@pytest.mark.parametrize(
    ("placeholder", "encoding"),
    [
        ("{{ codec.secret }}", Encoding.BASE64),
        ("{{ codec.secret | unpadded }}", Encoding.BASE64_UNPADDED),
        ("{{ codec.secret | base64url }}", Encoding.BASE64URL),
        ("{{ codec.secret | base64url | unpadded }}", Encoding.BASE64URL),
        ("{{ codec.secret | hex }}", Encoding.HEX),
        ("0x{{ codec.secret | hex }}", Encoding.HEX),
        ("{{ codec.secret | hex | upper }}", Encoding.HEX),
        ("{{ codec.secret | base58 }}", Encoding.BASE58),
        ("{{ codec.secret | integers }}", Encoding.INTEGERS),
        ("{{ codec.secret | pem }}", Encoding.PEM),
        ("{{ codec.secret | der }}", Encoding.DER),
        ("{{ codec.secret | double }}", Encoding.DOUBLE_BASE64),
        ("{{ codec.secret | noncanonical }}", Encoding.BASE64),
    ],
)
def test_every_encoding_gives_the_same_seed(placeholder: str, encoding: Encoding) -> None:
    decoded = decode(Plain(expand(placeholder)))
    assert decoded is not None
    assert decoded.data == SEED
    assert decoded.encoding is encoding


@pytest.mark.parametrize("name", ["base58", "hex", "base64url", "integers", "double"])
def test_every_encoding_of_the_expanded_form(name: str) -> None:
    decoded = decode(Plain(expand(f"{{{{ codec.expanded | {name} }}}}")))
    assert decoded is not None
    assert decoded.data == PAIR


@pytest.mark.parametrize(
    ("before", "after", "flaw"),
    [
        (" ", "", Flaw.OUTER_WHITE_SPACE),
        ("", "\n", Flaw.OUTER_WHITE_SPACE),
        ("'", "'", Flaw.QUOTES),
        ("\u201c", "\u201d", Flaw.QUOTES),
        ("\ufeff", "", Flaw.BYTE_ORDER_MARK),
        ("", ",", Flaw.TRAILING_COMMA),
        ("", ";", Flaw.TRAILING_SEMICOLON),
    ],
)
def test_what_is_copied_along_is_named(before: str, after: str, flaw: Flaw) -> None:
    decoded = decode(Plain(before + specimen("codec").secret + after))
    assert decoded is not None
    assert decoded.data == SEED
    assert decoded.flaws == (flaw,)


def test_canonical_text_has_no_flaw_and_other_trailing_bits_are_one() -> None:
    clean, other = decode(Plain(specimen("codec").secret)), decode(Plain(expand("{{ codec.secret | noncanonical }}")))
    assert clean is not None
    assert other is not None
    assert clean.flaws == ()
    assert other.flaws == (Flaw.TRAILING_BITS,)


def test_a_wrapped_value_is_joined() -> None:
    text = specimen("codec").secret
    decoded = decode(Plain(text[:20] + "\n  " + text[20:]))
    assert decoded is not None
    assert decoded.data == SEED
    assert decoded.flaws == (Flaw.INNER_WHITE_SPACE,)


def test_white_space_on_one_line_belongs_to_the_value() -> None:
    text = specimen("codec").secret
    spaced = f"{text[:20]} {text[20:]}"
    assert decode(Plain(spaced)) is None
    assert decode(Plain(spaced.replace(" ", "\t"))) is None
    folded = decode(Plain(spaced), spans_lines=True)
    assert folded is not None
    assert folded.data == SEED


@pytest.mark.parametrize("text", ["", "hello, world", "!!!", "a" * 45 + "!", "[1, 2, 300" + ", 4" * 40 + "]"])
def test_what_is_no_encoding_decodes_to_nothing(text: str) -> None:
    assert decode(Plain(text)) is None


def test_key_files_say_what_they_hold() -> None:
    public = decode(Plain(expand("{{ codec.key | spki }}")))
    assert public is not None
    assert public.kind is Kind.PUBLIC_KEY
    assert public.data == specimen("codec").public_key
    encrypted = decode(Plain("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----"))
    assert encrypted is not None
    assert encrypted.kind is Kind.ENCRYPTED_KEY
    assert encrypted.data == b""


def test_a_pem_on_one_line_is_read() -> None:
    decoded = decode(Plain(expand("{{ codec.secret | pem }}").replace("\n", "\\n")))
    assert decoded is not None
    assert decoded.kind is Kind.PRIVATE_KEY
    assert decoded.data == SEED


def test_decoded_bytes_do_not_show() -> None:
    decoded = decode(Plain(specimen("codec").secret))
    assert str(SEED) not in repr(decoded)
