"""Shapes: what has the form of a key, exactly where it begins and ends."""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand
from auditor.readers.long_runs import long_runs
from auditor.readers.plain.key_shapes import arrays, shapes


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in shapes(text, long_runs(text))]


NO_SHAPES = [
    "",
    "A" * 1000,
    "{{ a.secret }}=",
    "A{{ a.secret }}",
    "A/{{ a.secret }}",
    "{{ a.secret }}B",
    "{{ a.secret | unpadded }}",
    "{{ a.secret | drop }}",
    "{{ a.secret | base58 }}",
    "{{ a.secret | hex }}a",
    "{{ a.secret | hex | first }}",
    "thisIsAVeryLongNameOfFortyThreeLettersInARow",
    "{{ a.wallet | base58 }}A",
]
"""Longer runs, damaged values, and what counts only with a label."""


@pytest.mark.parametrize("text", NO_SHAPES)
def test_what_is_longer_shorter_or_ambiguous_is_no_shape(text: str) -> None:
    assert found(expand(text)) == []


@pytest.mark.parametrize(
    "value",
    [
        "{{ a.secret }}",
        "{{ a.secret | base64url }}",
        "{{ a.secret | noncanonical }}",
        "{{ a.secret | hex }}",
        "0x{{ a.secret | hex }}",
        "{{ a.secret | hex | upper }}",
        "{{ a.expanded }}",
        "{{ a.expanded | hex }}",
        "{{ a.wallet | base58 }}",
        "{{ a.secret | double }}",
        "{{ a.secret | der }}",
        "{{ a.key | spki }}",
    ],
)
@pytest.mark.parametrize(
    "around",
    ["{}", "key={}", "key:{}", '"{}"', "'{}',", "({})", "x {}\n", "-----{}-----", "sha256-{}", "\0{}\0", "密钥{}密钥"],
)
def test_a_shape_is_found_whole_in_any_surroundings(value: str, around: str) -> None:
    value = expand(value)
    assert found(around.format(value)) == [value]


@pytest.mark.parametrize("between", ["", ":", "/", ",", " ", "|", "\n"])
def test_values_side_by_side_are_two(between: str) -> None:
    key, secret = expand("{{ a.key }}"), expand("{{ b.secret }}")
    assert found(f"{key}{between}{secret}") == [key, secret]


def test_hex_joined_by_dashes_is_as_many_values() -> None:
    first, second = expand("{{ a.secret | hex }}"), expand("{{ b.secret | hex }}")
    assert found(f"{first}-{second}") == [first, second]


def test_base64_of_any_other_text_is_no_double_encoding() -> None:
    # base64 of "an ordinary sentence of forty-five characters"
    assert found("YW4gb3JkaW5hcnkgc2VudGVuY2Ugb2YgZm9ydHktZml2ZSBjaGFyYWN0ZXJz") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[{}]", 1),
        ("[{}, ]", 1),
        ("[{}]u8", 1),
        ("{}", 1),
        ("[{}4]", 0),  # The last has four digits.
        ("[{}.5]", 0),
        ("[{}x]", 0),
        ("[9999, {}]", 1),
        ("[1.5, {}]", 1),
        ("[{}, 1]", 0),
    ],
)
def test_a_list_of_bytes_is_as_long_as_a_key(text: str, count: int) -> None:
    numbers = ", ".join(str(100 + number) for number in range(32))
    assert len(list(arrays(text.replace("{}", numbers)))) == count
