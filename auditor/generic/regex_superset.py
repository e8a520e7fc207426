"""Tells which bytes are worth scanning for a regular expression: Hyperscan expressions that over-select and never miss.

Python matches characters of a line; Hyperscan matches bytes of a whole blob. So characters beyond ASCII become one to
four bytes, what is optional at either end is dropped (a match of the rest relies on the same line), and nothing is
anchored but to the character before it. `line_expression` is for text as it is. `file_expressions` is for files
whose fields are shown as lines (YAML, INI): the parts of the expression that survive it, all
of which the file must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from auditor.generic.regex_tree import (
    ASCII,
    EMPTY,
    EVERY,
    Chars,
    Choice,
    LineStart,
    Node,
    NotNext,
    Repeat,
    Sequence,
    mask,
    width,
)

_BYTES_PER_CHARACTER = 4
_LONG_REPEAT = 255
"""Limits beyond which a repetition counts as unlimited: a larger automaton would select hardly less."""
_GLUE = "\"'\\:="
"""What rewriting puts between and around the texts of a file, or takes away. White space besides."""
_SPACE = " \t\n\r\v\f"
_ESCAPE = rb"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\x00-\xff])"
"""What in a file may be another character in a field: an escape, which may end with any character."""


def line_expression(node: Node) -> bytes | None:
    """Returns the expression that matches on every line on which `node` does; None if that could be any line."""
    *start, last = [*_flat(_without_tail(trim(node)))] or [EMPTY]
    if not width(last):
        return None
    # Of the last character the first byte is enough: its other bytes would only be reported again.
    return _before(node) + render(Sequence(tuple(start))) + (_class(last) if isinstance(last, Chars) else render(last))


def _before(node: Node) -> bytes:
    """Returns what is before the first character that is not optional, if that is the start of a line or one of a few.

    Without it, what begins in the middle of words (`AP...` in `CAPABILITIES`) would match throughout a program's text.
    """
    match list(_flat(node)):
        case [Choice(options), Chars(), *_] if LineStart() in options:
            before = [option for option in options if isinstance(option, Chars)]
            if len(before) == len(options) - 1:
                # Lines end with either of these; a mark of the byte order is before the first.
                ascii_ = reduce(or_, (chars.ascii for chars in before), mask("\r\n"))
                return b"(?:^|" + _class(Chars(ascii_, beyond=True)) + b")"
    return b""


def file_expressions(node: Node) -> tuple[bytes, ...]:
    """Expressions that all match somewhere in a file if `node` matches one of its fields as a line."""
    items = list(_flat(node))
    whole = [_whole_run(item) for at, item in enumerate(items) if _is_whole(items, at)]
    return tuple(dict.fromkeys((*(render(piece) for piece in pieces(node)), *whole)))


def _is_whole(items: list[Node], at: int) -> bool:
    """Returns whether an item is a run of one length that has none of its own characters before or after it."""
    match items[at : at + 2]:
        case [Repeat(Chars(ascii_, beyond=False) as chars, low, high), NotNext(excluded)] if low == high:
            before = Sequence(tuple(items[:at]))
            is_apart = bool(width(before)) and not _last(before).ascii & ascii_
            return is_apart and not ascii_ & ~excluded and not chars.holds(_SPACE + _GLUE)
    return False


def _last(node: Node) -> Chars:
    """Returns the characters with which a match of `node` that is not empty may end."""
    match node:
        case Chars():
            return node
        case Repeat(item, _, _):
            return _last(item)
        case Choice(options):
            return _union(map(_last, options))
        case Sequence(items):
            mandatory = next((at for at in reversed(range(len(items))) if width(items[at])), 0)
            return _union(map(_last, items[mandatory:]))
    return Chars(0)


def _union(sets: Iterable[Chars]) -> Chars:
    known = list(sets)
    return Chars(reduce(or_, (chars.ascii for chars in known), 0), any(chars.beyond for chars in known))


def _whole_run(node: Node) -> bytes:
    """Returns the expression of a run as it is in a file that ends with a line's end: with other characters around it."""
    match node:
        case Repeat(Chars(ascii_), _, _):
            other = _class(Chars(EVERY & ~ascii_, beyond=True))
            return b"(?:^|" + other + b"|" + _ESCAPE + b")" + render(node) + other
    raise TypeError(node)


