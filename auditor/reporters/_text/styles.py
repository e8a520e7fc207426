"""What a style looks like, and what stands for a character that the output cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from msgspec.structs import replace

from auditor.reporters._shared.next_steps import KEYS_AT
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._text.wrapping import NO_BREAK, Line, Span, wrap

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
    """The lines as text, each row ending in a newline."""
    return "".join(f"{_row(row, options)}\n" for line in lines for row in wrap(_shown(line, options), options.width))


def plain(text: str) -> str:
    """The text with ASCII in the place of the typographic characters that our own sentences use."""
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
    """A template that sets text in the style, in the sixteen colours that every terminal's theme makes legible."""
    if style == "link":
        return f"\x1b]8;;{KEYS_AT}\x1b\\{{}}\x1b]8;;\x1b\\"
    from rich.color import ColorSystem  # only for colour
    from rich.style import Style

    return Style.parse(STYLES[style]).render("{}", color_system=ColorSystem.STANDARD)
