"""Tells what a literal of a program says: its text without the quotes of any language, escapes undone."""

from __future__ import annotations

import re

from auditor.readers import mapped_text
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.key_shapes import SIZES, listed

_HEAD = re.compile(
    r"(?P<prefix>[A-Za-z0-9@$]{0,3}#{0,8})(?P<quote>\"\"\"+|'''+|[\"'`]|\[=*\[)(?P<mark>[^()\\\s\"]{0,16}\()?"
    r"|~[A-Za-z](?P<sigil>\"\"\"|'''|[\"'(\[{|/<])|%[qQwW]?(?P<percent>[^\w\s])"
)
_PIECE = re.compile(
    r"(?P<raw>r?)(?P<quote>\"\"\"|'''|[\"'])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*+)(?P=quote)\s*+", re.DOTALL
)
_QUOTES_OF_PIECES = 4
"""Quotes of the shortest literal that is put together of others."""
_CLOSERS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_RAW_PREFIX = re.compile(r"#|@|[rR]|LR|u8R|uR|UR")
_LATIN = 0x100


def literal(text: str, start: int, end: int, form: str = "") -> MappedText | None:
    """Returns the value of the literal `text[start:end]`; None where it has no quotes that are known.

    Args:
        text: The text of the file.
        start: The offset of its first character.
        end: The offset past its last character.
        form: `raw` or `escaped` for the text of a literal without its quotes; empty for a literal with them.
    """
    if form:
        value = MappedText.verbatim(text, start, end)
        return _of_bytes(value if form == "raw" else mapped_text.backslashes(value))
    quotes = text.count('"', start, end) + text.count("'", start, end)
    if quotes >= _QUOTES_OF_PIECES and len(pieces := _pieces(text, start, end)) > 1:
        return MappedText.adjoined(pieces)
    head = _HEAD.match(text, start, end)
    if head is None:
        return None
    first, closing, is_raw = _quotes(head)
    last = end - len(closing)
    if last < first or not text.startswith(closing, last):
        return None
    value = MappedText.verbatim(text, first, last)
    return _of_bytes(value if is_raw else mapped_text.backslashes(value))


def _pieces(text: str, start: int, end: int) -> list[MappedText]:
    """Returns the literals of which one literal of Dart is put together; none where something else is between them."""
    pieces, at = [], start
    while match := _PIECE.match(text, at, end):
        value = MappedText.verbatim(text, *match.span("text"))
        pieces.append(value if match["raw"] else mapped_text.backslashes(value))
        at = match.end()
    return pieces if at == end else []


def _quotes(head: re.Match[str]) -> tuple[int, str, bool]:
    """Returns where the text of a literal begins, what closes it, and whether a backslash in it is no escape."""
    if other := head["sigil"] or head["percent"]:
        return head.end(), _CLOSERS.get(other, other), False
    prefix, quote = head["prefix"], head["quote"]
    is_raw = _RAW_PREFIX.search(prefix) is not None or quote[0] == "["
    if quote == '"' and prefix.endswith("R") and head["mark"] is not None:
        return head.end("mark"), f'){head["mark"][:-1]}"', True
    return head.end("quote"), quote.replace("[", "]") + "#" * prefix.count("#"), is_raw


def _of_bytes(value: MappedText) -> MappedText:
    r"""Of bytes that are no text (`b"\x1f\x8b…"`) the list of their numbers."""
    text = value.text
    if len(text) not in SIZES or value.is_verbatim or (text.isascii() and text.isprintable()):
        return value
    numbers = [ord(character) for character in text]
    return listed(numbers, value.start, value.end) if max(numbers) < _LATIN else value
