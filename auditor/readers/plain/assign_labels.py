"""Tells which label each value of a text has, and which values belong together.

Labelled values of one paragraph belong together by account (`grouping`); values side by side on one line
(`key:secret`) belong together and are reported apart by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model.field import FieldKind
from auditor.readers.document import Literal
from auditor.readers.grouping import Accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import (
    is_credential_word,
    label_at,
    label_behind,
    label_of_entry,
    stands_alone,
    title_above,
)
from auditor.readers.plain.table_columns import Tables

_SEPARATOR = r"[\"']?[ \t]{0,2}[:|,; \t][ \t]{0,2}[\"']?"
_RIGHT = re.compile(rf"{_SEPARATOR}([A-Za-z0-9+/_-]{{30,100}}+={{0,3}})(?![^\s\"':|,;])")
_LEFT = re.compile(rf"(?<![^\s\"':|,;])([A-Za-z0-9+/_-]{{30,100}}+={{0,3}}){_SEPARATOR}$")
BETWEEN = re.compile(r"[\"'`]?[ \t]{0,4}[:|,; \t][ \t]{0,4}[\"'`]?")
"""What is between two values of one line."""
_REACH = 120


def neighbours(text: str, found: list[MappedText]) -> Iterator[tuple[int, int]]:
    """Yields start and end of every long cell right next to a value, in order; some may be values already found."""
    reached = 0
    for mapped in found:
        left = text[max(reached, text.rfind("\n", 0, mapped.start) + 1, mapped.start - _REACH) : mapped.start]
        if match := _LEFT.search(left):
            shift = mapped.start - len(left)
            if any(map(str.isdigit, match[1])):
                yield match.start(1) + shift, match.end(1) + shift
        reached = mapped.end
        if (match := _RIGHT.match(text, mapped.end)) and any(map(str.isdigit, match[1])):
            yield match.span(1)
            reached = match.end(1)


_NETRC = re.compile(r"\bmachine\s+(?P<host>[\w.-]{1,120})\s+(?:login\s+\S{1,100}\s+)?(?P<field>login|password)\s+$")
"""An entry of a netrc file, up to its user or its password."""
_WIDE = 3
"""Columns of a table whose header counts for more than the cell before a value."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_FAR = 600
"""Characters between two labelled values beyond which they are not of one paragraph."""


def named(text: str, values: Sequence[MappedText]) -> Iterator[Literal]:
    """Yields a literal for each of the values, which are in order."""
    accounts = Accounts("text@0")
    row = _Row()
    tables = Tables(text)
    before = 0
    for index, value in enumerate(values):
        if value.start - before > _FAR or _EMPTY_LINE.search(text, before, value.start):
            accounts = Accounts(f"text@{value.start}")
        following = values[index + 1].start if index + 1 < len(values) else -1
        label = label_at(text, value.start, before)
        if not label and stands_alone(text, value.start, value.end):
            label = title_above(text, value.start)
        if not is_credential_word(label):
            label = label_behind(text, value.end) or label_of_entry(text, value.start) or label
        column = tables.column(value.start, value.end)
        if is_credential_word(label) and not (is_credential_word(column) and tables.width >= _WIDE):
            column = ""  # `API secret | …` below `API key | …`
        login = _login(text, value)
        if row.takes(text, before, value, following):
            kind: FieldKind = "assignment" if login or column else "item"
            position = row.position if kind == "item" else None
            yield Literal(value, name=login or column or label, group=row.group, kind=kind, position=position)
        elif label := login or column or label:
            group = "" if label[-1] in ":-" else accounts.group(label)
            yield Literal(value, name=label, group=group, kind="assignment")
        else:
            yield Literal(value)
        before = value.end


def _login(text: str, value: MappedText) -> str:
    """Returns the role of a value before the host of a URL (`https://KEY:SECRET@host`) or in netrc; empty for any other."""
    before = text[max(0, value.start - _REACH) : value.start]
    if "machine" in before and (match := _NETRC.search(before)):
        if "backpack" not in match["host"].lower():
            return f"{match['field']} of {match['host']}"
        return "api_key" if match["field"] == "login" else "api_secret"
    if text.endswith("://", 0, value.start) and text.startswith(":", value.end):
        return "api_key"
    return "api_secret" if text.endswith(":", 0, value.start) and text.startswith("@", value.end) else ""


class _Row:
    """Values that are side by side."""

    def __init__(self) -> None:
        self.group = ""
        self.position = -1

    def takes(self, text: str, before: int, value: MappedText, following: int) -> bool:
        """Returns whether the value is next to the one before it, or begins such a row with the one that follows."""
        if self.group and BETWEEN.fullmatch(text, before, value.start):
            self.position += 1
            return True
        if following >= 0 and BETWEEN.fullmatch(text, value.end, following):
            self.group, self.position = f"row@{value.start}", 0
            return True
        self.group, self.position = "", -1
        return False
