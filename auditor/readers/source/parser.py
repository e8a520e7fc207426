"""Parses source code with tree-sitter, within bounds, and asks the tree what the queries of the language name."""

from __future__ import annotations

import time
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from auditor.readers.source.languages import Language
from auditor.readers.stopped_parses import count_stopped_parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node, Parser, Query, Tree

Match = dict[str, "list[Node]"]
"""The nodes of one match by the names of their captures."""
_CHUNK = 1 << 16
"""Bytes that are handed over at once."""
_SHORT = 1 << 18
"""Bytes of a text that is parsed at once, before pieces of it are tried."""
_SOON, _SOON_PER_BYTE = 0.005, 0.3e-6
"""Processor time for that, at least, and for each byte: ordinary code takes a third of it. What takes time by the square of its
size is stopped before a step of it can take long: the worst of 17 grammars took 0.06 s for 200 kB."""
_PIECE = 1 << 11
"""Bytes of the pieces in which a text is tried; a text of no more is parsed without asking for the time."""
_BEGINNING = 1 << 9
"""Bytes of each piece that are tried before the rest: what recovers worst takes 0.2 s for them, and 6 s for a piece."""
_SLOW = 0.03
"""Processor time for a piece or its beginning; ordinary code takes a hundredth of it, what takes the square of its size more."""
_SECONDS = 4.0
"""Processor time for one parse; a file of 2 MB takes less than half a second."""
_DEEPEST = 1_000
"""Nodes within nodes beyond which nothing is captured."""
_SAMPLE = 256
"""Nodes of which one is asked which errors it is in: an error with fewer children costs nothing."""
_MOST_STEPS = 1 << 31
"""Steps of a cursor through errors, of 1.3 ns each, up to which a tree is queried."""
_MOST_RANGES = 64
"""Ranges that are asked for one by one; for more the whole between the first and the last is asked for."""


def parse(data: bytes, language: Language) -> Tree | None:
    """Parses UTF-8; returns None where it takes longer than `_SECONDS`, or where a piece of it shows that it would.

    Nearly every grammar has marks that take time by the square of how often they are repeated (`-,` in Python, `<a ` in C#),
    and tree-sitter asks for the time between steps only: 2 kB of them took up to 6 s, 16 kB minutes. So pieces of a text
    are tried first, unless it is short and parsed before anything like that can happen.
    """
    tree = _parsed(_parser(language), data)
    if tree is None:
        count_stopped_parse()
    return tree


def _parsed(parser: Parser, data: bytes) -> Tree | None:
    if len(data) <= _SHORT and (tree := _timed(parser, data, max(_SOON, _SOON_PER_BYTE * len(data)))):
        return tree
    if len(data) <= _PIECE:
        return None if _begins_slowly(parser, data) else parser.parse(data)
    if any(_begins_slowly(parser, piece) or _is_slow(parser, piece) for piece in _pieces(data)):
        return None
    return _timed(parser, data, _SECONDS)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Yields what is tried: lines together, because the grammar recovers longer from half a line."""
    start = 0
    while start < len(data):
        end = start + _PIECE
        if end < len(data):
            end = data.rfind(b"\n", start + _PIECE // 2, end) + 1 or end
        yield data[start:end]
        start = end


def _timed(parser: Parser, data: bytes, seconds: float) -> Tree | None:
    """Parses; returns None once tree-sitter asks after so many seconds of processor time."""
    deadline = time.thread_time() + seconds
    try:
        return parser.parse(
            lambda offset, _: data[offset : offset + _CHUNK], progress_callback=lambda *_: time.thread_time() > deadline
        )
    except ValueError:  # A parse that was stopped.
        parser.reset()
        return None


def _begins_slowly(parser: Parser, piece: bytes) -> bool:
    return len(piece) > _BEGINNING and _is_slow(parser, piece[:_BEGINNING])


def _is_slow(parser: Parser, piece: bytes) -> bool:
    began = time.thread_time()
    parser.parse(piece)
    return time.thread_time() - began > _SLOW


def matches(tree: Tree, language: Language, ranges: Iterable[tuple[int, int]]) -> list[Match] | None:
    """Returns every match of the queries of the language that touches one of the ranges of bytes, which are in order.

    Returns None where that would take too long. The cursor's own callback for such cases crashes the interpreter now and
    then (tree-sitter 0.26.1), so the time is estimated.
    """
    from tree_sitter import QueryCursor

    wanted = list(ranges)
    if len(wanted) > _MOST_RANGES:
        wanted = [(wanted[0][0], wanted[-1][1])]
    if tree.root_node.has_error and _error_steps(tree) * len(wanted) > _MOST_STEPS:
        return None
    found: list[Match] = []
    for start, end in wanted:
        cursor = QueryCursor(_query(language))
        cursor.set_byte_range(start, end)
        cursor.set_max_start_depth(_DEEPEST)
        found += [captured for _, captured in cursor.matches(tree.root_node)]
    return found


def _error_steps(tree: Tree) -> int:
    """Returns how many steps a cursor takes through the errors of a tree: the square of the number of children of each.

    Of tokens that nothing holds together (`((((…`) an error has as many children; it is found from a sample of the nodes.
    """
    cursor = tree.walk()
    steps, seen = 0, set()
    for index in range(0, tree.root_node.descendant_count, _SAMPLE):
        cursor.goto_descendant(index)
        while (node := cursor.node) and node.id not in seen:
            seen.add(node.id)
            if node.is_error:
                steps += node.child_count**2
            if not cursor.goto_parent():
                break
    return steps


@lru_cache(maxsize=32)
def _grammar(language: Language) -> object:
    from tree_sitter import Language as Grammar

    return Grammar(getattr(import_module(language.grammar), language.function)())


@lru_cache(maxsize=32)
def _parser(language: Language) -> Parser:
    from tree_sitter import Parser

    return Parser(_grammar(language))  # type: ignore[arg-type]


@lru_cache(maxsize=32)
def _query(language: Language) -> Query:
    from tree_sitter import Query

    folder = files("auditor.readers.source") / "queries"
    names = language.queries or (language.name,)
    text = "\n".join((folder / f"{name}.scm").read_text(encoding="utf-8") for name in names)
    return Query(_grammar(language), text)  # type: ignore[arg-type]
