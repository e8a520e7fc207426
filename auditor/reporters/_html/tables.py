"""Tables that a keyboard can scroll where they are wider than the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from auditor.reporters._html.markup import Child, tag


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
