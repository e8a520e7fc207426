"""Where a line breaks: between words only, so that a key can be copied and a place clicked at any width."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

Word = tuple["Span", ...]
"""Spans with no space between them."""
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Joins two words on one row; `neutral` lets none of an audited name through."""
NARROW = 60
"""Below as many columns a label is in the running text instead of a column of its own."""


class Span(Struct, frozen=True):
    """Text in one style."""

    text: str
    style: str = ""
    solid: bool = False
    """Never broken, even at its spaces: a place, a key."""


class Line(Struct, frozen=True):
    """One paragraph, with a label before it where `label` is not None (an empty one only aligns).

    A style of a span is one of `paint.STYLES`, or empty.
    """

    spans: tuple[Span, ...] = ()
    label: Span | None = None
    indent: int = 0
    """Columns before every row."""
    label_columns: int = 10
    """Columns that the label takes with the space after it."""


def wrap(line: Line, width: int) -> list[list[Span]]:
    """The rows of a line in a terminal of `width` columns; a row is longer only where one word is."""
    if line.label is None:
        return _fill(_words(line.spans), first=" " * line.indent, rest=" " * line.indent, width=width)
    taken = line.label_columns
    if width < NARROW or len(line.label.text) >= taken:
        head = (replace(line.label, text=f"{line.label.text} "),) if line.label.text else ()
        margin = " " * line.indent
        return _fill(_words((*head, *line.spans)), first=margin, rest=f"{margin}  " if head else margin, width=width)
    margin = " " * line.indent
    rows = _fill(_words(line.spans), first=margin, rest=margin + " " * taken, width=width, lead=taken)
    padding = " " * (taken - len(line.label.text))
    rows[0][1:1] = [line.label, Span(padding)]
    return rows


def _words(spans: tuple[Span, ...]) -> list[Word]:
    """The spans cut at their spaces; neighbours without a space between them stay one word."""
    words: list[list[Span]] = [[]]
    for span in spans:
        pieces = [span.text] if span.solid else re.split(" +", span.text)
        for number, piece in enumerate(pieces):
            if number:
                words.append([])
            if piece:
                words[-1].append(Span(piece, span.style))
    return [tuple(word) for word in words if word]


def _fill(words: list[Word], *, first: str, rest: str, width: int, lead: int = 0) -> list[list[Span]]:
    """The words in rows; `lead` columns of the first row are taken by a label."""
    rows, used = [[Span(first)]], len(first) + lead
    started = False
    for word in words:
        length = sum(_columns(span.text) for span in word)
        if started and used + 1 + length > width:
            rows.append([Span(rest)])
            used, started = len(rest), False
        if started:
            before, after = rows[-1][-1].style, word[0].style
            rows[-1].append(Span(" ", before if before == after else ""))
            used += 1
        rows[-1].extend(word)
        used, started = used + length, True
    return rows


def _columns(text: str) -> int:
    """How many columns a terminal takes for the text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # only where characters may be wide

    return cell_len(text)
