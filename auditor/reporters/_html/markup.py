"""Builds HTML and SVG so that text cannot become markup: a `str` is escaped, only a `Markup` is taken as it is.

Every text passes `neutral` first, so that control characters, line separators and bidirectional marks of audited names
are shown as escapes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from string import Formatter

from markupsafe import Markup, escape

from auditor.reporters._html.page_words import template
from auditor.reporters._shared.sanitize import neutral, sentence

Child = str | Markup | Iterable["Child"] | None
"""What may be inside an element: text, markup, several of both, or nothing."""
Value = str | int | float | bool | None
"""The value of an attribute: True writes the bare name, None and False leave the attribute out."""
NOTHING = Markup()
_VOID = frozenset({"meta", "input", "br", "hr", "wbr", "line", "rect", "circle", "path"})
_SELF_CLOSED = frozenset({"line", "rect", "circle", "path"})
"""SVG inside HTML has no void elements: these are closed by a slash."""


def text(content: str) -> Markup:
    """Returns a text as markup that shows it, whatever it holds.

    Args:
        content: Any text; markup is returned unchanged.
    """
    return content if isinstance(content, Markup) else escape(neutral(content))


def tag(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """Returns an element.

    Args:
        name: The element's name. Always one of ours, never a text of an audited file.
        *children: Texts, which are escaped, and markup.
        **attributes: By name; a trailing underscore is dropped (`class_`), others become hyphens (`aria_label`).
    """
    opening = f"<{name}{_attributes(attributes)}"
    if name in _VOID:
        return Markup(f"{opening}/>" if name in _SELF_CLOSED else f"{opening}>")  # noqa: S704 - escaped above
    return Markup(f"{opening}>{join(*children)}</{name}>")  # noqa: S704 - escaped above and below


def join(*children: Child) -> Markup:
    """Returns children one after the other, texts escaped."""
    return Markup("".join(_flat(children)))  # noqa: S704 - every part is escaped by _flat


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            yield text(child)
        else:
            yield from _flat(child)


def _attributes(attributes: dict[str, Value]) -> str:
    parts = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        shown = name.rstrip("_").replace("_", "-")
        parts.append(f" {shown}" if value is True else f' {shown}="{text(str(value))}"')
    return "".join(parts)


def code(content: str) -> Markup:
    """Returns a name, a key or a command in code type, isolated from the direction of the text around it."""
    return tag("code", tag("bdi", content))


def link(content: Child, address: str) -> Markup:
    """Returns a link to a web page, or the content alone where the address is no web address.

    Args:
        content: What is shown.
        address: A rule pack may have written it, so only `https:` and `http:` are taken.
    """
    if not address.startswith(("https://", "http://")):
        return join(content)
    return tag("a", content, href=address, class_="bare" if content == address else None)


def phrase(name: str, n: int | None = None, /, **children: Child) -> Markup:
    """Returns a fixed text of the page whose placeholders hold markup.

    Args:
        name: The text's, in the table of words.
        n: Chooses between the text for one and that for several.
        **children: What the placeholders hold; texts are escaped.
    """
    parts: list[Child] = []
    for literal, field, _, _ in Formatter().parse(template(name, n)):
        parts += [literal, children[field] if field else None]
    return join(parts)


def prose(content: str) -> Markup:
    """Returns a sentence of ours, in which names between backticks are code."""
    parts = sentence(content).split("`")
    if len(parts) % 2 == 0:
        return text(sentence(content))
    return join(code(part) if number % 2 else part for number, part in enumerate(parts))


def date(day: dt.date | None) -> Markup | None:
    """Returns a day that stays on one line; None for none."""
    return tag("time", day.isoformat(), datetime=day.isoformat()) if day else None


def table(name: str, header: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """Returns a table; the first cell of a row is its heading.

    Args:
        name: What the table shows, for those who do not see it.
        header: The headings of the columns.
        rows: The cells, a text or markup each.
    """
    return tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", [tag("th", cell, scope="col") for cell in header])),
            tag("tbody", [_row(row) for row in rows]),
        ),
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label=name,
    )


def _row(cells: Sequence[Child]) -> Markup:
    first, *rest = cells
    return tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in rest])
