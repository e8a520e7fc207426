"""Tells what of a text Markdown would take for markup, and how it stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.reporters._shared.sanitize import neutral, sentence

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#~&$]|:(?=\S)|^[-+]|(?<=^\d)[.)]")
"""What starts markup in GitHub's or GitLab's Markdown, anywhere or at the start: also bare links and emoji names."""

_BAR = "\\|"


def prose(text: str) -> str:
    """Returns the text as running text, with no markup of its own."""
    return _MARKUP.sub(r"\\\g<0>", sentence(text))


def code(text: str) -> str:
    """Returns the text in a code span."""
    shown = neutral(text)
    if not shown:
        return ""
    ticks = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    padding = " " if "`" in shown else ""
    return f"{ticks}{padding}{shown}{padding}{ticks}"


def listed(text: str) -> str:
    """Returns the text on a line of a code block without a fence, which nothing in it can end."""
    return f"    {neutral(text)}\n"


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Returns a table of cells that are already marked up; no cell can end before its end."""
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n" for cells in lines)
