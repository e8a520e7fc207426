"""Tells what a mapping of ours says, read strictly by its fields: all that is wrong becomes a complaint with line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from auditor.config_files import tree
from auditor.config_files.problems import Problems, nearest, shown
from auditor.config_files.record_fields import UNKNOWN, Field
from auditor.model.location import Span
from auditor.redaction import is_showable
from auditor.wording.lists import listed

_BOOLEANS = {"true": True, "false": False}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS = ("", "~", "null")

Value = TypeVar("Value")


class Record:
    """One mapping, read whole when it is made. Every accessor gives None for what is absent, unknown or wrong."""

    def __init__(
        self, node: tree.Node, fields: Mapping[str, Field], what: str, problems: Problems, *, wanted: str = ""
    ) -> None:
        """Reads a mapping.

        Args:
            node: The mapping; anything else is a complaint.
            fields: The fields that it may have.
            what: What complaints call it (`a key`).
            problems: Takes the complaints.
            wanted: What complaints say in place of the list of fields.
        """
        self.span = node.span
        self.unknown: list[str] = []
        """The fields that are marked as still to be filled in, in the order of `fields`."""
        self._fields = fields
        self._problems = problems
        self._keys: dict[str, tree.Scalar] = {}
        self._nodes: dict[str, tree.Node] = {}
        if isinstance(node, tree.Mapping):
            self._sort_in(node, what)
        else:
            problems.add(node.span, f"{what} must be {wanted or f'a mapping of {listed(fields)}'}")
        self.unknown.sort(key=list(fields).index)
        self._values = {name: self._read(name, value) for name, value in self._nodes.items()}

    def _sort_in(self, node: tree.Mapping, what: str) -> None:
        for key, value in node.entries:
            field = self._fields.get(key.text)
            if field is None:
                message = f"{what} has no key {shown(key.text)}{nearest(key.text, self._fields)}"
                self._problems.add(key.span, f"{message}; it may have {listed(self._fields)}")
            elif field.kind != "content" and isinstance(value, tree.Scalar) and value.plain and value.text in _NULLS:
                said = f"{_label(key.text)} is empty; write {field.in_words()}, or delete the line"
                self._problems.add(key.span, said)
            elif field.may_be_unknown and isinstance(value, tree.Scalar) and value.text == UNKNOWN:
                self.unknown.append(key.text)
            else:
                self._keys[key.text], self._nodes[key.text] = key, value
        present = {key.text for key, _ in node.entries}
        for name, field in self._fields.items():
            if field.required and name not in present:
                said = field.missing or f"{what} lacks {name}; write {field.in_words()}"
                self._problems.add(node.span, said)

    def has(self, name: str) -> bool:
        """Returns whether the field is there with a value, right or wrong."""
        return name in self._nodes

    def is_list(self, name: str) -> bool:
        """Returns whether the field's value is a list."""
        return isinstance(self._nodes.get(name), tree.Items)

    def location(self, name: str) -> Span:
        """Returns where a field's value is; where it is absent, the place of the record."""
        return self._nodes[name].span if name in self._nodes else self.span

    @property
    def names(self) -> tuple[tree.Scalar, ...]:
        """The keys that have a value, right or wrong, in the order of the file."""
        return tuple(self._keys.values())

    def key(self, name: str) -> tree.Scalar:
        """Returns the key of a field that is there."""
        return self._keys[name]

    def refuse(self, name: str, message: str) -> None:
        """Complains about a field's value (about the record where the field is absent)."""
        self._problems.add(self.location(name), message)

    def boolean(self, name: str) -> bool | None:
        """Returns `true` or `false`, written without quotes."""
        return self._value(name, bool)

    def integer(self, name: str) -> int | None:
        """Returns a whole number within the bounds of the field, or the entries of a `count`."""
        return self._value(name, int)

    def day(self, name: str) -> date | None:
        """Returns a date of the calendar."""
        return self._value(name, date)

    def text(self, name: str) -> str | None:
        """Returns a text, or one of the choices of the field."""
        return self._value(name, str)

    def texts(self, name: str) -> tuple[tree.Scalar, ...]:
        """Returns the texts of a list, each with its place; those that are wrong are left out."""
        return tuple(item for item in self._value(name, tuple) or () if isinstance(item, tree.Scalar))

    def record(self, name: str) -> Record | None:
        """Returns a mapping with fields of its own, or one of names that people choose."""
        return self._value(name, Record)

    def records(self, name: str) -> tuple[Record, ...]:
        """Returns a list of mappings with fields of their own."""
        return tuple(item for item in self._value(name, tuple) or () if isinstance(item, Record))

    def _value(self, name: str, kind: type[Value]) -> Value | None:
        value = self._values.get(name)
        return value if isinstance(value, kind) else None

    def _read(self, name: str, node: tree.Node) -> object:
        field = self._fields[name]
        if field.kind in ("record", "named"):
            return self._mapping(name, node, field)
        if field.kind in ("texts", "records") or (field.kind == "count" and isinstance(node, tree.Items)):
            items = self._items(name, node, field)
            return len(items) if field.kind == "count" else items
        if isinstance(node, tree.Scalar):
            return self._scalar(name, node, field)
        self.refuse(name, f"{_label(name)} must be {field.in_words()}")
        return None

    def _mapping(self, name: str, node: tree.Node, field: Field) -> Record:
        fields = field.fields
        if field.of and isinstance(node, tree.Mapping):
            if len(node.entries) < field.least:
                self.refuse(name, f"{_label(name)} is empty")
            for key, _ in node.entries:
                self._matches(key, field)
            fields = dict.fromkeys((key.text for key, _ in node.entries), field.of)
        what = f"{field.what} {_label(name)}".strip()
        return Record(node, fields, what, self._problems, wanted=field.wanted)

    def _items(self, name: str, node: tree.Node, field: Field) -> tuple[tree.Scalar | Record, ...]:
        if not isinstance(node, tree.Items):
            how = "" if field.wanted and field.kind == "records" else ": one entry a line behind `- `, or in brackets"
            self.refuse(name, f"{_label(name)} must be {field.in_words()}{how}")
            return ()
        if len(node.items) < field.least and field.kind != "count":
            self.refuse(name, f"{_label(name)} must be a list of at least one entry")
        if field.kind == "records":
            return tuple(Record(item, field.fields, field.what, self._problems) for item in node.items)
        what = f"an entry of {_label(name)}"
        texts = (item for item in node.items if self._is_text(item, what) and isinstance(item, tree.Scalar))
        return tuple(item for item in texts if self._matches(item, field))

    def _scalar(self, name: str, node: tree.Scalar, field: Field) -> object:
        value: object = None
        said = f"{_label(name)} must be {field.in_words()}"
        if field.kind in ("text", "line", "shown", "content"):
            return self._text(name, node, field)
        if field.kind == "choice":
            value = node.text if node.text in field.choices else None
            said += f", not {shown(node.text)}{nearest(node.text, field.choices)}"
        elif field.kind == "boolean":
            value = _BOOLEANS.get(node.text) if node.plain else None
            said += "" if node.plain else ", without quotes"
        elif field.kind == "date":
            value = _day(node.text)
        elif field.kind == "version":
            value = 1 if node.plain and node.text == "1" else None
            said = field.missing
        elif node.plain and _INTEGER.fullmatch(node.text) and field.least <= int(node.text) <= field.most:
            value = int(node.text)
        if value is None:
            self.refuse(name, said)
        return value

    def _text(self, name: str, node: tree.Scalar, field: Field) -> str | None:
        if not self._is_text(node, _label(name), empty=field.kind == "content") or not self._matches(node, field):
            return None
        if field.kind == "line" and "\n" in node.text:
            self.refuse(name, f"{_label(name)} must be one line")
            return None
        if field.kind == "shown" and not is_showable(node.text):
            self.refuse(
                name, f"{name} must be one short line without long runs of characters, which could be key material"
            )
            return None
        return node.text

    def _matches(self, node: tree.Scalar, field: Field) -> bool:
        """Returns whether a text or name is of the field's form; complains if it is not."""
        if not field.pattern or re.fullmatch(field.pattern, node.text):
            return True
        self._problems.add(node.span, f"{shown(node.text)} {field.mismatch}")
        return False

    def _is_text(self, node: tree.Node, what: str, *, empty: bool = False) -> bool:
        """Returns whether it is a text; if not, complains."""
        if not isinstance(node, tree.Scalar) or not node.is_text:
            self._problems.add(node.span, f"{what} must be a text; put it in quotes if it is one")
        elif not empty and not node.text.strip():
            self._problems.add(node.span, f"{what} is empty")
        else:
            return True
        return False


def _label(name: str) -> str:
    """Returns what a complaint calls a field: a name that people chose could be anything."""
    return name if is_showable(name) else shown(name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
