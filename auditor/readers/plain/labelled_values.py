"""Tells which values of no proven form follow a credential's label: a damaged value is a value all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.mapped_text import MappedText, percent
from auditor.readers.plain.key_shapes import is_labelled_shape, is_shape
from auditor.readers.plain.labels import is_credential_word, label_at, stands_alone, title_above

_REST = re.compile(r"[A-Za-z0-9+/=_-]{0,100}")
WORDY = (
    r"[A-Za-z]+(?:[-_/.]+[A-Za-z]+)*+=?"
    r"|[A-Z]+(?:_(?:[A-Z]+|[0-9]{1,4}))++"
    r"|[A-Za-z]\w{0,15}(?:\.[A-Za-z]+)++"
    r"|/?(?:[A-Za-z]+[0-9]{0,2}(?:[-_.][A-Za-z]+)*+/){2,}+[A-Za-z]+[0-9]{0,2}(?:[-_.][A-Za-z]+)*+"
    r"|[^A-Za-z0-9]+"
)
"""Words, the name of a constant with numbers in it, a member of a module, a path with a version, a line of dashes: nothing that
a key could be, not even a damaged one."""
_WORDY = re.compile(WORDY)
LONGEST = 2000
"""Characters of the longest value."""
SHORTEST_IN_PROSE = 42
"""Characters of a value that no separator introduces."""
_MOST_PADDING = 3
"""Equals signs that end a value."""
SEGMENT = 8
"""Characters to a slash of a path or URL, at most."""
_REACH = 200
BLANKS = 8
"""Characters before a value among which the separator is."""
_LONE = 24
"""Characters to the left of a value in which its label must be, and beyond which it is not alone."""
URL = tuple(f"{quote}{scheme}:" for quote in "\"'" for scheme in ("https", "http", "wss", "ws"))
"""What is before the two slashes of a URL in quotes."""
_SEPARATORS = ":=|>：＝→│\"'`"


def labelled(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[MappedText]:
    """Yields every such value among the long runs of a text, in order, percent-encoding undone."""
    for start, last in runs:
        padding = text[last : last + _MOST_PADDING]
        end = last + len(padding) - len(padding.lstrip("="))
        if end - start > LONGEST or (end - start < SHORTEST_IN_PROSE and not _is_introduced(text, start)):
            continue
        value = text[start:end].rstrip(".")
        if is_shape(value):
            # A key with something behind it is found as a shape, unless that makes it a damaged one.
            rest = _REST.match(text, end)
            value += rest[0] if rest else ""
            if is_shape(value):
                continue
        if _is_path(value) or _WORDY.fullmatch(value.lstrip("-") or value) or _is_called(text, start + len(value)):
            continue
        if _has_label(text, start, start + len(value)):
            mapped = MappedText.verbatim(text, start, start + len(value))
            yield percent(mapped) if "%" in value else mapped


def _is_path(value: str) -> bool:
    """Returns whether a text has too many slashes for base64, which has one in 64 characters."""
    return value.count("/") * SEGMENT >= len(value)


def _is_called(text: str, end: int) -> bool:
    """Returns whether what ends here is the name of something that is called: `read_secret_v2("bot")`."""
    return text.startswith("(", end)


def _has_label(text: str, start: int, end: int) -> bool:
    left = text[max(0, start - _REACH, text.rfind("\n", 0, start) + 1) : start]
    if len(left) > _LONE and not is_credential_word(left):
        return False  # A cheap look: no label can be on the line, and the value is not alone on it.
    if left.endswith(URL) and text.startswith("//", start):
        return False  # Its label is `https`, whatever is before the quote.
    is_whole = _could_be_whole(text[start:end])
    if not is_whole and not _is_introduced(text, start):
        return False
    if label := label_at(text, start):
        return is_credential_word(label)
    return is_whole and stands_alone(text, start, end) and title_above(text, start) != ""


def _is_introduced(text: str, start: int) -> bool:
    """Returns whether a separator or a quote is before a value, or nothing near it."""
    return text[max(0, start - BLANKS) : start].rstrip(" \t")[-1:] in _SEPARATORS


def _could_be_whole(value: str) -> bool:
    """Returns whether a value that no separator introduces is one: prose and paths are not."""
    return len(value) >= SHORTEST_IN_PROSE and (
        value.endswith("=") or is_labelled_shape(value) or (value.isalnum() and not value.isalpha())
    )


_CHARACTER = r"[A-Za-z0-9+/_-]"
_LONGEST_ESCAPED = 600
_KINDS: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[MappedText], MappedText]], ...] = (
    (("%2", "%3"), late(r"(?:[A-Za-z0-9_-]|%[0-9A-Fa-f]{2}){40,}+={0,2}"), mapped_text.percent),
    (
        ("&#", "&equals;", "&plus;", "&sol;"),
        late(rf"(?:{_CHARACTER}|&(?:#[xX]?[0-9A-Fa-f]{{1,6}}|[a-z]{{2,8}});){{40,}}+={{0,2}}"),
        mapped_text.entities,
    ),
    (
        ("\\/", "\\u00", "\\x"),
        late(rf"(?:{_CHARACTER}|\\/|\\u[0-9A-Fa-f]{{4}}|\\x[0-9A-Fa-f]{{2}}){{40,}}+={{0,2}}"),
        mapped_text.backslashes,
    ),
)
"""Marks without which a text needs no look, how an escaped value is written, and how it is undone."""
_SOFT_BREAKS = late(rf"(?:{_CHARACTER}|=3[Dd]|=\r?\n){{40,}}+")


def escaped(text: str) -> Iterator[MappedText]:
    """Returns every value that has a known form once its escapes are undone, decoded."""
    for marks, pattern, undo in _KINDS:
        for first, last in _around(text, marks):
            yield from _undone(text, first, last, pattern, undo)
    if "quoted-printable" in text.lower():
        whole = _undone(text, 0, len(text), _SOFT_BREAKS, mapped_text.quoted_printable, _holds_value)
        yield from map(_behind_name, whole)


def _around(text: str, marks: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yields the stretches that hold every run with a mark in it that is no longer than a value, and more of longer runs."""
    found = sorted(at for mark in marks for at in _places(text, mark))
    first = last = -1
    for at in found:
        if at - _LONGEST_ESCAPED - 1 > last:
            if last >= 0:
                yield first, last
            first = max(0, at - _LONGEST_ESCAPED - 1)
        last = min(len(text), at + _LONGEST_ESCAPED + 1)
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
    """Returns whether a run is a value, or a setting: in quoted-printable the sign between name and value is no boundary."""
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
        if len(match[0]) > _LONGEST_ESCAPED or match[0].isalnum():
            continue
        value = undo(MappedText.verbatim(text, *match.span()))
        if not value.is_verbatim and counts(value.text):
            yield value
