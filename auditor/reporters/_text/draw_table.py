"""Draws tables of short cells, for terminals: a row costs a hundredth of what it costs with rich, and there may be many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._text.wrapping import Line, Span, columns, paint_text, wrap

_GAP = 2
"""Columns between two columns of the table."""
_LEAST_FIRST, _LEAST = 10, 6
"""Columns below which no column of the table is narrowed: one that is narrowed first, and any other."""


class Cell(NamedTuple):
    """What is in a column of one row; a line feed begins a new line in it."""

    text: str
    style: str = ""


class Column(NamedTuple):
    """A column of a table."""

    title: str
    is_number: bool = False
    least: int = 1
    """Columns of the terminal that it takes at least."""
    narrowed: Literal["first", "last", "never"] = "last"
    """When its texts are broken, where the table is too wide."""


def drawn_table(
    headings: Sequence[Column], rows: Sequence[Sequence[Cell]], options: RenderOptions, *, indent: int
) -> str:
    """Returns a table as text, every line with its end.

    Args:
        headings: Its columns.
        rows: The cells of each row, as many as there are columns.
        options: Width of the terminal, and whether there is colour.
        indent: Columns before every line.
    """
    widths = _widths(headings, rows, options.width - indent)
    titles = [Cell(heading.title, "label") for heading in headings]
    margin = " " * indent
    return "".join(f"{margin}{line}\n" for row in (titles, *rows) for line in _lines(row, headings, widths, options))


def _widths(headings: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """Returns the columns of the terminal that each column takes: the widest is narrowed until all fit."""
    widths = [
        max(heading.least, columns(heading.title), max((_width(row[index].text) for row in rows), default=0))
        for index, heading in enumerate(headings)
    ]
    too_many = sum(widths) + _GAP * (len(headings) - 1) - width
    for turn, least in (("first", _LEAST_FIRST), ("last", _LEAST)):
        narrowed = [index for index, heading in enumerate(headings) if heading.narrowed == turn]
        while too_many > 0 and narrowed:
            widest = max(narrowed, key=lambda index: widths[index])
            if widths[widest] <= least:
                break
            widths[widest] -= 1
            too_many -= 1
    return widths


def _width(text: str) -> int:
    return max(map(columns, text.split("\n"))) if "\n" in text else columns(text)


def _lines(
    row: Sequence[Cell], headings: Sequence[Column], widths: Sequence[int], options: RenderOptions
) -> Iterator[str]:
    """Yields the lines of one row; cells of fewer lines are empty below them."""
    cells = [list(_folded(cell.text, width)) for cell, width in zip(row, widths, strict=True)]
    for texts in zip_longest(*cells, fillvalue=""):
        pieces: list[str] = []
        for text, cell, heading, width in zip(texts, row, headings, widths, strict=True):
            blanks = " " * (width - columns(text))
            shown = paint_text(text, cell.style, options) if text else ""
            pieces.append(f"{blanks}{shown}" if heading.is_number else f"{shown}{blanks}")
        yield (" " * _GAP).join(pieces).rstrip(" ")


def _folded(text: str, width: int) -> Iterator[str]:
    """Yields the lines of a text in a column, broken between words, and inside those that are wider than it."""
    for line in text.split("\n"):
        if columns(line) <= width:
            yield line
            continue
        for spans in wrap(Line((Span(line),)), width):
            part = ""
            for character in "".join(span.text for span in spans):
                if columns(part + character) > width:
                    yield part
                    part = ""
                part += character
            yield part
