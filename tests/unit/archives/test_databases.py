from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from packing import SMALL, database_of, held, materials_of, places_of, zip_of

from auditor.classification.sample_keys import specimen
from auditor.model.material import Context

ACCOUNTS = "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT, api_key TEXT, api_secret TEXT)"
MAIN = (1, "main", "{{ a.key }}", "{{ a.secret }}")


def test_columns_are_names_and_a_place_is_a_row_and_a_column() -> None:
    data = database_of(ACCOUNTS, rows={"accounts": [MAIN, (2, "b", "{{ b.key }}", "{{ b.secret }}")]})
    assert places_of(data, "bot.db") == {
        ("accounts row 1 api_key", "api_key", 1, 1),
        ("accounts row 1 api_secret", "api_secret", 1, 1),
        ("accounts row 2 api_key", "api_key", 1, 1),
        ("accounts row 2 api_secret", "api_secret", 1, 1),
    }


def test_a_table_of_settings_has_its_names_in_rows() -> None:
    rows = [("BACKPACK_API_KEY", "{{ a.key }}"), ("theme", "dark"), ("BACKPACK_API_SECRET", "{{ a.secret }}")]
    data = database_of("CREATE TABLE settings (k TEXT, v TEXT)", rows={"settings": rows})
    assert places_of(data, "bot.sqlite") == {
        ("settings row 1 v", "BACKPACK_API_KEY", 1, 1),
        ("settings row 3 v", "BACKPACK_API_SECRET", 1, 1),
    }


def test_json_in_a_cell_is_read_as_json() -> None:
    config = '{"exchange": "backpack", "api_secret": "{{ a.secret }}"}'
    data = database_of("CREATE TABLE bots (name, config)", rows={"bots": [("x", config)]})
    assert places_of(data, "bot.db") == {("bots row 1 config", "api_secret", 1, 41)}


def test_a_row_is_a_group_and_tables_give_context_to_each_other() -> None:
    data = database_of(
        ACCOUNTS,
        "CREATE TABLE endpoints (url TEXT)",
        "INSERT INTO endpoints VALUES ('https://api.backpack.exchange')",
        rows={"accounts": [MAIN]},
    )
    found = [material for material in materials_of(data, "bot.db") if material.member and "accounts" in material.member]
    assert len({material.group for material in found}) == 1
    assert {material.context for material in found} == {Context.FILE}


def test_a_deleted_row_is_found_in_the_raw_bytes() -> None:
    filler = ["CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('secret: {{ gone.secret }}')"]
    data = database_of(ACCOUNTS, *filler, "DELETE FROM notes", rows={"accounts": [MAIN]})
    found = {material.public_key for material in materials_of(data, "bot.db") if material.member is None}
    assert found == {specimen("gone").public_key}


def test_a_database_with_a_write_ahead_log_opens_without_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(ACCOUNTS)
    pair = specimen("a")
    connection.execute("INSERT INTO accounts VALUES (1, 'main', ?, ?)", (pair.key, pair.secret))
    connection.commit()
    log = Path(f"{path}-wal").read_bytes()
    connection.close()
    assert path.read_bytes()[18:20] == b"\2\2"
    assert {material.name for material in materials_of(path.read_bytes(), "bot.db")} == {"api_key", "api_secret"}
    assert pair.public_key in {material.public_key for material in materials_of(log, "bot.db-wal")}


def test_names_that_need_quoting_and_names_that_are_values() -> None:
    secret = specimen("b").secret
    table = f'CREATE TABLE "backpack ""keys"" [x]" ("api secret" TEXT, "{secret}" TEXT)'
    data = database_of(table, rows={'"backpack ""keys"" [x]"': [("{{ a.secret }}", "{{ c.secret }}")]})
    found = {material.member: material.name for material in materials_of(data, "x.db")}
    assert found == {
        'backpack "keys" [x] row 1 api secret': "api secret",
        'backpack "keys" [x] row 1 column 2': "",
        None: "",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT * FROM accounts",
        "CREATE VIRTUAL TABLE search USING fts5(text)",
        "CREATE TABLE computed (x TEXT, y TEXT GENERATED ALWAYS AS (hex(zeroblob(1000000))) VIRTUAL)",
        "CREATE TABLE bare (api_secret TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE empty (a, b)",
    ],
)
def test_other_objects_are_no_obstacle(statement: str) -> None:
    data = database_of(ACCOUNTS, statement, rows={"accounts": [MAIN]})
    found = held(data, "x.db")
    assert "accounts" in found.files
    assert not found.skipped


def test_binary_and_foreign_values_are_no_obstacle() -> None:
    rows = [
        (1, b"\xff\xfe", b"{{ text in a blob }}", None),
        (2, 3.5, "\ud83d\ude00".encode("utf-16", "surrogatepass"), "x"),
    ]
    data = database_of(ACCOUNTS, rows={"accounts": rows})
    assert "accounts" in held(data, "x.db").files


def test_a_large_table_comes_in_blocks_that_know_their_rows() -> None:
    rows = [(number, "x" * 900, "", "") for number in range(3000)] + [(3000, "main", "{{ a.key }}", "{{ a.secret }}")]
    data = database_of(ACCOUNTS, rows={"accounts": rows})
    blocks = [member for member in held(data, "x.db").members if member.locate]
    assert len(blocks) > 2
    assert max(len(block.data) for block in blocks) < 2_000_000
    assert places_of(data, "x.db") == {
        ("accounts row 3001 api_key", "api_key", 1, 1),
        ("accounts row 3001 api_secret", "api_secret", 1, 1),
    }


def test_a_corrupt_database_is_said_and_its_raw_bytes_read() -> None:
    data = bytearray(database_of(ACCOUNTS, rows={"accounts": [MAIN]}))
    data[100:108] = b"\xff" * 8
    found = held(bytes(data), "x.db")
    assert found.files == {"": bytes(data)}
    assert found.reasons == "x.db: not what its name says, or damaged: read as plain text"
    assert {material.public_key for material in materials_of(bytes(data), "x.db")} >= {specimen("a").public_key}


def test_of_a_table_that_is_damaged_the_rest_is_read() -> None:
    rows: dict[str, list[tuple[object, ...]]] = {
        "accounts": [(number, "x" * 200, "", "") for number in range(200)],
        "second": [("{{ a.secret }}",)],
    }
    data = bytearray(database_of(ACCOUNTS, "CREATE TABLE second (api_secret)", rows=rows))
    data[4096 * 4 : 4096 * 5] = b"\xff" * 4096
    found = held(bytes(data), "x.db")
    assert "second" in found.files
    assert "x.db!accounts: damaged" in found.reasons
    assert any(material.member == "second row 1 api_secret" for material in materials_of(bytes(data), "x.db"))


def test_a_database_in_an_archive_and_limits() -> None:
    data = database_of(ACCOUNTS, rows={"accounts": [MAIN]})
    locations = {material.member for material in materials_of(zip_of({"d/bot.db": data}), "a.zip")}
    assert locations == {"d/bot.db!accounts row 1 api_key", "d/bot.db!accounts row 1 api_secret"}
    many = database_of(ACCOUNTS, rows={"accounts": [(number, "", "", "") for number in range(20_000)]})
    assert "unpacks to more than" in held(many, "x.db", SMALL).reasons
