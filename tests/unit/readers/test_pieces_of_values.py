"""No name of a field is a piece of a value, however many names a document has."""

from __future__ import annotations

import json

import pytest

from auditor.classification.sample_keys import expand
from auditor.readers.document import Document
from auditor.readers.read_document import read

LETTERS = "abcdefghij"


def name_of(number: int) -> str:
    return "setting" + "".join(LETTERS[int(digit)] for digit in str(number))


@pytest.mark.parametrize("names", [1, 50, 99, 100, 101, 500])
def test_a_piece_of_a_value_names_nothing(names: int) -> None:
    value = expand("{{ a.secret }}")
    piece = next(part for part in value.replace("+", "/").split("/") if len(part) >= 8)[:8]
    settings = {name_of(number): "v" for number in range(names)}
    fields, _ = read(Document(json.dumps({**settings, "secret": value, piece: "v"}), "x.json"))
    assert {field.name for field in fields} == {*settings, "secret", ""}
