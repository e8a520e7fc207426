"""SQLite databases: each table is read with its columns as names; a place is `accounts row 3 api_secret`.

What no table holds any more (deleted rows stay in the file) is looked for in the raw bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from auditor.archives.limits import UnreadableError, broken
from auditor.archives.member import Member, Opening
from auditor.archives.table import Row, rendered
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.redaction import is_name
from auditor.wording.skip_words import skip

if TYPE_CHECKING:
    import sqlite3


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
_COLUMNS = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (0, 3)"
"""But those that SQLite would have to compute by an expression of the database."""
_VERSIONS = slice(18, 20)
"""The bytes of the header that are 2 if the last writer kept a write-ahead log: opened so, it asks for the log's file."""
_ROW_COST = 16


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the tables, then the raw bytes."""
    with closing(_connected(opening)) as connection:
        for number, (table,) in enumerate(connection.execute(_TABLES).fetchall(), 1):
            path = table if is_name(table) else f"table {number}"
            try:
                yield from _table(connection, table, path, opening)
            except broken():
                yield skip(path, SkipReason.DAMAGED_ARCHIVE, incomplete=False)
    yield Member("", opening.data, leftover=True)


def _connected(opening: Opening) -> sqlite3.Connection:
    """Returns the database in memory, able to do nothing but read."""
    import sqlite3  # 5 ms, where there is one

    connection = sqlite3.connect(":memory:")
    if not hasattr(connection, "deserialize"):  # an SQLite built without it
        raise UnreadableError
    data: bytes = opening.data
    if data[_VERSIONS] == b"\2\2":
        data = data[: _VERSIONS.start] + b"\1\1" + data[_VERSIONS.stop :]
    connection.deserialize(data)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, opening.budget.limits.member_bytes)
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _table(connection: sqlite3.Connection, table: str, path: str, opening: Opening) -> Iterator[Member]:
    columns = [name for (name,) in connection.execute(_COLUMNS, (table,))]
    query = f"SELECT {', '.join(map(_quoted, columns))} FROM {_quoted(table)}"  # noqa: S608 - names that are there
    rows = _rows(connection.execute(query), opening)
    yield from rendered(path, rows, lambda row, column: f" row {row} {_shown(columns[column], column)}", columns)


def _rows(found: Iterator[tuple[object, ...]], opening: Opening) -> Iterator[Row]:
    most = len(opening.data)
    for number, row in enumerate(found):
        if number > most:  # a row takes at least a byte, if no page is read twice
            raise UnreadableError
        opening.budget.take(_ROW_COST + sum(len(value) for value in row if isinstance(value, bytes | str)))
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """Returns the text of a value; numbers are no credentials, and of binary values the raw bytes are read."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return ""
    return value if isinstance(value, str) else ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _shown(column: str, index: int) -> str:
    return column if is_name(column) else f"column {index + 1}"
