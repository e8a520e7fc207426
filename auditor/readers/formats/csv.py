"""CSV and TSV with a header row: the header names the columns, a row is a group. Without a header it is plain text.

The standard parser gives no positions; this one follows RFC 4180, with the separator that the header has most of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import Accounts, holds_value
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name

NAMES = ("*.csv", "*.tsv", "*.psv", "*.tab")

_SEPARATORS = ",;\t|"
_LONGEST_HEADER = 10_000
_PAIR = 2
_NAME_COLUMNS = frozenset({"name", "key", "variable", "setting", "parameter", "env", "option"})


def read(document: Document) -> Iterator[Literal]:
    """Yields every cell below the header."""
    text = document.text
    separator = _separator(text)
    rows = _rows(text, separator)
    _, first = next(rows, (0, []))
    header = [cell.text.strip() for cell in first]
    if _is_table_of_settings(header):
        yield from _settings(rows)
        return
    if not any(map(is_credential_word, header)) or not all(map(is_name, header)):
        return
    for start, row in rows:
        for index, cell in enumerate(row):
            name = header[index] if index < len(header) else ""
            yield Literal(cell, name=name, group=f"row@{start}", kind="assignment" if name else "item", position=index)


def _is_table_of_settings(header: Sequence[str]) -> bool:
    """Returns whether each row is a name and its value."""
    return len(header) == _PAIR and header[0].lower() in _NAME_COLUMNS and holds_value(header[1])


def _settings(rows: Iterable[tuple[int, list[MappedText]]]) -> Iterator[Literal]:
    accounts = Accounts("table")
    for _, row in rows:
        if len(row) == _PAIR and is_name(name := row[0].text.strip()):
            yield Literal(row[1], name=name, group=accounts.group(name), kind="assignment")


def _separator(text: str) -> str:
    header = text.lstrip()[:_LONGEST_HEADER].partition("\n")[0]
    return max(_SEPARATORS, key=header.count)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[MappedText]]]:
    """Yields the offset and the cells of every row that has any text."""
    row: list[MappedText] = []
    start = at = 0
    while at < len(text):
        cell, at = _cell(text, at, separator)
        row.append(cell)
        if text[at : at + 1] != separator:
            if any(each.text.strip() for each in row):
                yield start, row
            row, start = [], at + 1
        at += 1


def _cell(text: str, at: int, separator: str) -> tuple[MappedText, int]:
    """Returns a cell, and the offset of the separator or line end behind it."""
    match = _pattern(separator).match(text, at)
    if match is None:
        return MappedText.verbatim(text, at, at), len(text)
    if match["quoted"] is not None:
        return mapped_text.doubled(MappedText.verbatim(text, *match.span("quoted")), '"'), match.end()
    start, end = match.span("bare")
    return MappedText.verbatim(text, start, start + len(text[start:end].rstrip("\r"))), match.end()


@lru_cache(maxsize=8)
def _pattern(separator: str) -> re.Pattern[str]:
    other = re.escape(separator)
    return re.compile(rf"[ ]*\"(?P<quoted>[^\"]*+(?:\"\"[^\"]*+)*+)\"[ \r]*+(?={other}|\n|\Z)|(?P<bare>[^{other}\n]*+)")
