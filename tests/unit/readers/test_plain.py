"""The plain reader: which values a text holds when nothing is known of its form."""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand
from auditor.readers.document import Literal
from auditor.readers.plain.plain_reader import find

QUIET = [
    "",
    "The API key and the secret are explained in the documentation.",
    "api_secret: your_api_secret",
    "secret = os.environ",
    "public key infrastructure: https://example.invalid/path/to/page",
    "seed: 42",
    "key=value&other=thing",
    "the key thing in the-long-hyphenated-name-of-something is clear",
    "password: correct-horse-battery-staple",
]
"""Prose, placeholders and references hold no value."""


def texts(text: str) -> list[str]:
    return [literal.mapped.text for literal in find(text)]


def only(text: str) -> Literal:
    (literal,) = find(text)
    return literal


@pytest.mark.parametrize("text", QUIET)
def test_words_are_no_values(text: str) -> None:
    assert texts(text) == []


@pytest.mark.parametrize(
    "value",
    [
        "{{ a.secret | drop }}",
        "{{ a.secret | unpadded }}",
        "{{ a.secret }}Xy12",
        "{{ a.secret | base58 }}",
        "{{ a.secret | first }}",
        "{{ a.secret | reversed }}",
        "{{ a.secret | hex | first }}",
    ],
)
@pytest.mark.parametrize("label", ["api_secret=", "API Secret: ", "| secret | ", '"secretKey": "', "# export SECRET='"])
def test_a_label_makes_a_damaged_value_one(label: str, value: str) -> None:
    value = expand(value)
    literal = only(f"first line\n{label}{value}")
    assert literal.mapped.text == value.lstrip("=")
    assert literal.kind == "assignment"


def test_a_damaged_value_without_a_label_is_none() -> None:
    assert texts(expand("see {{ a.secret | drop }} there")) == []


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        ("?secret=%2Babc%2FdefGHI123456789xyz%3D&", "+abc/defGHI123456789xyz="),
        ("&quot;{{ a.secret }}&quot;", "{{ a.secret }}"),
        ("{{ a.secret | escaped }}", "{{ a.secret }}"),
    ],
)
def test_escapes_are_undone(raw: str, decoded: str) -> None:
    assert texts(expand(raw)) == [expand(decoded)]


def test_percent_encoding_is_undone_without_a_label() -> None:
    secret = expand("{{ a.secret }}")
    encoded = secret.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    literal = only(f"https://example.invalid/{encoded}?x")
    assert literal.mapped.text.endswith(secret)


def test_quoted_printable_is_undone() -> None:
    secret = expand("{{ a.secret }}")
    text = f"Content-Transfer-Encoding: quoted-printable\n\n{secret[:30]}=\n{secret[30:-1]}=3D\n"
    assert texts(text) == [secret]


def test_html_entities_are_undone() -> None:
    secret = expand("{{ a.secret }}")
    encoded = secret.replace("+", "&#43;").replace("/", "&#x2F;").replace("=", "&equals;")
    assert texts(f"<td>{encoded}</td>") == [secret]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("{{ a.secret | integers }}", "{{ a.secret | integers }}"),
        ("seed = {{ a.expanded | integers }};", "{{ a.expanded | integers }}"),
    ],
)
def test_numbers_are_bytes(written: str, numbers: str) -> None:
    assert texts(expand(written)) == [expand(numbers)]


def test_numbers_over_lines_in_hex_and_without_brackets_are_bytes() -> None:
    rows = ",\n  ".join(", ".join(f"0x{number:02x}" for number in range(row, row + 8)) for row in (0, 8, 16, 24))
    expected = f"[{', '.join(map(str, range(32)))}]"
    assert texts(f"uint8_t seed[] = {{ {rows} }};") == [expected]
    assert texts(f"KEY={','.join(map(str, range(32)))}\n") == [expected]


@pytest.mark.parametrize("numbers", [range(31), range(33), range(65), range(240, 272)])
def test_other_numbers_are_not(numbers: range) -> None:
    assert texts(str(list(numbers))) == []


def test_a_key_file_is_one_value() -> None:
    block = expand("{{ a.secret | pem }}")
    assert texts(f"x\n{block}\ny") == [block]
    assert texts('KEY="' + block.replace("\n", "\\n") + '"') == [block.replace("\n", "\\n")]


def test_a_key_file_that_does_not_end_is_one_all_the_same() -> None:
    block = expand("{{ a.secret | pem }}").partition("\n-----END")[0]
    assert texts(f"{block}\n\n§ text") == [block]


PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@pytest.mark.parametrize("text", [PHRASE, f"  {PHRASE}\n", f'"{PHRASE}"', f"mnemonic: {PHRASE}", f"助记词：{PHRASE}"])
def test_a_phrase_is_a_value(text: str) -> None:
    assert texts(text) == [PHRASE]


@pytest.mark.parametrize("text", [PHRASE + " again", "so " + PHRASE, PHRASE.replace("able", "Able")])
def test_a_sentence_is_no_phrase(text: str) -> None:
    assert texts(text) == []


def test_a_labelled_phrase_may_be_in_any_language() -> None:
    words = " ".join(["ábaco"] * 12)
    assert texts(f"mnemonic = {words}") == [words]


def test_one_paragraph_is_one_group_for_each_account() -> None:
    first, second, third, fourth = find(
        expand("api key: {{ a.key }}\nsecret: {{ a.secret }}\napi key: {{ b.key }}\n\nsecret: {{ b.secret }}\n")
    )
    assert first.group == second.group
    assert len({first.group, third.group, fourth.group}) == 3


def test_names_of_accounts_are_groups() -> None:
    keys = find(expand("key1={{ a.key }}\nkey2={{ b.key }}\nsecret1={{ a.secret }}\nsecret2={{ b.secret }}\n"))
    assert keys[0].group == keys[2].group != keys[1].group == keys[3].group


def test_a_row_tells_its_values_apart_by_position() -> None:
    rows = find(expand("{{ a.key }}:{{ a.secret }}\n{{ b.key | drop }}\t{{ b.secret }}\n"))
    assert [(literal.kind, literal.position) for literal in rows] == [("item", 0), ("item", 1)] * 2
    assert rows[0].group == rows[1].group != rows[2].group == rows[3].group


def test_a_hash_belongs_to_nothing() -> None:
    assert only(expand("golang.org/x/text v0.3.0 h1:{{ a.secret }}")).group == ""
