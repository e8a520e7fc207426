"""Tells what people read of a flaw."""

from __future__ import annotations

from auditor.model.material import Flaw

FLAW_WORDS: dict[Flaw, str] = {
    Flaw.BYTE_ORDER_MARK: "a byte order mark in the value",
    Flaw.OUTER_WHITE_SPACE: "white space around the value",
    Flaw.INNER_WHITE_SPACE: "white space inside the value",
    Flaw.TRAILING_COMMA: "a trailing comma",
    Flaw.TRAILING_SEMICOLON: "a trailing semicolon",
    Flaw.QUOTES: "quotes inside the value",
    Flaw.WRONG_PADDING: "wrong padding",
    Flaw.TRAILING_BITS: "non-zero trailing bits",
    Flaw.ONE_CASE: "all letters have the same case, so the case was probably changed",
}
