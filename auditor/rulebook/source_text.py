"""Where something is in a rule file, and what an error there looks like: line, column, caret."""

from __future__ import annotations

import re

from msgspec import Struct

from auditor.errors import ConfigurationError
from auditor.model.location import Span
from auditor.redaction import holds_secret

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
"""What one character of a double-quoted scalar is written as (YAML 1.1, section 5.6)."""
_STYLES = ("'", '"', "|", ">")
"""The first characters of scalars that are not plain; no plain one begins so."""
_CONTINUATION = re.compile(r"(?:\\\r?\n[ \t]*)*")
"""An escaped line break in a double-quoted scalar stands for nothing."""


class RuleText(Struct, frozen=True):
    """The text of a rule file or a pack's description. Offsets count its characters from 0."""

    path: str
    text: str

    def error(self, message: str, offset: int, length: int = 1) -> ConfigurationError:
        """Returns an error at `text[offset : offset + length]`, with the line and carets under those characters.

        A line that holds a secret, pasted there by mistake, is not quoted.
        """
        offset = min(offset, len(self.text))
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        line = self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")
        column = offset - start
        margin = "".join("\t" if character == "\t" else " " for character in line[:column])
        carets = "^" * max(1, min(length, len(line) - column))
        number = self.text.count("\n", 0, offset) + 1
        return ConfigurationError(
            message,
            path=self.path,
            line=number,
            column=column + 1,
            excerpt="" if holds_secret(line) else f"{number:>5} | {line}\n      | {margin}{carets}",
        )

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; that of the end for one behind it."""
        at = 0
        for _ in range(line - 1):
            at = self.text.find("\n", at) + 1 or len(self.text)
        return min(at + column - 1, len(self.text))

    def start(self, span: Span) -> int:
        """The offset at which a span begins."""
        return self.offset(span.line, span.column)

    def end(self, span: Span) -> int:
        """The offset behind a span."""
        return self.offset(span.end_line, span.end_column)

    def offsets(self, value: str, at: int) -> list[int]:
        """For every character of the value of the scalar at an offset, and for its end, the offset in the file.

        YAML folds lines and resolves escapes, so the value is laid next to its source: what is no white space stands
        in both in the same order, and white space of the value is looked for where the source has some.
        """
        style = self.text[at] if self.text[at : at + 1] in _STYLES else None
        if style in ("|", ">"):
            at = self.text.index("\n", at) + 1
        elif style:
            at += 1
        found = []
        for character in value:
            at = self._next(at, character, style)
            found.append(at)
            at += self._width(at, character, style)
        return [*found, min(at, len(self.text))]

    def _next(self, at: int, character: str, style: str | None) -> int:
        """Where the character stands, from `at` on."""
        while True:
            if style == '"' and (continuation := _CONTINUATION.match(self.text, at)):
                at = continuation.end()
            if character.isspace() or not self.text[at].isspace():
                return at
            at += 1

    def _width(self, at: int, character: str, style: str | None) -> int:
        """How many characters of the source the character at `at` takes; 0 for white space that folding made."""
        if style == '"' and self.text[at] == "\\" and (escape := _ESCAPE.match(self.text, at)):
            return len(escape[0])
        if style == "'" and character == "'":
            return 2
        return 0 if character.isspace() and not self.text[at : at + 1].isspace() else 1
