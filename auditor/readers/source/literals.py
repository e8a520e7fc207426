"""The literals of one program, from its text to names, places and values that are put together."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.readers.embedded import Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.captures import bytes_at, regions_of
from auditor.readers.source.languages import Language
from auditor.readers.source.parser import matches, parse
from auditor.readers.source.promising import promising
from auditor.readers.source.walker import Walker

_MOST = 500_000
"""Characters around possible values up to which a program is scanned; one with more is a table of data."""


def literals_of(
    text: str, values: Sequence[MappedText], language: Language, *, quoted: bool = True
) -> list[Literal] | None:
    """Returns the literals of a program that could matter; None where it would take too long.

    Where nothing in the text could be a value, nothing is parsed.

    Args:
        text: The text of the program.
        values: What the plain reader takes for values in it; lists of numbers among them are values of the program too.
        language: A language with a grammar.
        quoted: Whether a quoted text of it could be a value (`value_hints`).
    """
    stretches = promising(text, values, quoted=quoted)
    if not stretches:
        return []
    if sum(end - start for start, end in stretches) > _MOST:
        return None
    tree = parse(text.encode("utf-8", "surrogatepass").replace(b"\0", b" "), language)
    if tree is None:
        return None
    offsets = bytes_at(text, (edge for stretch in stretches for edge in stretch))
    ranges = zip(offsets[::2], offsets[1::2], strict=True)
    numbers = [value for value in values if value.text.startswith("[") and not value.is_verbatim]
    return Walker(text, regions_of(matches(tree, language, ranges), text, numbers), numbers).literals()
