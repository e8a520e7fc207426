"""Draws what the pictures of the page have in common: texts that fit, curves, and the picture with its description."""

from __future__ import annotations

from markupsafe import Markup

from auditor.reporters._html.markup import Child, Value, tag

_WIDTH_OF_CHARACTER = 0.56
"""Of the font size, for the sans-serif fonts that systems have; rather too wide than too narrow."""


def picture(name: str, title: str, width: int, height: float, *shapes: Child) -> Markup:
    """Returns a drawing that scales with the page and has a name for those who do not see it.

    Args:
        name: Makes the ids of the drawing unique on the page.
        title: What it shows, in one sentence. The table below it says the same as the drawing.
        width: In units; one is a pixel where the page is wide enough.
        height: In the same units.
        *shapes: What is drawn.
    """
    return tag(
        "div",
        tag(
            "svg",
            tag("title", title, id=f"{name}-title"),
            *shapes,
            viewBox=f"0 0 {width} {number(height)}",
            role="img",
            aria_labelledby=f"{name}-title",
        ),
        class_="drawing",
        tabindex=0,
        role="group",
        aria_label=title,
    )


def label(content: str, x: float, y: float, *, class_: str = "", anchor: str = "", room: float = 0) -> Markup:
    """Returns a text; one that is longer than `room` is shortened in its middle, and whole in its tooltip.

    Args:
        content: The text.
        x: Where it begins, ends or has its middle, by `anchor`.
        y: The base line.
        class_: A class of the style sheet.
        anchor: `middle`, `end`, or empty for the start.
        room: Units that the text may take; 0 for any.
    """
    shown = shortened(content, room) if room else content
    title = tag("title", content) if shown != content else None
    return tag("text", shown, title, x=number(x), y=number(y), class_=class_ or None, text_anchor=anchor or None)


def shortened(content: str, room: float, size: float = 12) -> str:
    """Returns the text with `…` in its middle where it would need more than `room` units at a font size."""
    most = max(4, int(room / (size * _WIDTH_OF_CHARACTER)))
    if len(content) <= most:
        return content
    head = (most - 1) // 3
    return f"{content[:head]}…{content[len(content) - (most - 1 - head) :]}"


def box(x: float, y: float, width: float, height: float, **attributes: Value) -> Markup:
    """Returns a rectangle."""
    return tag("rect", x=number(x), y=number(y), width=number(max(width, 0)), height=number(height), **attributes)


def rule(x1: float, y1: float, x2: float, y2: float, **attributes: Value) -> Markup:
    """Returns a straight line."""
    return tag("line", x1=number(x1), y1=number(y1), x2=number(x2), y2=number(y2), **attributes)


def curve(points: list[tuple[float, float]], **attributes: Value) -> Markup:
    """Returns a line through points from left to right, level at each of them."""
    (x, y), *rest = points
    parts = [f"M{number(x)} {number(y)}"]
    for to_x, to_y in rest:
        if abs(to_y - y) < 1:
            parts.append(f"L{number(to_x)} {number(to_y)}")
        else:
            middle = number((x + to_x) / 2)
            parts.append(f"C{middle} {number(y)} {middle} {number(to_y)} {number(to_x)} {number(to_y)}")
        x, y = to_x, to_y
    return tag("path", d="".join(parts), **attributes)


def number(value: float) -> str:
    """Returns a coordinate with at most one decimal, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
