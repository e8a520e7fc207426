"""What the hints pass over, no reader would have found: every hint compared with the pass that it is about."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classification.sample_keys import expand, specimen
from auditor.readers.document import Document
from auditor.readers.long_runs import long_runs
from auditor.readers.plain.key_shapes import arrays, blocks, jwk_values, shapes
from auditor.readers.plain.labelled_values import escaped, labelled
from auditor.readers.plain.labels import CREDENTIAL_WORDS
from auditor.readers.plain.phrase_rows import HINTS, phrases
from auditor.readers.read_document import hints_before_decoding, holds_nothing, read
from auditor.readers.source.literals import SMALL, promising
from auditor.readers.text_encoding import decode
from auditor.readers.value_hints import ALL, Hint, hints_in, hints_of
from auditor.readers.wrapped_text import wrapped
from auditor.vocabulary.words import without_colours

PASSES: dict[str, tuple[int, Callable[[str], Iterable[object]]]] = {
    "PEM": (Hint.PEM, blocks),
    "ARRAY": (Hint.ARRAY, arrays),
    "SHAPE": (Hint.SHAPE, lambda text: shapes(text, long_runs(text))),
    "JWK": (Hint.SHAPE, jwk_values),
    "ESCAPED": (Hint.ESCAPED, escaped),
    "LABELLED": (Hint.LABELLED, lambda text: labelled(text, long_runs(text))),
    "PHRASE": (Hint.PHRASE, phrases),
    "QUOTED": (Hint.QUOTED, lambda text: promising(text, ()) if len(text) > SMALL else ()),
    "WRAPPED": (Hint.WRAPPED, wrapped),
}
CASES = Path(__file__).parents[1] / "cases"
FILLER = "# an ordinary line of a bot that trades\n" * 14
"""More than `SMALL` characters in which no pass finds anything."""
PRINTABLE = frozenset(string.printable)
ENCODINGS = (
    "",
    "|hex",
    "|base58",
    "|base64url",
    "|unpadded",
    "|integers",
    "|double",
    "|escaped",
    "|drop",
    "|pem",
    "|spki",
)
VALUES = [
    *(expand(f"{{{{ a{n}.{part}{form} }}}}") for n in range(3) for form in ENCODINGS for part in (
        ["key"] if form == "|spki" else ["secret"] if form == "|pem" else ["secret", "expanded"])),
    expand("{{ a.phrase }}"), expand("{{ a.phrase }}").replace(" ", "\u3000"), expand("{{ a.phrase }}").upper(),
    "的 一 是 在 不 了 有 和 人 這 中 大", "abdomen abeja abierto ábaco abogado abono aborto abrazo abrir abuelo abuso acabar",
    specimen("b").secret.replace("=", "%3D").replace("+", "%2B"), specimen("b").secret.replace("=", "&#61;"),
    specimen("b").secret.replace("=", "=3D"), "".join(f"\\x{byte:02x}" for byte in specimen("b").seed),
    ", ".join(f"0x{byte:02x}" for byte in specimen("b").seed), ",\n(byte) ".join(map(str, specimen("b").seed)),
    "/" * 43 + "=", "_" * 60, "-" * 60, "H4sIAAAAAAAAA" + "ab1+" * 20, "Ym90OiB4CnNlY3JldDog" * 4,
    "bogus-but-labelled-value1", "short1", "user_name_for_the_bot", "api/v1/orders/1234", "https://evil.example/x",
    "a.dotted.name.of.27", "trailing.dots.1...", "0123456789abcdef", "v1.2.3-rc.4+build", "x-api-key", "a%2Fb%3D1234567890",
    "%Y-%m-%d", "00:00:00", "2024-01-01T00:00:00Z", "DEFAULT_10_MIN_EXPIRY", "ed25519.PrivateKeySize", "wapi/v1/capital/history",
    "https://a.bc", "{base}/v1/orders", "重平設置參數：", "correct_horse_battery", "=" * 50, "//evil.example/v1",
]  # fmt: skip
WORDS = [
    *CREDENTIAL_WORDS.split("|"), *map(str.upper, CREDENTIAL_WORDS.split("|")), *HINTS, "Seed Phrase", "recovery words",
    "url", "Host", "base_url", "quoted-printable", "QUOTED-PRINTABLE", "Ed25519", '"d"', "x", "\u212aey", "\u017fecret", "apİ",
    "sha256-", "hex:", "base64:", "order", "price_of_order_12345", "backpack.exchange", "-----BEGIN PRIVATE KEY-----",
]  # fmt: skip
MARKS = [
    '"', "'", "`", '"', "'", "(", ")", "[", "]", "{", "}", ",", ";", "=", " = ", ":", ": ", " -> ", " => ", "|", "<", ">", "\\",
    "/", "-", "_", ".", "..", "(", "\n", "\n", "\n\n", "\r\n", " ", "    ", "\t", "\u3000", "\u00a0", "\x1c", "\x0b", "é", "中文", "：",
    "＝", "•", "\x1b[31m", "\\u001b[0m", "[0;32m", "[0m", "\\n", "$(", "f", "b", "r#", "u8", "str", "&str", "!", "?", "\x00", "\ufeff",
]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(VALUES)
    | st.sampled_from(WORDS)
    | st.sampled_from(MARKS)
    | st.sampled_from(MARKS)
    | st.text(max_size=4),
    max_size=24,
).map("".join)


def missed(text: str) -> list[str]:
    """Returns the passes that find something in a text of which the hints say that they find nothing."""
    hints = hints_in(text)
    plain = without_colours(text)
    found = [
        name
        for name, (hint, look) in PASSES.items()
        if not hints & hint and list(look(text if hint == Hint.WRAPPED else plain))
    ]
    return found if hints & Hint.COLOUR or plain == text else [*found, "COLOUR"]


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(["", FILLER]))
def test_no_pass_finds_what_the_hints_do_not_announce(text: str, filler: str) -> None:
    assert missed(text) == []
    assert missed(filler + text) == []
    assert missed(f"{text}\n{filler}") == []


ODD = st.sampled_from(["", "\x00", "\x07", "\x1b[31m", "\ufeff", "é", "\x7f" * 9, "\x00" * 700, "x" * 70_000])


@settings(max_examples=300)
@given(
    TEXTS,
    ODD,
    st.sampled_from(["a.py", "a.go", "a.json", "a.txt", "a"]),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_bytes_say_what_their_text_says(text: str, odd: str, name: str, encoding: str) -> None:
    for whole in (FILLER + text + odd, odd + FILLER + text):
        raw = whole.encode(encoding, "replace")
        document = Document(decode(raw).text, name)
        hints = hints_before_decoding(raw, name)
        assert hints is None or hints == hints_of(document, quoted=True)
        if len(raw) <= 1 << 16 and all(character in PRINTABLE for character in whole) and encoding != "utf-16":
            assert (hints is None) == (not name.endswith((".py", ".go")) or len(raw) <= SMALL)


def test_the_bytes_of_plain_code_are_judged_before_they_are_decoded() -> None:
    """Both sides of every condition: ASCII, controls, size, and the reader's promise."""
    filler = FILLER.encode()
    assert hints_before_decoding(filler, "a.py") == 0
    assert hints_before_decoding(filler + b"\x1b \x0c", "a.py") == 0, "an escape and a form feed are text"
    assert hints_before_decoding(filler, "a.json") is None
    assert hints_before_decoding(filler + "é".encode(), "a.py") is None
    assert hints_before_decoding(filler + b"\x00", "a.py") is None
    assert hints_before_decoding(filler[:SMALL], "a.py") is None
    assert hints_before_decoding(filler[: SMALL + 1], "a.py") == 0
    assert hints_before_decoding(b" " * (1 << 16), "a.py") == 0
    assert hints_before_decoding(b" " * (1 + (1 << 16)), "a.py") is None
    hints = hints_before_decoding(filler + expand("API_SECRET = '{{ a.secret }}'").encode(), "a.py")
    assert hints
    assert hints & Hint.SHAPE


