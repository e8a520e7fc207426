"""Tells what a Python regular expression can match, as a small tree: characters, sequences, choices, repetitions.

Only consumption is kept, the start of a line, and which character must not follow. Other anchors, look-around and
back-references narrow a match and never widen it, so a tree without them describes a superset, which is what a
prefilter needs. Two things are left to `unusual`, because they would cost much and are hardly ever met: digits of other
scripts, and the few characters beyond ASCII that are an ASCII letter when case is ignored.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import reduce
from importlib import import_module
from operator import or_
from typing import Any

from msgspec import Struct, field

ASCII = 128
"""Number of ASCII characters; a set of them is an int with one bit each."""
EVERY = (1 << ASCII) - 1
_LETTERS = sum(1 << ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz")
_CASE = ord("a") - ord("A")


class UnreadableError(ValueError):
    """A construct of a regular expression that this module does not know."""


class Chars(Struct, frozen=True):
    """One character of a set."""

    ascii: int
    """The ASCII characters of the set, a bit each."""
    beyond: bool = False
    """Whether the set may hold characters beyond ASCII: all of them, then, since this is a superset."""

    def holds(self, characters: str) -> bool:
        """Returns whether any of these ASCII characters is in the set."""
        return bool(self.ascii & mask(characters))


class LineStart(Struct, frozen=True):
    """Nothing, at the start of a line."""


class NotNext(Struct, frozen=True):
    """Nothing, where none of these ASCII characters follows."""

    ascii: int


class Sequence(Struct, frozen=True):
    """One after the other."""

    items: tuple[Node, ...] = ()


class Choice(Struct, frozen=True):
    """One of several."""

    options: tuple[Node, ...]


class Repeat(Struct, frozen=True):
    """The same several times; `high` None is no limit."""

    item: Node
    low: int
    high: int | None


Node = Chars | LineStart | NotNext | Sequence | Choice | Repeat
EMPTY = Sequence()


def unusual() -> str:
    """Returns the characters beyond ASCII that an expression may match where its tree says ASCII."""
    beyond = "".join(map(chr, range(ASCII, sys.maxunicode + 1)))
    return "".join(re.findall(r"[a-z]|\d", beyond, re.IGNORECASE))


def mask(characters: Iterable[str]) -> int:
    """Returns the set of these ASCII characters."""
    return reduce(or_, (1 << ord(character) for character in characters), 0)


def width(node: Node) -> int:
    """Returns the number of characters of the shortest match."""
    match node:
        case Chars():
            return 1
        case LineStart() | NotNext():
            return 0
        case Sequence(items):
            return sum(map(width, items))
        case Choice(options):
            return min(map(width, options))
        case Repeat(item, low, _):
            return low * width(item)


def read(pattern: re.Pattern[str]) -> Node:
    """Returns the tree of a compiled expression.

    Raises:
        UnreadableError: it holds something unknown to this module (a future version of `re`).
    """
    # The parser of the standard library: writing another would be the larger risk. Its tree has not changed since
    # Python 3.11; anything unknown raises, and a test reads every plugin's expression.
    parser: Any = import_module("re._parser")
    return _Reader().sequence(parser.parse(pattern.pattern, pattern.flags), pattern.flags)


class _Reader(Struct):
    """Turns the parser's operations into nodes, remembering groups for back-references."""

    groups: dict[int, Node] = field(default_factory=dict)

    def sequence(self, operations: Iterable[tuple[Any, Any]], flags: int) -> Node:
        items = tuple(node for op, value in operations if (node := self._node(op, value, flags)) != EMPTY)
        return items[0] if len(items) == 1 else Sequence(items)

    def _node(self, op: Any, value: Any, flags: int) -> Node:
        match op.name:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return _characters(op.name, value, flags)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inside = value
                return self._repeat(low, high, self.sequence(inside, flags))
            case "AT" if value.name in {"AT_BEGINNING", "AT_BEGINNING_STRING"}:
                return LineStart()
            case "ASSERT_NOT" if value[0] > 0 and len(value[1]) == 1 and value[1][0][0].name in {"LITERAL", "IN"}:
                op, inside = value[1][0]
                return NotNext(_characters(op.name, inside, flags).ascii)
            case "AT" | "ASSERT" | "ASSERT_NOT" | "FAILURE":
                return EMPTY
        return self._group(op.name, value, flags)

    def _group(self, name: str, value: Any, flags: int) -> Node:
        match name:
            case "BRANCH":
                return Choice(tuple(self.sequence(option, flags) for option in value[1]))
            case "ATOMIC_GROUP":
                return self.sequence(value, flags)
            case "SUBPATTERN":
                group, added, removed, inside = value
                node = self.sequence(inside, (flags | added) & ~removed)
                if group is not None:
                    self.groups[group] = node
                return node
            case "GROUPREF":
                return self.groups[value]
            case "GROUPREF_EXISTS":
                _, present, absent = value
                return Choice((self.sequence(present, flags), self.sequence(absent or (), flags)))
        raise UnreadableError(name)

    def _repeat(self, low: int, high: int, item: Node) -> Node:
        unlimited = high == import_module("re._constants").MAXREPEAT
        if item == EMPTY or isinstance(item, NotNext):
            return EMPTY
        return Repeat(item, low, None if unlimited else high)


def _characters(name: str, value: Any, flags: int) -> Chars:
    match name:
        case "ANY":
            return Chars(EVERY if flags & re.DOTALL else EVERY & ~mask("\n"), beyond=True)
        case "LITERAL":
            return _folded(_range(value, value), flags)
        case "NOT_LITERAL":
            return Chars(EVERY & ~_folded(_range(value, value), flags).ascii, beyond=True)
    members = [_member(op.name, inner) for op, inner in value if op.name != "NEGATE"]
    union = Chars(reduce(or_, (member.ascii for member in members), 0), any(member.beyond for member in members))
    if value[0][0].name == "NEGATE":
        return Chars(EVERY & ~_folded(union, flags).ascii, beyond=True)
    return _folded(union, flags)


def _member(name: str, value: Any) -> Chars:
    match name:
        case "LITERAL":
            return _range(value, value)
        case "RANGE":
            return _range(*value)
        case "CATEGORY":
            return Chars(_category(value.name), beyond=value.name != "CATEGORY_DIGIT")
    raise UnreadableError(name)


def _range(low: int, high: int) -> Chars:
    return Chars(sum(1 << code for code in range(low, min(high + 1, ASCII))), beyond=high >= ASCII)


def _folded(chars: Chars, flags: int) -> Chars:
    """Returns the characters with the other case of each ASCII letter."""
    if not flags & re.IGNORECASE:
        return chars
    lower = (chars.ascii | chars.ascii << _CASE) & _LETTERS
    return Chars(chars.ascii | lower | lower >> _CASE, chars.beyond)


def _category(name: str) -> int:
    kind = name.removeprefix("CATEGORY_").removeprefix("NOT_")
    shorthand = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}.get(kind)
    if shorthand is None:
        raise UnreadableError(name)
    members = mask(re.findall(shorthand, "".join(map(chr, range(ASCII)))))
    return EVERY & ~members if "NOT_" in name else members
