"""Tells where a line breaks: between words only, so that a key can be copied and a place clicked at any width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.revocations import KEYS_AT

Word = tuple["Span", ...]
"""Spans with no space between them."""
NO_BREAK = "\N{NO-BREAK SPACE}"
"""Joins two words on one row; `neutral` lets none of an audited name through."""
_WIDE = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
"""Characters of scripts that are written without spaces, and their punctuation."""
_BREAK = f"(?<={_WIDE})|(?={_WIDE})"
_CLOSING = frozenset("，。、；：！？）》」』】…”’,.;:!?)]}%·")  # noqa: RUF001 - Chinese marks are meant
"""What no row begins with."""
_OPENING = frozenset("（《「『【“‘([{")
"""What no row ends with."""
NARROW = 60
"""Below as many columns a label is in the running text instead of a column of its own."""


class Span(Struct, frozen=True):
    """Text in one style."""

    text: str
    style: str = ""
    solid: bool = False
    """Never broken, even at its spaces: a place, a key."""
    link: str = ""
    """The address that a terminal opens for it; empty for none."""


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
    """Returns the rows of a line in a terminal of `width` columns; a row is longer only where one word is."""
    if line.label is None:
        return _fill(_words(line.spans), first=" " * line.indent, rest=" " * line.indent, width=width)
    taken = line.label_columns
    if width < NARROW or columns(line.label.text) >= taken:
        head = (replace(line.label, text=f"{line.label.text} "),) if line.label.text else ()
        margin = " " * line.indent
        return _fill(_words((*head, *line.spans)), first=margin, rest=f"{margin}  " if head else margin, width=width)
    margin = " " * line.indent
    rows = _fill(_words(line.spans), first=margin, rest=margin + " " * taken, width=width, lead=taken)
    padding = " " * (taken - columns(line.label.text))
    rows[0][1:1] = [line.label, Span(padding)]
    return rows


def _words(spans: tuple[Span, ...]) -> list[Word]:
    """Returns the spans cut at their spaces; neighbours without a space between them stay one word."""
    words: list[list[Span]] = [[]]
    for span in spans:
        pieces = [span.text] if span.solid or " " not in span.text else re.split(" +", span.text)
        for number, piece in enumerate(pieces):
            if number:
                words.append([])
            if piece:
                words[-1].append(Span(piece, span.style, span.solid, span.link))
    return [tuple(word) for word in words if word]


def _pieces(word: Word) -> Iterator[Word]:
    """Yields what of a word may be on a row of its own: Chinese and its like may break between any two characters.

    No row begins with a mark that closes, and none ends with one that opens.
    """
    if all(span.solid or span.text.isascii() or not re.search(_WIDE, span.text) for span in word):
        yield word
        return
    piece: list[Span] = []
    for span in word:
        for text in [span.text] if span.solid else filter(None, re.split(_BREAK, span.text)):
            if piece and _is_open(piece[-1].text, text):
                yield tuple(piece)
                piece = []
            piece.append(Span(text, span.style, span.solid, span.link))
    if piece:
        yield tuple(piece)


def with_breaks(text: str, mark: str) -> str:
    """Returns a text with a mark wherever a row may end between two characters without a space."""
    if text.isascii() or not re.search(_WIDE, text):
        return text
    parts = [part for part in re.split(_BREAK, text) if part]
    marked = (f"{mark}{after}" if _is_open(before, after) else after for before, after in pairwise(parts))
    return "".join((*parts[:1], *marked))


def _is_open(before: str, after: str) -> bool:
    """Returns whether a row may end between two texts with no space between them."""
    if before[-1:] in _OPENING or after[:1] in _CLOSING:
        return False
    return bool(re.match(_WIDE, before[-1:]) or re.match(_WIDE, after[:1]))


def _fill(words: list[Word], *, first: str, rest: str, width: int, lead: int = 0) -> list[list[Span]]:
    """Returns the words in rows; `lead` columns of the first row are taken by a label."""
    rows, used = [[Span(first)]], len(first) + lead
    started = False
    for word in words:
        is_ascii = len(word) == 1 and word[0].text.isascii()  # As nearly all words: the rest takes four times as long.
        for number, piece in enumerate((word,) if is_ascii else _pieces(word)):
            gap = 1 if started and not number else 0
            length = len(word[0].text) if is_ascii else sum(columns(span.text) for span in piece)
            if started and used + gap + length > width:
                rows.append([Span(rest)])
                used, started, gap = len(rest), False, 0
            if gap:
                before, after = rows[-1][-1].style, piece[0].style
                rows[-1].append(Span(" ", before if before == after else ""))
            rows[-1].extend(piece)
            used, started = used + gap + length, True
    return rows


def padded(text: str, width: int) -> str:
    """Returns a text with spaces after it that make it so many columns wide."""
    return text + " " * (width - columns(text))


def columns(text: str) -> int:
    """Returns how many columns a terminal takes for the text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # only where characters may be wide

    return cell_len(text)


STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "info": "blue",
    "place": "bold",
    "rule": "bold",
    "key": "bold green",
    "label": "dim",
    "faint": "dim",
    "good": "green",
    "alarm": "bold red",
    "added": "green",
    "removed": "red",
    "title": "bold underline",
}
_ASCII = str.maketrans(
    {
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{MIDDLE DOT}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{MULTIPLICATION SIGN}": "x",
    }
)


def paint(lines: Iterable[Line], options: RenderOptions) -> str:
    """Returns the lines as text, each row ending in a newline."""
    return "".join(f"{_row(row, options)}\n" for line in lines for row in wrap(_shown(line, options), options.width))


def plain(text: str) -> str:
    """Returns the text with ASCII in the place of the typographic characters that our own sentences use."""
    return text.translate(_ASCII)


def _shown(line: Line, options: RenderOptions) -> Line:
    if options.unicode:
        return line
    return replace(line, spans=tuple(replace(span, text=plain(span.text)) for span in line.spans))


def _row(row: list[Span], options: RenderOptions) -> str:
    if not options.color:
        return "".join(span.text for span in row).rstrip().replace(NO_BREAK, " ")
    runs = groupby(row, key=lambda span: (span.style, span.link))
    painted = (_painted("".join(span.text for span in run), *kind) for kind, run in runs)
    return "".join(painted).rstrip().replace(NO_BREAK, " ")


def _painted(text: str, style: str, link: str) -> str:
    shown = _escape_codes(style).format(text) if style else text
    return f"\x1b]8;;{link}\x1b\\{shown}\x1b]8;;\x1b\\" if link else shown


@cache
def _escape_codes(style: str) -> str:
    """Returns a template that sets text in the style, in the sixteen colours that every terminal's theme makes legible."""
    if style == "link":
        return f"\x1b]8;;{KEYS_AT}\x1b\\{{}}\x1b]8;;\x1b\\"
    from rich.color import ColorSystem  # only for colour
    from rich.style import Style

    return Style.parse(STYLES[style]).render("{}", color_system=ColorSystem.STANDARD)
