"""SQL dumps: the columns name the values of `INSERT`, and of the rows of PostgreSQL's `COPY`. A row is a group."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from itertools import zip_longest

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import holds_value, names_a_value
from auditor.readers.mapped_text import MappedText

NAMES = ("*.sql", "*.ddl", "*.dump", "*.pgsql", "*.mysql")

_NAME = r"[\"`\[]?[\w.\"`\[\]]{1,120}+"
_CREATE = late(rf"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAME})\s*\(", re.IGNORECASE)
_COLUMN = late(r"(?:^|,)\s*[\"`\[]?([A-Za-z_]\w*)[\"`\]]?\s+[A-Za-z]", re.MULTILINE)
_INSERT = late(
    rf"\b(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+({_NAME})\s*(?:\(([^()]{{1,4000}})\)\s*)?VALUES\s*(?=\()",
    re.IGNORECASE,
)
_SELECTED = late(rf"\bINSERT\s+INTO\s+({_NAME})\s*\(([^()]{{1,4000}})\)\s*SELECT\s+", re.IGNORECASE)
_COMMON = late(
    rf"\b({_NAME})\s*\(([^()]{{1,4000}})\)\s+AS\s+(?:NOT\s+|MATERIALIZED\s+)*\(\s*VALUES\s*(?=\()", re.IGNORECASE
)
_DEFAULT = late(
    r"(?:^|[(,]|\bADD\s{1,20}COLUMN|\bADD|\bMODIFY|\bALTER\s{1,20}COLUMN)\s{1,40}[\"`\[]?((?!(?:ADD|COLUMN|ALTER|MODIFY)\b)[A-Za-z_]\w{0,60})[\"`\]]?"
    r"(?:\s{1,20}[A-Za-z_]\w{0,30}(?:\(\d{1,6}(?:,\d{1,6})?\))?){1,5}?\s{1,20}DEFAULT\s{1,20}[NE]?'([^'\\\n]*)'",
    re.IGNORECASE | re.MULTILINE,
)
"""The default of a column: `api_secret text NOT NULL DEFAULT '…'`."""
_FUNCTION = late(
    rf"\bFUNCTION\s+({_NAME})\s*\([^()]{{0,400}}\)\s+RETURNS\b[^;']{{0,200}}?\b(?:SELECT|RETURN)\s+[NE]?'([^'\\\n]*)'",
    re.IGNORECASE,
)
"""A function that returns a text."""
_LONGEST_TABLE = 20_000
_COPY = late(rf"^COPY\s+({_NAME})\s*\(([^()]{{1,4000}})\)\s+FROM\s+stdin[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_TOKEN = late(
    r"\s*+(?:[NEnexX]?'(?P<text>[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+)'|\"(?P<double>[^\"\\]*+(?:(?:\"\"|\\.)[^\"\\]*+)*+)\""
    r"|(?P<mark>[(),;])|(?P<other>[^\s'\"(),;]++))",
    re.DOTALL,
)
_SET = late(r"\bSET\s+([\w.\"`]{1,60})\s*=\s*'([^'\\\n]*)'|,\s*([\w\"`]{1,60})\s*=\s*'([^'\\\n]*)'", re.IGNORECASE)


def read(document: Document) -> Iterator[Literal]:
    """Yields every text in a row, under its column; of `UPDATE … SET` too."""
    text = document.text
    tables = {_bare(match[1]): _declared(text, match.end()) for match in _CREATE.finditer(text)}
    reached = 0
    for match in _INSERT.finditer(text):
        if match.start() >= reached:
            table = _bare(match[1])
            columns = _columns(match[2]) if match[2] else tables.get(table, [])
            reached = yield from _rows(text, match.end(), table, columns)
    yield from _elsewhere(text)
    copies = list(_COPY.finditer(text))
    for match, after in zip_longest(copies, copies[1:]):
        end = after.start() if after else len(text)
        yield from _copied(text, match.end(), end, _bare(match[1]), _columns(match[2]))
    for match in _SET.finditer(text):
        group = 2 if match[2] is not None else 4
        if match.start() >= reached and match[group]:
            yield Literal(
                MappedText.verbatim(text, *match.span(group)), _bare(match[group - 1]), (), "set", "assignment"
            )


def _elsewhere(text: str) -> Iterator[Literal]:
    """Yields the texts that are in no row: of a `SELECT`, the default of a column, what a function returns."""
    lowered = text.lower()
    for word, pattern in (("select", _SELECTED), ("with", _COMMON)):
        for match in pattern.finditer(text) if word in lowered else ():
            yield from _rows(text, match.end(), _bare(match[1]), _columns(match[2]), depth=int(pattern is _SELECTED))
    for word, pattern in (("default", _DEFAULT), ("function", _FUNCTION)):
        for match in pattern.finditer(text) if word in lowered else ():
            if match[2]:
                yield Literal(MappedText.verbatim(text, *match.span(2)), _bare(match[1]), (), "default", "assignment")


def _declared(text: str, at: int) -> list[str]:
    """Returns the columns that a table is created with."""
    return _COLUMN.findall(text[at : max(at, text.find(";", at, at + _LONGEST_TABLE))])


def _bare(name: str) -> str:
    return name.strip('"`[]').rpartition(".")[2].strip('"`[]')


def _columns(names: str) -> list[str]:
    return [_bare(name.strip()) for name in names.split(",")]


def _rows(text: str, at: int, table: str, columns: list[str], *, depth: int = 0) -> Generator[Literal, None, int]:
    """Yields the texts of the rows that begin at an offset, up to the end of the statement, which it returns.

    Args:
        text: The text of the document.
        at: Where the rows begin.
        table: The name of their table.
        columns: The names of its columns.
        depth: 1 for the one row of a `SELECT`, which has no brackets.
    """
    column, row = 0, at
    named = ""
    while (match := _TOKEN.match(text, at)) and match["mark"] != ";":
        at = match.end()
        kind = match.lastgroup or "other"
        if match["mark"] == "(":
            depth += 1
            if depth == 1:
                row, column, named = match.start("mark"), 0, ""
        elif match["mark"] == ")":
            depth -= 1
        elif match["mark"] == ",":
            column += depth == 1
        elif depth == 0:
            break
        elif kind != "other" and match[kind]:
            cell = _cell(text, match.span(kind), table, columns, (row, column))
            named = cell.mapped.text if names_a_value(cell) else named
            yield cell._replace(name=named) if named and holds_value(cell.name) else cell
    return at


def _cell(text: str, span: tuple[int, int], table: str, columns: list[str], location: tuple[int, int]) -> Literal:
    row, column = location
    name = columns[column] if column < len(columns) else ""
    mapped = mapped_text.backslashes(mapped_text.doubled(MappedText.verbatim(text, *span), "'"))
    return Literal(mapped, name, (table,), f"row@{row}", "assignment" if name else "item", position=column)


def _copied(text: str, at: int, latest: int, table: str, columns: list[str]) -> Iterator[Literal]:
    """Yields the texts of the rows from an offset to their end mark, at the latest to the next statement."""
    end = text.find("\n\\.", at, latest)
    for match in re.compile(r"[^\n]+").finditer(text, at, end if end >= 0 else latest):
        start = match.start()
        for column, cell in enumerate(match[0].rstrip("\r").split("\t")):
            name = columns[column] if column < len(columns) else ""
            if cell and cell != "\\N":
                yield Literal(
                    MappedText.verbatim(text, start, start + len(cell)),
                    name,
                    (table,),
                    f"row@{match.start()}",
                    "assignment",
                )
            start += len(cell) + 1
