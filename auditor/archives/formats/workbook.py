"""Excel workbooks: each sheet is a table, and a place is a cell (`Accounts!B7`).

The cells are packed, so the parts they are stored in are spotted first, and the workbook is parsed only if that shows
something. openpyxl reads row by row in plain Python; the faster parsers hold a sheet as a rectangle, and two cells at
its far corners end the process for want of memory.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.archives.formats import zip as archive
from auditor.archives.limits import broken
from auditor.archives.member import Member, Opening
from auditor.archives.table import Row, rendered
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import skip

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet


_CELLS = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml")
"""The parts that cells are stored in."""
_TAG = re.compile(rb"<[^<>]*+>")
_ROW_COST = 16
"""What a row costs of the budget next to its cells, for a sheet may have a million empty ones in 300 bytes."""
_CELL_COST = 4
"""What a cell costs next to its text: one in column ZZZ makes a row of 18,278."""
_PARSED = re.compile(r"(?!xl/media/).*\.(?:xml|rels)")
_LARGEST = 32 << 20
"""Bytes of all parts beyond which they are not parsed: openpyxl takes a second for two megabytes."""
_ALSO_BROKEN = (AttributeError, SyntaxError, TypeError)
"""What openpyxl raises next to for XML that is not as it should be."""


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the sheets, and the parts that hold no cells: comments, properties, connections."""
    size = 0
    deserves, whole = False, True
    texts: list[bytes] = []
    of_cells: list[Member] = []
    try:
        for part in archive.members(opening):
            whole = whole and isinstance(part, Member)
            if isinstance(part, Member) and _PARSED.fullmatch(part.path):
                size += len(part.data)
                texts += _texts(part) if size <= _LARGEST else ()
            if isinstance(part, Member) and _CELLS.fullmatch(part.path):
                deserves = deserves or any(map(opening.deserves, _texts(part)))
                of_cells += [part] if size <= _LARGEST else []
            else:
                yield part
    except broken():
        whole = False
    if deserves:
        surroundings = PlainBytes(b"\n".join(texts))
        for part in _sheets(opening, of_cells) if whole and size <= _LARGEST else _unparsed(opening):
            yield replace(part, surroundings=surroundings) if isinstance(part, Member) else part


def _texts(part: Member) -> tuple[bytes, bytes]:
    """Returns a part as it is, and without the tags, which cut a text in several fonts into runs."""
    return part.data, _TAG.sub(b"", part.data)


def _unparsed(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields what the cells are stored in, as it is."""
    yield skip("", SkipReason.UNPARSED_WORKBOOK, incomplete=False)
    for part in archive.members(opening):
        if isinstance(part, Member) and _CELLS.fullmatch(part.path):
            yield part


def _sheets(opening: Opening, parts: Sequence[Member]) -> Iterator[Member | Skipped]:
    """Yields the sheets; then, or where they cannot be parsed, the parts that they are stored in."""
    begun = False
    sheets = _parsed(opening)
    try:
        while (member := _quietly(sheets)) is not None:
            begun = True
            yield member
    except broken() + _ALSO_BROKEN:
        yield skip("", SkipReason.UNPARSED_WORKBOOK, incomplete=False)
        yield from (replace(part, leftover=begun) for part in parts)
        return
    # No cell shows: results of formulas, texts to which no cell refers, sheets that the book does not list.
    yield from (replace(part, leftover=True) for part in parts)


def _quietly(sheets: Iterator[Member]) -> Member | None:
    """Returns the next member, without warnings of what openpyxl would drop if it wrote the workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return next(sheets, None)


def _parsed(opening: Opening) -> Iterator[Member]:
    import openpyxl  # 80 ms, only for a workbook that is worth scanning

    book = openpyxl.load_workbook(io.BytesIO(opening.data), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        yield from rendered(sheet.title, _rows(sheet, opening), _cell_name)


def _rows(sheet: ReadOnlyWorksheet, opening: Opening) -> Iterator[Row]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True):  # type: ignore[misc]  # its stubs borrow another class's method
        cells = [value if isinstance(value, str) else "" for value in row]
        # By their length: ten thousand cells may refer to one text of a megabyte.
        opening.budget.take(_ROW_COST + _CELL_COST * len(cells) + sum(map(len, cells)))
        yield cells


def _cell_name(row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter  # already imported where there are cells

    return f"!{get_column_letter(column + 1)}{row}"
