"""Where one encoding ends and the next begins: lengths, marks and what is copied along."""

from __future__ import annotations

import base64

import pytest

from auditor.classification.sample_keys import expand, specimen
from auditor.classification.value_encodings import DecodedBytes, clean, decode
from auditor.model.material import Encoding, Flaw, Kind
from auditor.model.secret import Plain, PlainBytes

PAIR = specimen("codec")
SEED = PAIR.seed
INTEGERS = ", ".join(map(str, SEED))


def encoding(text: str) -> Encoding | None:
    found = decode(Plain(expand(text)))
    return found.encoding if found else None


@pytest.mark.parametrize(
    ("digits", "expected"),
    [(62, Encoding.BASE64_UNPADDED), (63, Encoding.BASE64_UNPADDED), (64, Encoding.HEX), (66, Encoding.HEX)],
)
def test_how_many_digits_are_hex(digits: int, expected: Encoding) -> None:
    assert encoding("9a" * (digits // 2) + "9" * (digits % 2)) is expected


@pytest.mark.parametrize("mark", [":", "-", ",", ", ", " "])
@pytest.mark.parametrize(("size", "whole"), [(31, False), (32, True), (128, True), (129, False)])
def test_how_many_bytes_of_hex_may_have_marks(mark: str, size: int, *, whole: bool) -> None:
    found = decode(Plain(mark.join(f"{number:02x}" for number in range(size))))
    assert (found == DecodedBytes(PlainBytes(bytes(range(size))), Encoding.HEX)) is whole
    assert whole or (found and found.encoding) == (Encoding.BASE64URL if mark == "-" else None)


def test_blanks_between_bytes_of_hex_are_no_flaw_on_several_lines_either() -> None:
    text = " ".join(f"{number:02x}" for number in SEED)
    assert decode(Plain(text), spans_lines=True) == DecodedBytes(PlainBytes(SEED), Encoding.HEX)


@pytest.mark.parametrize("text", ["0x", "0X", ""])
def test_hex_may_say_so(text: str) -> None:
    assert decode(Plain(text + SEED.hex())) == DecodedBytes(PlainBytes(SEED), Encoding.HEX)
    assert encoding(f"{text or '0x'}{SEED.hex()}f") is not Encoding.HEX


def test_base58_is_32_or_64_bytes_and_nothing_else() -> None:
    import base58

    for size, is_wallet in ((31, False), (32, True), (33, False), (63, False), (64, True), (65, False)):
        text = base58.b58encode(b"\xfe" * size).decode()
        found = decode(Plain(text))
        assert (found is not None and found.encoding is Encoding.BASE58) is is_wallet, size


def test_base58_of_32_bytes_may_have_43_or_44_characters() -> None:
    import base58

    lengths = set()
    for zeros in range(12):
        text = base58.b58encode(bytes(zeros) + b"\xfe" + b"\x91" * (31 - zeros)).decode()
        lengths.add(len(text))
        assert (encoding(text) is Encoding.BASE58) is (len(text) in {43, 44})
    assert {42, 43, 44} <= lengths


def test_base58_of_a_keypair_may_have_85_to_88_characters() -> None:
    import base58

    lengths = set()
    for zeros in range(12):
        text = base58.b58encode(bytes(zeros) + b"\xfe" + b"\x91" * (63 - zeros)).decode()
        lengths.add(len(text))
        assert (encoding(text) is Encoding.BASE58) is (85 <= len(text) <= 88)
    assert {84, 85, 88} <= lengths


@pytest.mark.parametrize(("padding", "expected"), [(1, True), (2, True), (3, False)])
def test_how_much_padding_is_base64(padding: int, *, expected: bool) -> None:
    for text in (PAIR.secret[:-1], "-" + PAIR.secret[1:-1].replace("+", "A").replace("/", "A")):
        assert (decode(Plain(text + "=" * padding)) is not None) is expected


@pytest.mark.parametrize("length", [4, 5, *range(40, 49)])
def test_no_bytes_give_a_length_of_one_more_than_a_multiple_of_four(length: int) -> None:
    for first in ("Q", "_"):
        assert (decode(Plain(first + "Q" * (length - 1))) is None) is (length % 4 == 1)


@pytest.mark.parametrize(
    ("text", "expected", "flaws"),
    [
        (PAIR.secret, Encoding.BASE64, ()),
        (PAIR.secret[:-1], Encoding.BASE64_UNPADDED, ()),
        (PAIR.secret + "=", Encoding.BASE64_UNPADDED, (Flaw.WRONG_PADDING,)),
        ("{{ codec.secret | noncanonical }}", Encoding.BASE64, (Flaw.TRAILING_BITS,)),
        ("{{ codec.secret | noncanonical | unpadded }}", Encoding.BASE64_UNPADDED, (Flaw.TRAILING_BITS,)),
        ("_" * 43, Encoding.BASE64URL, (Flaw.TRAILING_BITS,)),
        ("_" * 42 + "8", Encoding.BASE64URL, ()),
        ("_" * 42 + "8=", Encoding.BASE64URL, ()),
        ("_" * 44, Encoding.BASE64URL, ()),
    ],
)
def test_what_is_wrong_with_base64(text: str, expected: Encoding, flaws: tuple[Flaw, ...]) -> None:
    found = decode(Plain(expand(text)))
    assert found is not None
    assert (found.encoding, found.flaws) == (expected, flaws)


@pytest.mark.parametrize(
    ("text", "cleaned", "flaws"),
    [
        ("x", "x", ()),
        ("\ufeffx", "x", (Flaw.BYTE_ORDER_MARK,)),
        ("\ufeff x", "x", (Flaw.BYTE_ORDER_MARK, Flaw.OUTER_WHITE_SPACE)),
        (" x", "x", (Flaw.OUTER_WHITE_SPACE,)),
        ("x\u200b", "x", (Flaw.OUTER_WHITE_SPACE,)),
        ("x,", "x", (Flaw.TRAILING_COMMA,)),
        ("x ,", "x", (Flaw.TRAILING_COMMA,)),
        ("x,,", "x,", (Flaw.TRAILING_COMMA,)),
        (",x", ",x", ()),
        ("x;", "x", (Flaw.TRAILING_SEMICOLON,)),
        ("x;,", "x", (Flaw.TRAILING_COMMA, Flaw.TRAILING_SEMICOLON)),
        ("'x'", "x", (Flaw.QUOTES,)),
        ("x'", "x", (Flaw.QUOTES,)),
        ("' x'", "x", (Flaw.QUOTES, Flaw.OUTER_WHITE_SPACE)),
        (" ' x' ", "x", (Flaw.OUTER_WHITE_SPACE, Flaw.QUOTES)),
        ("\u201cx\u201d,", "x", (Flaw.TRAILING_COMMA, Flaw.QUOTES)),
        ("x y", "x y", ()),
    ],
)
def test_what_is_copied_along_is_taken_off_and_named_once(text: str, cleaned: str, flaws: tuple[Flaw, ...]) -> None:
    assert clean(Plain(text)) == (cleaned, flaws)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[{INTEGERS}]", True),
        (INTEGERS, True),
        (INTEGERS.replace(",", ""), True),
        (f" ( {INTEGERS} , ) ", True),
        ("{" + INTEGERS.replace(", ", " ,\n") + "}", True),
        (f"[{INTEGERS}, 255]", True),
        (f"[{INTEGERS}, 256]", False),
        (f"[{INTEGERS}, 1000]", False),
        (f"[{INTEGERS}, 0001]", False),
        (f"[0001, {INTEGERS}]", False),
        (f"[, {INTEGERS}]", False),
        (INTEGERS.replace(", ", ","), True),
        (f"[{INTEGERS.partition(', ')[2]}]", False),
        (f"[[{INTEGERS}]]", False),
        (f"[{INTEGERS}, , 1]", False),
    ],
)
def test_which_numbers_are_bytes(text: str, *, expected: bool) -> None:
    found = decode(Plain(text))
    assert (found is not None and found.encoding is Encoding.INTEGERS) is expected
    assert found is None or found.data[:32] == SEED


