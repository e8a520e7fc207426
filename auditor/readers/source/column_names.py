"""Tells which names a text of a program gives to the values behind it by position: of columns, of parameters, in a format.

The names come from a statement with placeholders (`INSERT INTO keys (api_key, api_secret) VALUES (?, ?)`), a format
(`"api_key=%s api_secret=%s"`) or a list (`"api_key, api_secret"`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from auditor.readers.plain.labels import is_credential_word, label_at

_LONGEST = 2_000
_MOST = 40
"""Columns of a statement or places of a format; one with more is a table of data."""
_FORMAT = re.compile(
    r"%(?:\d{1,2}\$)?[-+ 0#]{0,3}\d{0,3}(?:\.\d{1,3})?[sqvdfrx@]|\{(?:\d{0,2}(?:[:!][^{}\n]{0,20})?)\}"
)
"""Where a value goes in the formats of the languages."""
_PLACE = re.compile(rf"{_FORMAT.pattern}|\?|\$\d{{1,2}}|:\d{{1,2}}")
"""Where a value goes in the statements of databases."""
_STATEMENT = re.compile(r"\s*+(?:INSERT|REPLACE|UPDATE)\s", re.IGNORECASE)
_NUMBERED = re.compile(r"[$:](\d{1,2})|%(\d{1,2})\$.*")
_INSERT = re.compile(
    r"\s*+(?:INSERT|REPLACE)\s[^()]{1,200}\((?P<columns>[^()]{1,1000})\)\s*VALUES\s*\((?P<values>[^()]{1,1000})\)",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*+[A-Za-z_]\w{0,60}(?:\s*,\s*[A-Za-z_]\w{0,60}){1,40}\s*")
_BARE = " \t\r\n\"'`[]"


def columns_in(text: str) -> tuple[str, ...]:
    """Returns the names of the values by position, an empty one where there is none; nothing if no name is a credential's."""
    if not ("%" in text or "{" in text or "," in text or is_statement(text)):
        return ()  # So most texts.
    if len(text) > _LONGEST or not is_credential_word(text):
        return ()
    names = _names(text)
    return names if any(map(is_credential_word, names)) else ()


def is_statement(text: str) -> bool:
    """Returns whether a text is a statement that writes values, which a program can prepare and execute later."""
    return _STATEMENT.match(text) is not None


def _names(text: str) -> tuple[str, ...]:
    if match := _INSERT.match(text):
        columns = [name.strip(_BARE) for name in match["columns"].split(",")]
        values = [value.strip() for value in match["values"].split(",")]
        if len(columns) == len(values):
            return _ordered(zip(values, columns, strict=True))
        return ()
    if _LIST.fullmatch(text):
        return tuple(name.strip() for name in text.split(","))
    places = (_PLACE if is_statement(text) else _FORMAT).finditer(text)
    return _ordered((match[0], label_at(text, match.start())) for match in islice(places, _MOST))


def _ordered(places: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Returns the names of the places of a statement or format in the order of their values."""
    names: dict[int, str] = {}
    for place, name in places:
        if _PLACE.fullmatch(place):
            number = _NUMBERED.fullmatch(place)
            names[int(number[1] or number[2]) - 1 if number else len(names)] = name
    return tuple(names.get(at, "") for at in range(max(names) + 1)) if names and min(names) >= 0 else ()
