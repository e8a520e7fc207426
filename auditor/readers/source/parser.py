"""Parses source code with tree-sitter, within bounds, and asks the tree what the queries of the language name."""

from __future__ import annotations

import time
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from auditor.readers.source.languages import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node, Parser, Query, Tree

Match = dict[str, "list[Node]"]
"""The nodes of one match by the names of their captures."""
_CHUNK = 1 << 16
"""Bytes that are handed over at once."""
_UNTIMED = 1 << 11
"""Bytes of the largest text that is parsed without asking for the time: what recovers worst takes 0.2 s for them."""
_SECONDS = 4.0
"""Processor time for one parse; a file of 2 MB takes less than half a second."""
_DEEPEST = 1_000
"""Nodes within nodes beyond which nothing is captured."""
_MOST_RANGES = 64
"""Ranges that are asked for one by one; for more the whole between the first and the last is asked for."""


def parse(data: bytes, language: Language) -> Tree | None:
    """Parses UTF-8; returns None where it takes longer than `_SECONDS`."""
    parser = _parser(language)
    if len(data) <= _UNTIMED:
        return parser.parse(data)
    deadline = time.thread_time() + _SECONDS
    try:
        return parser.parse(
            lambda offset, _: data[offset : offset + _CHUNK], progress_callback=lambda *_: time.thread_time() > deadline
        )
    except ValueError:  # A parse that was stopped.
        parser.reset()
        return None


def matches(tree: Tree, language: Language, ranges: Iterable[tuple[int, int]]) -> Iterator[Match]:
    """Yields every match of the queries of the language that touches one of the ranges of bytes, which are in order."""
    from tree_sitter import QueryCursor

    wanted = list(ranges)
    if len(wanted) > _MOST_RANGES:
        wanted = [(wanted[0][0], wanted[-1][1])]
    for start, end in wanted:
        cursor = QueryCursor(_query(language))
        cursor.set_byte_range(start, end)
        cursor.set_max_start_depth(_DEEPEST)
        for _, captured in cursor.matches(tree.root_node):
            yield captured


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