@pytest.mark.parametrize("first", [1, 12, 123])
def test_how_many_digits_the_first_number_has(first: int) -> None:
    numbers = [first, *SEED[1:]]
    for text in (str(numbers), str(numbers).replace(",", "")[1:-1]):
        assert decode(Plain(text)) == DecodedBytes(PlainBytes(bytes(numbers)), Encoding.INTEGERS)


def test_white_space_in_a_list_of_numbers_is_no_flaw() -> None:
    text = f"[{INTEGERS}]".replace(", ", ",\n ")
    for spans_lines in (True, False):
        assert decode(Plain(text), spans_lines=spans_lines) == DecodedBytes(PlainBytes(SEED), Encoding.INTEGERS)
    # Too few numbers are no bytes, and without their white space they are no base64 either.
    assert decode(Plain("1\n23\n4\n123\n"), spans_lines=True) is None


def test_what_is_on_several_lines_without_white_space_in_it_has_no_flaw() -> None:
    folded = decode(Plain(PAIR.secret + "\n"), spans_lines=True)
    assert folded is not None
    assert folded.flaws == (Flaw.OUTER_WHITE_SPACE,)


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("{{ codec.secret }}", True),
        ("{{ codec.secret }}\n", True),
        ("{{ codec.secret | hex }}", True),
        ("{{ codec.secret | base64url | unpadded }}", True),
        ("{{ codec.secret | integers }}", True),
        ("{{ codec.secret | pem }}", True),
        ("{{ codec.expanded }}", True),
        ("{{ codec.bytes33 }}", False),
        ("{{ codec.bytes63 }}", False),
        ("a text of forty-four characters and then more", False),
        ("A" * 45, False),
        ("1, " * 20, False),
        ("{{ codec.secret }}\u00e9", False),
    ],
)
def test_what_may_be_in_base64_once_more(inner: str, *, found: bool) -> None:
    text = base64.b64encode(expand(inner).encode()).decode()
    decoded = decode(Plain(text))
    assert decoded is not None
    assert (decoded.encoding is Encoding.DOUBLE_BASE64) is found


def test_the_shortest_text_in_base64_once_more() -> None:
    # 41 characters are the fewest whose base64 has 56: numbers of one digit would be 63, base64 of 32 bytes 43.
    for text in (PAIR.secret.rstrip("="), PAIR.secret):
        assert encoding(base64.b64encode(text.encode()).decode()) is Encoding.DOUBLE_BASE64
    assert encoding(base64.b64encode(base64.b64encode(bytes(range(30)))).decode()) is not Encoding.DOUBLE_BASE64


@pytest.mark.parametrize("text", ["-----BEGIN PRIVATE KEY-----\nA", "x -----BEGIN"])
def test_a_damaged_key_file_is_nothing_else(text: str) -> None:
    assert decode(Plain(text)) is None


def test_der_in_base64_keeps_its_flaws() -> None:
    der = expand("{{ codec.secret | der }}")
    assert decode(Plain(f" {der}")) == DecodedBytes(
        PlainBytes(SEED), Encoding.DER, (Flaw.OUTER_WHITE_SPACE,), Kind.PRIVATE_KEY
    )
