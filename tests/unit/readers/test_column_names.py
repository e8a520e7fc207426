"""Names of values by position: in statements, formats, lists, and the headers of tables in plain text."""

from __future__ import annotations

import pytest

from auditor.readers.plain.table_columns import Tables
from auditor.readers.source.column_names import columns_in

PAIR = ("api_key", "api_secret")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("INSERT INTO keys (api_key, api_secret) VALUES (?, ?)", PAIR),
        ("INSERT INTO a(name, api_key, api_secret) VALUES($1, $3, $2)", ("name", "api_secret", "api_key")),
        ("INSERT INTO a(id, api_key, x) VALUES (DEFAULT, %s, 'x')", ("api_key",)),
        ("INSERT INTO a(api_key) VALUES (?, ?)", ()),
        ("UPDATE a SET api_key = ?, api_secret = %s WHERE id = 1", PAIR),
        ("backpack api_key=%s api_secret=%s", PAIR),
        ("api key: {} secret: {!r}", ("api key", "secret")),
        ("https://x/{}?key={}&integrity={}", ("", "key", "integrity")),
        ("api_key, api_secret", PAIR),
        ("name, digest", ()),
        ("did you see the key?", ()),
        ("{api_key}:{api_secret}", ()),
    ],
)
def test_a_text_names_values_by_position(text: str, names: tuple[str, ...]) -> None:
    assert columns_in(text) == names


@pytest.mark.parametrize(
    ("header", "row", "column"),
    [
        ("exchange,api_key,api_secret\n", "backpack,KEY,VALUE\n", "api_secret"),
        (" id | api_key | api_secret\n----+---------+-----\n", " 1 | KEY | VALUE\n", "api_secret"),
        ("! api key !! api secret\n|-\n", "| VALUE || x\n", "api key"),
        ("id | note | api_secret\n", "1 | | VALUE\n", "api_secret"),
        ("id; note ; api_secret\n", "1; ; VALUE\n", "api_secret"),
        ("id, note, api_secret\n", "1, ,VALUE\n", "api_secret"),
        ("exchange   api_key   api_secret\n", "backpack   KEY   VALUE\n", "api_secret"),
        ("name,secret,note\n", "a,VALUE\n", ""),
        ("name,note\n", "a,VALUE\n", ""),
        ("def f(name, secret):\n", "    g(a, VALUE)\n", ""),
        ("key,secret\n" + "x\n" * 12, "KEY,VALUE\n", ""),
    ],
)
def test_the_header_of_a_table_names_its_cells(header: str, row: str, column: str) -> None:
    text = header + row
    at = text.index("VALUE")
    assert Tables(text).column(at, at + len("VALUE")) == column


def test_the_header_holds_for_all_rows() -> None:
    text = "api_key,api_secret\n" + "KEY,VALUE\n" * 40
    tables = Tables(text)
    found = [tables.column(at, at + 5) for at in range(len(text)) if text.startswith("VALUE", at)]
    assert found == ["api_secret"] * 40
