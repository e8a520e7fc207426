"""How a table is laid out: with a header that names its columns, or as a list of names with a value next to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

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
    """The layout of a table that begins with these rows; `header` is what the format calls its columns, if it does.

    A header is the row with most words of credentials and no value; what is above it is a title. Where a name
    and its value stand side by side, and the header does not name the value, it is a list.
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
