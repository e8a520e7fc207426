"""What one mapping of ours says, field by field, typed; whatever is wrong becomes a complaint with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from auditor.config_files import tree
from auditor.config_files.problem_wording import nearest, shown
from auditor.config_files.problems import Problems
from auditor.model.location import Span
from auditor.policy.inventory_schema import UNKNOWN, Key
from auditor.redaction import is_showable
from auditor.wording.lists import listed

_BOOLEANS = {"true": True, "false": False}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Record:
    """One mapping, read by its shape. Every accessor gives None for what is absent, marked unknown, or wrong."""

    def __init__(self, node: tree.Node, shape: Mapping[str, Key], what: str, problems: Problems) -> None:
        self._shape = shape
        self._problems = problems
        self.span = node.span
        self.unknown: list[str] = []
        """The fields that are marked as still to be filled in, in the order of the shape."""
        self._nodes: dict[str, tree.Node] = {}
        if isinstance(node, tree.Mapping):
            self._sort_in(node, what)
        else:
            problems.add(node.span, f"{what} must be a mapping of {listed(shape)}")
        self.unknown.sort(key=list(shape).index)

    def _sort_in(self, node: tree.Mapping, what: str) -> None:
        for key, value in node.entries:
            if key.text not in self._shape:
                message = f"{what} has no key {shown(key.text)}{nearest(key.text, self._shape)}"
                self._problems.add(key.span, f"{message}; it may have {listed(self._shape)}")
            elif isinstance(value, tree.Scalar) and value.plain and value.text in ("", "~", "null"):
                self._problems.add(key.span, f"{key.text} is empty; write {self._wanted(key.text)}, or delete the line")
            elif self._shape[key.text].may_be_unknown and _is_unknown(value):
                self.unknown.append(key.text)
            else:
                self._nodes[key.text] = value
        present = {key.text for key, _ in node.entries}
        for name, rule in self._shape.items():
            if rule.required and name not in present:
                self._problems.add(node.span, f"{what} lacks {name}; write {self._wanted(name)}")

    def _wanted(self, name: str) -> str:
        """The values that a field may have, in words."""
        key = self._shape[name]
        wanted = {
            "boolean": ("true", "false"),
            "integer": (f"a whole number (no quotes) from {key.least} to {key.most}",),
            "date": ("a date as 2026-08-31",),
            "choice": key.choices,
            "texts": ("a list",),
            "addresses": ("a list of addresses and networks",),
            "exempt": ("a number", "a list"),
        }.get(key.kind, ("a text",))
        return listed((*wanted, UNKNOWN) if key.may_be_unknown else wanted, " or ")

    def refuse(self, name: str, message: str) -> None:
        """Complains about a field's value (or about the record where the field is absent)."""
        self._problems.add(self.location(name), message)

    def location(self, name: str) -> Span:
        """Where a field's value stands; the record itself where it is absent."""
        return self._nodes[name].span if name in self._nodes else self.span

    def scalar(self, name: str) -> tree.Scalar | None:
        """The single value of a field, as written."""
        node = self._nodes.get(name)
        if node is None or isinstance(node, tree.Scalar):
            return node
        self.refuse(name, f"{name} must be a single value: {self._wanted(name)}")
        return None

    def boolean(self, name: str) -> bool | None:
        """`true` or `false`, without quotes."""
        value = self.scalar(name)
        if value is None:
            return None
        if not value.plain or value.text not in _BOOLEANS:
            quotes = "" if value.plain else ", without quotes"
            self.refuse(name, f"{name} must be {self._wanted(name)}{quotes}")
        return _BOOLEANS.get(value.text)

    def integer(self, name: str) -> int | None:
        """A whole number within the bounds of the shape, without quotes."""
        value = self.scalar(name)
        if value is None:
            return None
        key = self._shape[name]
        if value.plain and _INTEGER.fullmatch(value.text) and key.least <= int(value.text) <= key.most:
            return int(value.text)
        self.refuse(name, f"{name} must be {self._wanted(name)}")
        return None

    def date(self, name: str) -> date | None:
        """A date of the calendar."""
        value = self.scalar(name)
        if value is None:
            return None
        found = _date(value.text)
        if found is None:
            self.refuse(name, f"{name} must be {self._wanted(name)}")
        return found

    def choice(self, name: str) -> str | None:
        """One of the words of the shape."""
        value = self.scalar(name)
        if value is None or value.text in self._shape[name].choices:
            return value.text if value else None
        hint = nearest(value.text, self._shape[name].choices)
        self.refuse(name, f"{name} must be {self._wanted(name)}, not {shown(value.text)}{hint}")
        return None

    def text(self, name: str) -> str | None:
        """A text of any form."""
        value = self.scalar(name)
        return None if value is None else self._text_of(value, name)

    def line(self, name: str) -> str | None:
        """A text that reports may repeat."""
        value = self.text(name)
        if value is None or is_showable(value):
            return value
        self.refuse(name, f"{name} must be one short line without long runs of characters, which could be key material")
        return None

    def texts(self, name: str) -> tuple[tree.Scalar, ...]:
        """The texts of a list."""
        node = self._nodes.get(name)
        if node is None:
            return ()
        if not isinstance(node, tree.Items):
            self.refuse(name, f"{name} must be {self._wanted(name)}: one entry a line behind `- `, or in brackets")
            return ()
        found = []
        for item in node.items:
            if not isinstance(item, tree.Scalar):
                self._problems.add(item.span, f"an entry of {name} must be a text")
            elif self._text_of(item, name) is not None:
                found.append(item)
        return tuple(found)

    def has(self, name: str) -> bool:
        """Whether the field stands there with a value, right or wrong."""
        return name in self._nodes

    def is_list(self, name: str) -> bool:
        """Whether the field's value is a list."""
        return isinstance(self._nodes.get(name), tree.Items)

    def _text_of(self, value: tree.Scalar, name: str) -> str | None:
        if not value.text.strip():
            self._problems.add(value.span, f"{name} holds an empty text")
        elif not value.is_text:
            self._problems.add(value.span, f"{name} holds a text; in quotes YAML cannot take it for something else")
        else:
            return value.text
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _is_unknown(node: tree.Node) -> bool:
    return isinstance(node, tree.Scalar) and node.text == UNKNOWN
