"""JSON, also with comments, trailing commas, single quotes and bare keys (JSONC, JSON5), and one document a line.

The standard parser gives no positions, hence a tokeniser of our own; it is one regular expression without backtracking.
"""

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

NAMES = (
    "*.json", "*.jsonc", "*.json5", "*.jsonl", "*.ndjson", "*.har", "*.geojson", "*.webmanifest", "*.jsonld", "*.code-workspace",
    "*.postman_collection", "*.postman_environment", "*.avsc", "*.tfstate", "*.sublime-settings", ".babelrc", ".eslintrc",
    ".prettierrc", "*.importmap", "composer.lock", "pipfile.lock",
)  # fmt: skip

_TOKEN = late(
    r"[ \t\r\n\ufeff\u00a0]*+(?://[^\n]*+[\s]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/[\s]*+)*+"
    r"(?:(?P<string>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
    r"|(?P<mark>[{}\[\]:,])|(?P<bare>[\w$.+-]++)|(?P<end>\Z)|(?P<wrong>.))",
    re.DOTALL,
)
_LITERAL = late(r"[-+]?[\d.][\w.+-]*|true|false|null|none|undefined|nan|[-+]?infinity", re.IGNORECASE)
_FIRST = late(r"\s*(?:\{\s*[\"'}]|\[\s*[\"{\[\d\]-])")
_MOST_SNIFFED = 4096


def sniff(document: Document) -> bool:
    """Returns whether the text starts as an object or array and ends as one."""
    return _FIRST.match(document.text) is not None and document.text[-_MOST_SNIFFED:].rstrip()[-1:] in {"}", "]"}


def read(document: Document) -> Iterator[Literal | Skipped]:
    """Returns every string and every array of bytes, with the keys above it."""
    parser = _Parser(document.text)
    return parsed(document, "JSON", parser.run, parser.tree.finish)


_Expected = OneOf["key", "colon", "value", "item", "more"]
"""What may come next: a key or the mapping's end, a colon, a value, a value or the list's end, a comma or the end."""


class _Parser:
    """Walks the tokens; lenient in what tools accept, strict in what makes a document whole."""

    def __init__(self, text: str) -> None:
        self.tree = Tree()
        self._text = text
        self._closers: list[str] = []
        self._expected: _Expected = "value"

    def run(self) -> int:
        """Returns the offset of the first thing that is no JSON, or -1.

        Raises:
            TooDeepError: it nests too deeply.
        """
        at = 0
        while match := _TOKEN.match(self._text, at):
            kind = match.lastgroup or "end"
            start, at = match.span(kind)
            if kind == "end":
                return start if self._closers else -1
            if kind == "wrong" or not (self._mark(start) if kind == "mark" else self._literal(start, at)):
                return start
            # The colon right behind a key and the comma right behind a value need no look of their own.
            if self._expected == "colon" and self._text.startswith(":", at):
                self._expected = "value"
                at += 1
            elif self._expected == "more" and self._closers and self._text.startswith(",", at):
                self._expected = self._first()
                at += 1
        return at

    def _mark(self, at: int) -> bool:
        mark = self._text[at]
        if mark in "{[":
            return self._open(mark, at)
        if mark in "}]":
            return self._close(mark, at)
        if mark == ":":
            expected, self._expected = self._expected, "value"
            return expected == "colon"
        expected, self._expected = self._expected, self._first()
        return expected == "more" and bool(self._closers)

    def _open(self, mark: str, at: int) -> bool:
        if not self._may_be_value():
            return False
        self.tree.open("mapping" if mark == "{" else "list", at)
        self._closers.append("}" if mark == "{" else "]")
        self._expected = self._first()
        return True

    def _close(self, mark: str, at: int) -> bool:
        if self._expected not in {"key", "item", "more"} or not self._closers or self._closers.pop() != mark:
            return False
        self.tree.close(at + 1)
        self._expected = "more"
        return True

    def _literal(self, start: int, end: int) -> bool:
        is_text = self._text[start] in "\"'"
        inset = 1 if is_text else 0
        mapped = MappedText.verbatim(self._text, start + inset, end - inset)
        if is_text:
            mapped = mapped_text.backslashes(mapped)
        if self._expected == "key":
            self.tree.key(mapped)
            self._expected = "colon"
            return True
        if not self._may_be_value() or not (is_text or _LITERAL.fullmatch(mapped.text)):
            return False
        self.tree.scalar(mapped, is_text=is_text)
        self._expected = "more"
        return True

    def _first(self) -> _Expected:
        """Returns what comes first in the innermost container, and after a comma in it."""
        return "key" if self._closers[-1:] == ["}"] else "item"

    def _may_be_value(self) -> bool:
        """Returns whether a value may come: one document may follow another without a comma."""
        return self._expected in {"value", "item"} or not self._closers
