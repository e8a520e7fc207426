"""Where the string literals in a run of quoted text begin and end, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers import escapes
from auditor.readers.mapped_text import MappedText

_HEAD = re.compile(r"(?P<prefix>[A-Za-z@$]{0,3}#{0,8})(?P<quote>\"\"\"|'''|''(?=[^'])|[\"'`]|\[=*\[)")
_ESCAPED = {
    quote: re.compile(
        rf"(?:[^\\{quote[0]}]++|\\.|{quote[0]}(?!{quote[1:]}))*+{quote}"
        if len(quote) > 1
        else rf"[^\\{quote}]*+(?:\\.[^\\{quote}]*+)*+{quote}",
        re.DOTALL,
    )
    for quote in ('"', "'", '"""', "'''")
}
_SPACE = re.compile(r"\s+")


def strings(text: str, start: int, end: int) -> Iterator[tuple[int, int, MappedText | None]]:
    """Start and end of every literal in `text[start:end]` with its value; None where it is no whole literal."""
    at = start
    while at < end:
        if match := _SPACE.match(text, at, end):
            at = match.end()
            continue
        head = _HEAD.match(text, at, end)
        body = _body(text, head, end) if head else None
        if head is None or body is None:
            yield at, end, None
            return
        last, value = body
        yield at, last, value
        at = last


def _body(text: str, head: re.Match[str], end: int) -> tuple[int, MappedText] | None:
    """The offset past the literal that begins with `head`, and its value."""
    prefix, quote = head["prefix"], head["quote"]
    first = head.end()
    is_raw = "#" in prefix or "@" in prefix or "r" in prefix.lower() or quote not in _ESCAPED
    if is_raw:
        closing = quote.replace("[", "]") + "#" * prefix.count("#")
        last = text.find(closing, first, end)
    else:
        match = _ESCAPED[quote].match(text, first, end)
        closing, last = quote, match.end() - len(quote) if match else -1
    if last < 0:
        return None
    if "$" in prefix and "{" in text[first:last]:
        return None
    value = MappedText.verbatim(text, first, last)
    return last + len(closing), value if is_raw else escapes.backslashes(value)
