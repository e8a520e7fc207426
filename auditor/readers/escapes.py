r"""What a text reads like once its escapes are undone: `%2B`, `&#43;`, `\u002b`, `\/`, `=3D`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from auditor.readers.mapped_text import MappedText

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_ENTITY = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BACKSLASH = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(\r?\n)[ \t]*|(.))", re.DOTALL
)
_QUOTED_PRINTABLE = re.compile(r"=(?:([0-9A-F]{2})|[ \t]*\r?\n)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0", "a": "\a", "v": "\v", "e": "\x1b"}
_LAST = 0x10FFFF


def percent(mapped: MappedText) -> MappedText:
    """Percent-encoding undone (RFC 3986, section 2.1), byte by byte: values are ASCII."""
    return _replaced(mapped, _PERCENT, lambda match: chr(int(match[1], 16)))


def entities(mapped: MappedText) -> MappedText:
    """Character references of HTML and XML undone."""
    return _replaced(mapped, _ENTITY, lambda match: html.unescape(match[0]))


def backslashes(mapped: MappedText) -> MappedText:
    """The escapes that JSON and most programming languages share undone; a backslash before a line end joins lines."""
    return _replaced(mapped, _BACKSLASH, _unescaped)


def quoted_printable(mapped: MappedText) -> MappedText:
    """Quoted-printable undone (RFC 2045, section 6.7), soft line breaks with it."""
    return _replaced(mapped, _QUOTED_PRINTABLE, lambda match: chr(int(match[1], 16)) if match[1] else "")


def doubled(mapped: MappedText, quote: str) -> MappedText:
    """A quote written twice undone, as in SQL, CSV and YAML."""
    return _replaced(mapped, re.compile(re.escape(quote * 2)), lambda _: quote)


def _unescaped(match: re.Match[str]) -> str:
    braced, short, long, byte, newline, other = match.groups()
    if number := braced or short or long or byte:
        code = int(number, 16)
        return chr(code) if code <= _LAST else "\ufffd"
    return "" if newline else _CONTROLS.get(other, other)


def _replaced(mapped: MappedText, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> MappedText:
    if not pattern.search(mapped.text):
        return mapped
    return MappedText.joined(_pieces(mapped.text, pattern, replace)).within(mapped)


def _pieces(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Iterator[tuple[str, int, int]]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], at, match.start()
        yield replace(match), match.start(), match.end()
        at = match.end()
    if at < len(text):
        yield text[at:], at, len(text)
