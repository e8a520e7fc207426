"""Blanks a terminal's control sequences in text, so that the word or value right behind one is a word again."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"(?:\x1b|\\u001[bB]|\\x1[bB]|\\0?33|\\e|␛|\^\[)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m|\x1b\[[0-9;?]{0,12}[A-Za-z]"
)
"""Colours (ECMA-48, SGR) as bytes or written out, and other sequences as bytes; logs often lose the escape character."""

_MARKS = ("\x1b[", "u001b[", "u001B[", "x1b[", "x1B[", "033[", "\\e[", "␛[", "^[[", "[0m", "[0;", "[1;", "[39m")
"""Without any of these a text has no colours: brackets alone are everywhere, and the expression is slow on them."""


def without_colours(text: str) -> str:
    """Returns the text with blanks in the place of control sequences; no offset moves."""
    if not any(mark in text for mark in _MARKS):
        return text
    return _SEQUENCE.sub(lambda match: " " * len(match[0]), text)