def pieces(node: Node) -> list[Node]:
    """Returns the mandatory parts of `node` that hold neither white space nor anything else that rewriting changes."""
    runs: list[list[Node]] = [[]]
    items = list(_flat(node))
    for at, item in enumerate(items):
        stable = None if _is_whole(items, at) else _stable(item)
        if stable is None:
            runs.append([])
        else:
            runs[-1].append(stable)
    trimmed = (trim(Sequence(tuple(run))) for run in runs)
    return [piece for piece in trimmed if width(piece)]


def trim(node: Node) -> Node:
    """Returns `node` without what is optional at its ends."""
    return _trim(_trim(node, at=0), at=-1)


def _trim(node: Node, *, at: int) -> Node:
    match node:
        case Sequence(items):
            remaining = list(items)
            while remaining and not width(remaining[at]):
                del remaining[at]
            if remaining:
                remaining[at] = _trim(remaining[at], at=at)
            return Sequence(tuple(remaining))
        case Choice(options) if width(node):
            return Choice(tuple(_trim(option, at=at) for option in options))
        case Repeat(item, low, _):
            if not low or not width(item):
                return EMPTY
            return _trim(item, at=at) if low == 1 else Repeat(item, low, low)
    return node if width(node) else EMPTY


def _without_tail(node: Node) -> Node:
    """Returns `x*y` at the end, where every `y` is an `x`, as one `x`: each match begins there and is reported once."""
    match list(_flat(node)):
        case [*start, Repeat(Chars() as several, low, None), Chars() as last] if _is_within(last, several):
            return Sequence((*start, Repeat(several, low, low) if low else several))
    return node


def _is_within(some: Chars, others: Chars) -> bool:
    return not some.ascii & ~others.ascii and others.beyond >= some.beyond


def _flat(node: Node) -> Iterator[Node]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _flat(item)
    else:
        yield node


def _stable(node: Node) -> Node | None:
    """Returns what must be in the file where `node` matches a field as a line; None if that may be anything."""
    match node:
        case Chars():
            return _stable_repeat(node, 1, 1)
        case LineStart() | NotNext():
            return EMPTY
        case Repeat(Chars() as chars, low, high):
            return _stable_repeat(chars, low, high)
        case Repeat(item, low, high):
            stable = _stable(item)
            return None if stable is None else Repeat(stable, low, high)
        case Sequence(items):
            parts = [_stable(item) for item in items]
            return None if None in parts else Sequence(tuple(part for part in parts if part is not None))
        case Choice(options):
            choices = [_stable(option) for option in options]
            return None if None in choices else Choice(tuple(choice for choice in choices if choice is not None))


def _stable_repeat(chars: Chars, low: int, high: int | None) -> Node | None:
    if chars.holds(_SPACE):
        return None
    if not chars.holds(_GLUE):
        return Repeat(chars, low, high)
    # A quote at either end may be added, every other character may be an added backslash; and what is one character
    # in a value may be two in the file (`''`).
    return Repeat(chars, max(0, (low - 2) // 2), None if high is None else 2 * high)


def render(node: Node) -> bytes:
    """Returns the Hyperscan expression of a tree."""
    match node:
        case Chars():
            return _class(node) + (b"{1,%d}" % _BYTES_PER_CHARACTER if node.beyond else b"")
        case LineStart() | NotNext():
            return b""
        case Sequence(items):
            return b"".join(map(render, items))
        case Choice(options):
            return b"(?:" + b"|".join(map(render, options)) + b")"
        case Repeat(Chars() as chars, low, high):
            most = _BYTES_PER_CHARACTER if chars.beyond else 1
            return _class(chars) + _bounds(low, None if high is None else high * most)
        case Repeat(item, low, high):
            return b"(?:" + render(item) + b")" + _bounds(low, high)


def _bounds(low: int, high: int | None) -> bytes:
    if low == high == 1:
        return b""
    if high is None or high > _LONG_REPEAT > low:
        return b"{%d,}" % low
    return b"{%d,%d}" % (low, max(low, high)) if low != high else b"{%d}" % low


def _class(chars: Chars) -> bytes:
    if chars.ascii.bit_count() == 1 and not chars.beyond:
        return re.escape(bytes([chars.ascii.bit_length() - 1]))
    ranges = [b"\\x%02x-\\x%02x" % (first, last) for first, last in _ranges(chars.ascii)]
    return b"[" + b"".join(ranges) + (b"\\x80-\\xff" if chars.beyond else b"") + b"]"


def _ranges(members: int) -> Iterator[tuple[int, int]]:
    first = None
    for code in range(ASCII + 1):
        inside = bool(members >> code & 1)
        if inside and first is None:
            first = code
        elif not inside and first is not None:
            yield first, code - 1
            first = None
