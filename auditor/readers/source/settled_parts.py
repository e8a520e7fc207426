"""Tells which literals a part of a program holds when it ends: an item has its collection's name, a pair is a name and its value."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.readers.document import Literal
from auditor.readers.grouping import named_by_neighbour, settled
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.source.frames import ITEM, Found, Frame, column_in, holder
from auditor.readers.source.keywords import is_identifier

_PAIR = 2


def names_in(frame: Frame) -> tuple[str, ...]:
    """Returns the names of columns that a list or tuple holds and nothing else: `("api_key", "api_secret")`; else nothing."""
    names = tuple(found.mapped.text for found in frame.found if found.use is ITEM)
    if len(names) < _PAIR or len(names) != frame.size or not all(map(is_identifier, names)):
        return ()
    return names if any(map(is_credential_word, names)) else ()


def settled_in(frame: Frame, outer: Sequence[Frame]) -> list[Literal]:
    """Returns the literals of a part that ends: an item has its collection's name, a pair is a name and its value.

    Args:
        frame: The part.
        outer: The parts around it.
    """
    outer_path = holder(outer).path if outer else ()
    outer_group = f"pairs@{(outer[-1] if outer else frame).region.start}"
    items = [found for found in frame.found if found.use is ITEM]
    in_row = bool(items) and column_in(outer, items[0].index, frame) != ""
    if len(frame.found) == len(items) == _PAIR and not in_row and _names(items[0], items[1]):
        name: str = items[0].mapped.text
        return [Literal(items[1].mapped, name, frame.path, outer_group, "assignment")]
    literals = []
    for found in frame.found:
        use = found.use
        if use is not ITEM:
            literals.append(Literal(found.mapped, use.name, use.path, use.group, use.kind, use.callee, use.position))
        elif name := column_in(outer, found.index, frame):
            literals.append(Literal(found.mapped, name, frame.path, f"list@{frame.region.start}", "assignment"))
        else:
            name = frame.outer.name
            path = outer_path if name else frame.path
            literals.append(
                Literal(found.mapped, name, path, f"list@{frame.region.start}", "item", position=found.index)
            )
    if frame.region.kind == "call":
        return named_by_neighbour(literals, [found.use is frame.outer for found in frame.found])
    if frame.region.kind not in {"collection", "composite"}:
        return literals
    named = [literal for literal in literals if literal.kind == "assignment"]
    rest = [literal for literal in literals if literal.kind != "assignment"]
    return [*rest, *settled(named, frame.path, outer_group)]


def _names(item: Found, value: Found) -> bool:
    """Returns whether the first of two items names the second: `("X-API-Key", "…")`."""
    text = item.mapped.text
    return is_identifier(text) and is_credential_word(text) and not is_identifier(value.mapped.text)
