"""Tells how a table is read: as the text that the readers of tables know, with the way back from a place in it to a cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, pairwise

from msgspec import Struct

from auditor.archives.member import Member
from auditor.model.location import Span
from auditor.model.secret import PlainBytes
from auditor.readers.document import Document
from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name

_VALUE = re.compile(r"\S{16,}")
_LONGEST_LABEL = 60


class Layout(Struct, frozen=True):
    """What the first rows of a table say of all."""

    header: tuple[str, ...] = ()
    """The names of the columns; empty for a list of names and values."""
    header_row: int | None = None
    """The index of the row that the header is, if it is one of the rows."""


def layout_of(rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> Layout:
    """Returns the layout of a table that begins with these rows; `header` is what the format calls its columns, if it does.

    A header is the row with most words of credentials and no value; what is above it is a title. Where a name
    and its value are side by side, and the header does not name the value, it is a list.
    """
    best = None if header else _header_row(rows)
    names = tuple(header) if best is None else tuple(rows[best])
    if _is_list(rows, names):
        return Layout()
    return Layout(names, best)


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    words = [sum(map(_is_label, row)) if _may_be_header(row) else 0 for row in rows]
    return words.index(max(words)) if any(words) else None


def _may_be_header(row: Sequence[str]) -> bool:
    return all(is_name(cell) and not _is_value(cell) for cell in row)


def _is_list(rows: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    return any(
        _is_label(name) and not (index + 1 < len(names) and _is_label(names[index + 1]))
        for row in rows
        for index, (name, value) in enumerate(pairwise(row))
        if _is_value(value)
    )


def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell) is not None and not _is_label(cell)


def _is_label(cell: str) -> bool:
    return len(cell) <= _LONGEST_LABEL and is_credential_word(cell) and is_name(cell)


_BLOCK = 1 << 20
"""Characters of a rendered block: what a reader parses at once, and what is held in memory of a table."""
_SAMPLE = 50
"""Rows that are scanned to tell a header from values."""
_QUOTED = re.compile(r"[\",;|\t\r\n]|^\s|\s$")
_SEPARATORS = re.compile(r"[\",;|\t\r\n\ufeff]")
"""What could be taken for a separator in a header, or for a byte order mark at the start."""
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127), " ")
"""Control characters would make the text look like a binary; a space in the place of each moves nothing."""

Row = Sequence[str]
"""The texts of the cells, empty where there is none."""
CellName = Callable[[int, int], str]
"""What to append to the table's path for a cell, given its row (counted from 1) and its column (from 0)."""


def rendered(path: str, rows: Iterable[Row], name: CellName, header: Sequence[str] = ()) -> Iterator[Member]:
    """Yields the table as members; `header` is what the format calls the columns, if it does."""
    remaining = iter(rows)
    sample = list(islice(remaining, _SAMPLE))
    layout = layout_of(sample, header)
    block = _Block(layout)
    for index, row in enumerate(chain(sample, remaining)):
        if index != layout.header_row:
            block.add(index + 1, row)
        if block.size > _BLOCK:
            yield block.member(path, name)
            block = _Block(layout)
    if block.cells:
        yield block.member(path, name)


class _Block:
    """Some rows of a table as text: below the header as CSV, or as lines `name: value`."""

    def __init__(self, layout: Layout) -> None:
        self._listed = not layout.header
        self._pieces: list[str] = []
        self.size = 0
        self._starts: list[int] = []
        """Where each cell that has a text begins."""
        self.cells: list[tuple[int, int]] = []
        """The row and the column of each."""
        for column, name in enumerate(layout.header):
            self._write("," if column else "")
            if layout.header_row is not None:
                self._begin(layout.header_row + 1, column, name)
            # A name that is itself a value would keep the others from being read as names.
            self._write(_SEPARATORS.sub(" ", name) if is_name(name) else "")
        self._write("\n")

    def add(self, number: int, row: Row) -> None:
        """Writes a row that has any text."""
        if not any(row):
            return
        write = self._write_listed if self._listed else self._write_quoted
        for column, cell in enumerate(row):
            write(number, column, cell.translate(_CONTROLS))
        self._write("\n")

    def _write_quoted(self, number: int, column: int, cell: str) -> None:
        quote = '"' if _QUOTED.search(cell) else ""
        self._write(f",{quote}" if column else quote)
        self._begin(number, column, cell)
        self._write(cell.replace('"', '""') + quote if quote else cell)

    def _write_listed(self, number: int, column: int, cell: str) -> None:
        if not cell:
            return
        first = not self.cells or self.cells[-1][0] != number
        self._begin(number, column, cell)
        self._write(f"{cell}: " if first else f"{cell}  ")

    def _begin(self, number: int, column: int, cell: str) -> None:
        if cell:
            self._starts.append(self.size)
            self.cells.append((number, column))

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self.size += len(piece)

    def member(self, path: str, name: CellName) -> Member:
        """Returns the text as a member whose places are cells."""
        document = Document("".join(self._pieces), path)
        locate = partial(_located, document, self._starts, self.cells, name)
        suffix = ".txt" if self._listed else ".csv"
        return Member(path, PlainBytes(document.text.encode("utf-8", "replace")), path + suffix, locate)


def _located(
    document: Document, starts: Sequence[int], cells: Sequence[tuple[int, int]], name: CellName, span: Span
) -> tuple[str, Span]:
    """Returns the cell in which a span of the text begins, and the span inside it."""
    first, last = document.offset(span.line, span.column), document.offset(span.end_line, span.end_column)
    index = bisect_right(starts, first) - 1
    if index < 0:
        return "", span
    start = starts[index]
    return name(*cells[index]), Span(*_inside(document.text, start, first), *_inside(document.text, start, last))


def _inside(text: str, start: int, offset: int) -> tuple[int, int]:
    """Returns the line and column of an offset, counted from the start of a cell."""
    before = text[start:offset]
    if text[start - 1] == '"':
        before = before.replace('""', '"')
    return before.count("\n") + 1, len(before) - before.rfind("\n")
