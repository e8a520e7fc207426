"""Which numbers in a text are the bytes of a key: lists of 32 or 64 numbers below 256, also over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers.mapped_text import MappedText

SIZES = (32, 64)
"""Numbers in an Ed25519 seed, public key or expanded key."""
_NUMBER = r"(?:0[xX][0-9a-fA-F]{1,2}|\d{1,3})"
_LIST = re.compile(
    rf"(?<![\w.,])[\[({{]?\s{{0,80}}+{_NUMBER}(?:(?:u8)?\s{{0,80}}+,\s{{0,80}}+(?:\(byte\)\s?)?{_NUMBER}){{31,}}+(?![\w.])"
)
"""A list from its first number to its last: a longer one is passed over in one step, not tried at each number."""
_MANY = re.compile(rf"(?:,\s{{0,80}}+(?:\(byte\)\s?)?{_NUMBER}(?:u8)?\s{{0,80}}+){{31}}")
"""A cheap look, from a comma on: without it there is no list."""
_NUMBERS = re.compile(r"0[xX]([0-9a-fA-F]{1,2})|(?<![\w])(\d{1,3})")
_BRACKETS = {"[": "]", "(": ")", "{": "}"}
_TAIL = re.compile(r"\s{0,80}+,?\s{0,80}+(.)")


def arrays(text: str) -> Iterator[MappedText]:
    """Every such list, with its brackets where it has them; the text is the numbers in decimal: `[1, 2, 3]`."""
    if not _MANY.search(text):
        return
    for match in _LIST.finditer(text):
        numbers = [
            int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in _NUMBERS.findall(match[0])
        ]
        if len(numbers) not in SIZES or max(numbers) > 255:  # noqa: PLR2004 - a byte
            continue
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        closer = _TAIL.match(text, end)
        if closer and _BRACKETS.get(text[start]) == closer[1]:
            end = closer.end()
        elif text[start] in _BRACKETS:
            start += 1
        yield listed(numbers, start, end)


def listed(numbers: list[int], start: int, end: int) -> MappedText:
    """The passage of a list of numbers that is at `start` to `end`, however it is written."""
    return MappedText.joined([(f"[{', '.join(map(str, numbers))}]", start, end)])
