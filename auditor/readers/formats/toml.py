"""TOML. The standard parser gives no positions, hence a tokeniser of our own without backtracking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal as OneOf

from auditor.model.late_pattern import late
from auditor.model.report import Skipped
from auditor.readers import mapped_text
from auditor.readers.document import Document, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.structured import Tree, parsed

NAMES = ("*.toml", "poetry.lock", "cargo.lock", "uv.lock", "pdm.lock", "pipfile")

_PART = r"(?:[\w-]++|\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\n]*+')"
_KEY = late(rf"[ \t]*+({_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+)[ \t]*+")
_PARTS = late(_PART)
_TOKEN = late(
    r"[ \t]*+(?:"
    r"(?P<multiline>\"\"\"[^\"\\]*+(?:(?:\\.|\"(?!\"\"))[^\"\\]*+)*+\"{3,5}|'''[^']*+(?:'(?!'')[^']*+)*+'{3,5})"
    r"|(?P<string>\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\n]*+')"
    r"|(?P<bare>[\w+.:-]++(?:[ ]\d\d:[\d:.]++Z?)?)"
    r"|(?P<mark>[\[\]{}=,])|(?P<line>(?:#[^\n]*+)?\r?(?:\n|\Z))|(?P<wrong>.))",
    re.DOTALL,
)
_DOT = "\x1f"
"""Joins the parts of a dotted key while the tree holds it; TOML allows no such character."""

_Expected = OneOf["statement", "equals", "value", "item", "key", "more", "line"]


def read(document: Document) -> Iterator[Literal | Skipped]:
    """Returns every string and every array of bytes, with the tables and keys above it."""
    parser = _Parser(document.text)
    return parsed(document, "TOML", parser.run, lambda: map(_undotted, parser.finish()))


def _undotted(literal: Literal) -> Literal:
    names = [part for name in (*literal.path, literal.name) for part in name.split(_DOT)]
    return literal._replace(name=names[-1], path=tuple(names[:-1]))


class _Parser:
    """Walks the tokens; containers are kept on a stack and never recurse."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._trees = [Tree()]
        self._closers: list[str] = []
        self._expected: _Expected = "statement"

    def finish(self) -> Iterator[Literal]:
        """Yields the literals of every table."""
        for tree in self._trees:
            yield from tree.finish()

    def run(self) -> int:
        """Returns the offset of the first thing that is no TOML, or -1.

        Raises:
            TooDeepError: it nests too deeply.
        """
        at = 0
        while at < len(self._text):
            if self._expected in {"statement", "key"} and (match := _KEY.match(self._text, at)):
                at = match.end()
                self._trees[-1].key(_key(self._text, match.start(1), match.end(1)))
                self._expected = "equals"
                continue
            token = _TOKEN.match(self._text, at)
            if token is None or token.lastgroup is None:
                return at
            start, at = token.span(token.lastgroup)
            if self._expected == "statement" and self._text[start : start + 1] == "[":
                at = self._header(start)
            elif not self._take(token.lastgroup, start, at):
                at = -1
            if at < 0:
                return start
        return -1 if self._expected in {"statement", "line"} else at

    def _header(self, start: int) -> int:
        """Begins a table; the offset past its header, or -1."""
        closer = "]]" if self._text.startswith("[[", start) else "]"
        match = _KEY.match(self._text, start + len(closer))
        if match is None or not self._text.startswith(closer, match.end()):
            return -1
        path = tuple(_key(self._text, match.start(1), match.end(1)).text.split(_DOT))
        self._trees.append(Tree(path, start))
        self._expected = "line"
        return match.end() + len(closer)

    def _take(self, kind: str, start: int, end: int) -> bool:
        """Takes one token; returns false if it may not be there."""
        match kind:
            case "line":
                return self._line()
            case "mark":
                return self._mark(start)
            case "wrong":
                return False
            case _:
                return self._literal(kind, start, end)

    def _line(self) -> bool:
        if self._closers:
            return self._expected not in {"equals", "value"}
        is_complete = self._expected in {"statement", "line"}
        self._expected = "statement"
        return is_complete

    def _mark(self, at: int) -> bool:
        mark, expected = self._text[at], self._expected
        if mark == "=":
            self._expected = "value"
            return expected == "equals"
        if mark == ",":
            self._expected = self._first()
            return expected == "more"
        if mark in "[{":
            self._trees[-1].open("list" if mark == "[" else "mapping", at)
            self._closers.append("]" if mark == "[" else "}")
            self._expected = self._first()
            return expected in {"value", "item"}
        if expected not in {"key", "item", "more"} or not self._closers or self._closers.pop() != mark:
            return False
        self._trees[-1].close(at + 1)
        self._expected = "more" if self._closers else "line"
        return True

    def _literal(self, kind: str, start: int, end: int) -> bool:
        if self._expected not in {"value", "item"}:
            return False
        self._trees[-1].scalar(_value(self._text, kind, start, end), is_text=kind != "bare")
        self._expected = "more" if self._closers else "line"
        return True

    def _first(self) -> _Expected:
        """Returns what comes first in the innermost container, and after a comma in it."""
        return "key" if self._closers[-1:] == ["}"] else "item"


def _key(text: str, start: int, end: int) -> MappedText:
    parts = [part.strip("\"'") for part in _PARTS.findall(text, start, end)]
    return MappedText.joined([(_DOT.join(parts), start, end)])


def _value(text: str, kind: str, start: int, end: int) -> MappedText:
    if kind == "bare":
        return MappedText.verbatim(text, start, end)
    inset = 3 if kind == "multiline" else 1
    first, last = start + inset, end - inset
    if kind == "multiline" and (match := re.compile(r"\r?\n").match(text, first)):
        first = match.end()
    raw = MappedText.verbatim(text, first, max(first, last))
    return mapped_text.backslashes(raw) if text[start] == '"' else raw
