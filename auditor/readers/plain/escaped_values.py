r"""Which values in a text are written with escapes, so that no form fits them as they stand: `ab%2Bc%3D`, `ab\/c\u003d`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.readers import escapes
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.key_shapes import is_labelled_shape, is_shape

_CHARACTER = r"[A-Za-z0-9+/_-]"
_LONGEST = 600
_KINDS: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[MappedText], MappedText]], ...] = (
    (("%2", "%3"), re.compile(r"(?:[A-Za-z0-9_-]|%[0-9A-Fa-f]{2}){40,}+={0,2}"), escapes.percent),
    (
        ("&#", "&equals;", "&plus;", "&sol;"),
        re.compile(rf"(?:{_CHARACTER}|&(?:#[xX]?[0-9A-Fa-f]{{1,6}}|[a-z]{{2,8}});){{40,}}+={{0,2}}"),
        escapes.entities,
    ),
    (
        ("\\/", "\\u00", "\\x"),
        re.compile(rf"(?:{_CHARACTER}|\\/|\\u[0-9A-Fa-f]{{4}}|\\x[0-9A-Fa-f]{{2}}){{40,}}+={{0,2}}"),
        escapes.backslashes,
    ),
)
"""Marks without which a text needs no look, how an escaped value is written, and how it is undone."""
_SOFT_BREAKS = re.compile(rf"(?:{_CHARACTER}|=3[Dd]|=\r?\n){{40,}}+")


def escaped(text: str) -> Iterator[MappedText]:
    """Returns every value that has a known form once its escapes are undone, decoded."""
    for marks, pattern, undo in _KINDS:
        for first, last in _around(text, marks):
            yield from _undone(text, first, last, pattern, undo)
    if "quoted-printable" in text.lower():
        whole = _undone(text, 0, len(text), _SOFT_BREAKS, escapes.quoted_printable, _holds_value)
        yield from map(_behind_name, whole)


def _around(text: str, marks: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The stretches that hold every run with a mark in it that is no longer than a value, and more of longer runs."""
    found = sorted(at for mark in marks for at in _places(text, mark))
    first = last = -1
    for at in found:
        if at - _LONGEST - 1 > last:
            if last >= 0:
                yield first, last
            first = max(0, at - _LONGEST - 1)
        last = min(len(text), at + _LONGEST + 1)
    if last >= 0:
        yield first, last


def _places(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _is_value(value: str) -> bool:
    return is_shape(value) or is_labelled_shape(value)


def _holds_value(text: str) -> bool:
    """Whether a run is a value, or a setting: in quoted-printable the sign between name and value is no boundary."""
    return _is_value(text) or is_shape(text.partition("=")[2])


def _behind_name(found: MappedText) -> MappedText:
    """Returns the value of a setting that was undone as one run."""
    return found if _is_value(found.text) else found[found.text.index("=") + 1 :]


def _undone(
    text: str,
    first: int,
    last: int,
    pattern: re.Pattern[str],
    undo: Callable[[MappedText], MappedText],
    counts: Callable[[str], bool] = _is_value,
) -> Iterator[MappedText]:
    for match in pattern.finditer(text, first, last):
        if len(match[0]) > _LONGEST or match[0].isalnum():
            continue
        value = undo(MappedText.verbatim(text, *match.span()))
        if not value.is_verbatim and counts(value.text):
            yield value
