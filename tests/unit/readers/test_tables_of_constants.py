"""A file with thousands of constants takes time by its size, and the names of its columns are where they were."""

from __future__ import annotations

import time

import pytest

from auditor.classification.classify import Classifier
from auditor.classification.sample_keys import expand
from auditor.model.material import Role
from auditor.readers.document import Document
from auditor.readers.plain.labels import label_at
from auditor.readers.plain.table_columns import Tables
from auditor.readers.read_document import read
from auditor.vocabulary.vocabulary import builtin

ROW = "bot{0}, 0x" + "ab" * 30 + ", {0}\n"


def columns(text: str, rows: int) -> list[str]:
    """Returns the column of the second cell of each row below the first line."""
    tables, found, at = Tables(text), [], text.index("\n") + 1
    for _ in range(rows):
        start = text.index("0x", at)
        found.append(tables.column(start, start + 62))
        at = text.index("\n", start) + 1
    return found


def test_a_header_far_above_is_not_asked_for_in_each_row() -> None:
    times = []
    for rows in (4_000, 16_000):
        text = "the wallet's API key is below\n" + "".join(ROW.format(row) for row in range(rows))
        begun = time.process_time()
        assert set(columns(text, rows)) == {""}
        times.append(time.process_time() - begun)
    assert times[1] < max(0.5, 9 * times[0])


@pytest.mark.parametrize(("between", "named"), [(10, True), (11, True), (12, False)])
def test_a_header_counts_for_a_row_up_to_twelve_lines_below_it(between: int, named: bool) -> None:
    text = "name, api_key, size\n" + "-\n" * between + ROW.format(1)
    assert columns(text, 1) == ["api_key" if named else ""]


def test_a_key_among_thousands_of_constants_is_found_with_its_name() -> None:
    lines = [f'BACKPACK_ORDER_{row}_HASH = "0x{row:064x}"\n' for row in range(9_000)]
    lines.insert(4_500, f'BACKPACK_API_SECRET = "{expand("{{ a.secret }}")}"\n')
    document = Document("".join(lines), "constants.py")
    found = Classifier(builtin(), b"k" * 32).classify(read(document)[0], document.text, document.name)
    assert [(one.name, one.span.line) for one in found if one.role is Role.API_SECRET] == [
        ("BACKPACK_API_SECRET", 4_501)
    ]


@pytest.mark.parametrize(
    ("left", "label"),
    [
        ("one two three four five six seven api secret: ", "api secret"),
        ("one two    secret: ", "secret"),
        ("The API secret is created: ", "API secret"),
        ("x" * 200 + " api_key = ", "api_key"),
        ("sha256-", "sha256-"),
        ("api_secret: base64:", "api_secret"),
        ("API_SECRET=Some(", "API_SECRET"),
        ('secret = env("x") || ', "secret"),
        ("secret = find(x) ?: ", "secret"),
        ("gh secret set API_SECRET --body ", "API_SECRET"),
        ('["--api-secret", ', "api-secret"),
        ("api_secret -> ", "api_secret"),
        ("Authorization: Bearer ", "Authorization"),
        ("nothing of the kind ", ""),
    ],
)
def test_a_label_is_what_ends_the_text_before_a_value(left: str, label: str) -> None:
    assert label_at(f"{left}VALUE", len(left)) == label


def test_a_list_of_thousands_of_urls_takes_time_by_its_size() -> None:
    times = []
    for size in (1_000, 4_000):
        urls = ",".join(f'{{"url": "https://packages.example/{number}", "n": {number}}}' for number in range(size))
        document = Document(f'{{"exchange": "backpack.exchange", "packages": [{urls}]}}', "backpack.json")
        fields = read(document)[0]
        begun = time.process_time()
        assert Classifier(builtin(), b"k" * 32).classify(fields, document.text, document.name) == []
        times.append(time.process_time() - begun)
    assert times[1] < max(0.3, 9 * times[0])
