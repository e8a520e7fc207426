"""Which stretches of source code are names, strings, numbers and marks: Pygments' lexers, reduced to what matters.

Pygments tells strings and comments from code in every language; what is neither is cut into words and marks here, so
that one walker serves all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, final
from typing import Literal as OneOf

from auditor.readers.mapped_text import MappedText
from auditor.readers.source.string_literals import strings

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_WORD = re.compile(
    r"(?P<newline>\n)|[ \t\r\f\v]++|(?P<name>[^\W\d]\w*+(?:!(?=[(\[{]))?|[$@%]{1,2}[^\W\d]\w*+)"
    r"|(?P<number>\d[\w.]*+)|(?P<string>\"[^\"\n]*\")"
    r"|(?P<mark>=>|->|<-|:=|::|\?\.|&\.|\.\.+|[=!]==?|[<>]=|\|\|=?|&&|\?\?=?|[-+*/%.~]=|.)",
    re.DOTALL,
)
_DYNAMIC = ("{", "$", "#{", "\\(")
"""How an interpolation begins; `%s` and the like leave a text as it is."""
_RESCANS = frozenset("/'\"`")
"""Marks at which a lexer looked in vain for the end of a comment or string, perhaps to the end of the text."""
_BLANK = re.compile(r"\s{3000}")
"""White space that lexers look through from each of its lines anew."""
_OPENERS = re.compile(r"<<[-~]?[\"'`]?[A-Za-z_]|^=[a-z]", re.MULTILINE)
"""What begins a here document or a block of documentation, whose end is looked for up to the end of the text."""
_MOST_RESCANNED = 300_000_000


class TooMuchError(ValueError):
    """A text makes the lexer look to its end again and again."""


@final
class Token(NamedTuple):
    """A token; `literal` is set for a string whose whole text is known."""

    kind: OneOf["name", "number", "mark", "newline", "string", "dynamic"]
    text: str
    start: int
    end: int
    literal: MappedText | None = None


def tokens(text: str, lexer: Lexer) -> Iterator[Token]:
    """The tokens of a text without white space and comments.

    Raises:
        TooMuchError: the text is made to take forever.
    """
    if _BLANK.search(text) or len(_OPENERS.findall(text)) * len(text) > _MOST_RESCANNED:
        raise TooMuchError
    for kind, start, end in _runs(text, lexer):
        if kind == "string":
            yield from _literals(text, start, end)
        elif kind == "code":
            yield from _words(text, start, end)
        elif "\n" in text[start:end]:
            yield Token("newline", "\n", start, end)


def _literals(text: str, start: int, end: int) -> Iterator[Token]:
    for first, last, literal in strings(text, start, end):
        yield Token("string" if literal is not None else "dynamic", "", first, last, literal)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        match match.lastgroup:
            case "name" | "number" | "mark" | "newline" as kind:
                yield Token(kind, match[0], first, last)
            case "string":
                yield Token("string", "", first, last, MappedText.verbatim(text, first + 1, last - 1))


def _runs(text: str, lexer: Lexer) -> Iterator[tuple[str, int, int]]:
    """Maximal stretches of one kind: `string`, `comment` or `code`."""
    current, begun, reached, rescanned = "code", 0, 0, 0
    for index, token, value in lexer.get_tokens_unprocessed(text):
        kind = _kind(token, value)
        if kind == "code" and value in _RESCANS:
            rescanned += len(text) - index
            if rescanned > _MOST_RESCANNED:
                raise TooMuchError
        if kind != current or index != reached:
            if reached > begun:
                yield current, begun, reached
            current, begun = kind, index
        reached = index + len(value)
    if reached > begun:
        yield current, begun, reached


def _kind(token: _TokenType, value: str) -> str:
    from pygments.token import Comment, String  # loaded by the lexer already

    if token[:1] == Comment:
        return "comment"
    if token[: len(String)] != String or token[len(String) :] in {("Symbol",), ("Regex",)}:
        return "code"
    return "interpolation" if token[len(String) :] == ("Interpol",) and value.startswith(_DYNAMIC) else "string"
