"""The literals of one program, from its text to names, places and values that are put together."""

from __future__ import annotations

from auditor.readers.embedded import Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.byte_arrays import arrays
from auditor.readers.source.captures import bytes_at, regions_of
from auditor.readers.source.languages import Language
from auditor.readers.source.parser import matches, parse
from auditor.readers.source.promising import promising
from auditor.readers.source.walker import Walker


def literals_of(text: str, language: Language) -> list[Literal] | None:
    """Returns the literals of a program that could matter; None where it takes too long to parse.

    Where nothing in the text could be a value, nothing is parsed.
    """
    stretches = promising(text)
    if not stretches:
        return []
    tree = parse(text.encode("utf-8", "surrogatepass").replace(b"\0", b" "), language)
    if tree is None:
        return None
    offsets = bytes_at(text, (edge for stretch in stretches for edge in stretch))
    ranges = zip(offsets[::2], offsets[1::2], strict=True)
    numbers = [listed for first, last in stretches for listed in _arrays(text, first, last)]
    return Walker(text, regions_of(matches(tree, language, ranges), text), numbers).literals()


def _arrays(text: str, first: int, last: int) -> list[MappedText]:
    """The lists of numbers in a stretch of a text."""
    whole = MappedText.verbatim(text, first, last)
    return [each.within(whole) for each in arrays(whole.text)]
