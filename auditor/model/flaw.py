"""What can be wrong with the text of a value that decodes all the same. What people read is in `wording.flaw_words`."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    """One departure from canonical base64, as conditions of rules name it."""

    BYTE_ORDER_MARK = "byte-order-mark"
    OUTER_WHITE_SPACE = "outer-white-space"
    INNER_WHITE_SPACE = "inner-white-space"
    TRAILING_COMMA = "trailing-comma"
    TRAILING_SEMICOLON = "trailing-semicolon"
    QUOTES = "quotes"
    WRONG_PADDING = "wrong-padding"
    TRAILING_BITS = "trailing-bits"
    """The unused bits of the last character are not zero."""
    ONE_CASE = "one-case"
    """All letters have the same case, so the bytes themselves are probably wrong."""
