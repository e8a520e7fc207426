"""Which values of no proven form stand behind a credential's label: a damaged value is a value all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.readers.escapes import percent
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.key_shapes import is_labelled_shape, is_shape
from auditor.readers.plain.labels import is_credential_word, label_at, stands_alone, title_above

_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_.%~-])[A-Za-z0-9+/_.%~-]{16,}+={0,3}")
_REST = re.compile(r"[A-Za-z0-9+/=_-]{0,100}")
_WORDY = re.compile(r"[A-Za-z]+(?:[-_/.]+[A-Za-z]+)*+=?")
"""Words: nothing that a key could be, not even a damaged one."""
LONGEST = 2000
"""Characters of the longest value."""
_SHORTEST_IN_PROSE = 42
SEGMENT = 8
"""Characters to a slash of a path or URL, at most."""
_REACH = 200
_LONE = 24
"""Characters to the left of a value in which its label must stand, and beyond which it is not alone."""
_SEPARATORS = ":=|>：＝→│\"'`"


def labelled(text: str) -> Iterator[MappedText]:
    """Every such value, in order, percent-encoding undone."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if end - start > LONGEST:
            continue
        value = match[0].rstrip(".")
        if is_shape(value):
            # A key with something behind it is found as a shape, unless that makes it a damaged one.
            rest = _REST.match(text, end)
            value += rest[0] if rest else ""
            if is_shape(value):
                continue
        if _is_path(value) or _WORDY.fullmatch(value) or _is_called(text, start + len(value)):
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
    value = text[start:end]
    label = label_at(text, start)
    if label:
        separated = text[max(0, start - 8) : start].rstrip(" \t")[-1:] in _SEPARATORS
        return is_credential_word(label) and (separated or _could_be_whole(value))
    return stands_alone(text, start, end) and _could_be_whole(value) and title_above(text, start) != ""


def _could_be_whole(value: str) -> bool:
    """Whether a value that no separator introduces is one: prose and paths are not."""
    return len(value) >= _SHORTEST_IN_PROSE and (
        value.endswith("=") or is_labelled_shape(value) or (value.isalnum() and not value.isalpha())
    )