@pytest.mark.parametrize("template", [
    "API_SECRET={}", 'apiSecret: "{}"', "client('{}', '{}')", "API key\n\n{}\n\nCopy", "{}:{}", "<secret>{}</secret>", "密钥{}",
    "mnemonic = {}", '"{}"', "{}", "x = ['{}']", "clé: khóa {}", "КЛЮЧ {}", "secret\x1b[1m{}\x1b[0m",
])  # fmt: skip
def test_no_pass_finds_a_value_in_its_usual_places_unannounced(template: str) -> None:
    texts = [filler + template.format(value, value) for value in VALUES for filler in ("", FILLER)]
    assert [text for text in texts if missed(text)] == []


def test_every_pass_finds_something_in_the_usual_places() -> None:
    """Else the comparison would prove nothing."""
    texts = [
        FILLER + template.format(value, value) for value in VALUES for template in ("API_SECRET = {}", "x = ['{}']")
    ]
    texts += [FILLER + "-----BEGIN PRIVATE KEY-----", FILLER + f'Ed25519 {{"d": "{specimen("c").secret[:43]}"}}']
    assert [name for name, (_, look) in PASSES.items() if not any(list(look(text)) for text in texts)] == []


def test_the_cases_hold_nothing_that_the_hints_do_not_announce() -> None:
    texts = [decode(path.read_bytes()).text for path in CASES.rglob("*") if path.is_file()]
    assert [missed(expand(text)) for text in texts if len(text) < 200_000 and missed(expand(text))] == []


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(["a.py", "a.ts", "a.go", "a.rs", "a.java", "a.cs", "a.cpp", "a.rb", "a.pl"]))
def test_source_code_without_hints_is_read_to_nothing(text: str, name: str) -> None:
    document = Document(FILLER + text, name)
    whole = Document(FILLER + text, name)
    whole.value_hints = ALL
    fields, troubles = read(whole)
    found = [(field.name, field.span, field.group, field.callee) for field in fields]
    again = [(field.name, field.span, field.group, field.callee) for field in read(document)[0]]
    assert again == found
    assert not (holds_nothing(document) and (fields or troubles))


@pytest.mark.parametrize("text", [
    "x = load_orders_of_the_market(price_of_order_12345, limit=5)\n", 'send("https://api.backpack.exchange/api/v1/order/1234", x)\n',
    'API_KEY = os.environ["BACKPACK_API_KEY"]\n', "# ----------------------------------------------------------------\n",
    'raise Error("cannot send order: the price of it is stale and differs")\n', "const key = await getKeyOfTheMarket(market);\n",
])  # fmt: skip
def test_ordinary_lines_give_no_hint(text: str) -> None:
    """Else the hints would save nothing."""
    assert hints_in(FILLER + text) == 0
