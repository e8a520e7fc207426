"""SQL dumps: the columns name the values of `INSERT`, and of the rows of PostgreSQL's `COPY`. A row is a group."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from itertools import zip_longest

from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import holds_value, names_a_value
from auditor.readers.late_pattern import late
from auditor.readers.mapped_text import MappedText

NAMES = ("*.sql", "*.ddl", "*.dump", "*.pgsql", "*.mysql")

_NAME = r"[\"`\[]?[\w.\"`\[\]]{1,120}+"
_CREATE = late(rf"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAME})\s*\(", re.IGNORECASE)
_COLUMN = late(r"(?:^|,)\s*[\"`\[]?([A-Za-z_]\w*)[\"`\]]?\s+[A-Za-z]", re.MULTILINE)
_INSERT = late(
    rf"\b(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+({_NAME})\s*(?:\(([^()]{{1,4000}})\)\s*)?VALUES\s*(?=\()",
    re.IGNORECASE,
)
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


def _declared(text: str, at: int) -> list[str]:
    """Returns the columns that a table is created with."""
    return _COLUMN.findall(text[at : max(at, text.find(";", at, at + _LONGEST_TABLE))])


def _bare(name: str) -> str:
    return name.strip('"`[]').rpartition(".")[2].strip('"`[]')


def _columns(names: str) -> list[str]:
    return [_bare(name.strip()) for name in names.split(",")]


def _rows(text: str, at: int, table: str, columns: list[str]) -> Generator[Literal, None, int]:
    """Yields the texts of the rows that begin at an offset, up to the end of the statement, which it returns."""
    depth = column = row = 0
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
