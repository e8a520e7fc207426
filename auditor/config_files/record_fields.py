"""Tells which fields a mapping of ours may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from auditor.wording.lists import listed

Kind = Literal[
    "text",
    "line",
    "shown",
    "content",
    "boolean",
    "integer",
    "version",
    "date",
    "choice",
    "texts",
    "count",
    "record",
    "records",
    "named",
]
"""`line` is a text without a line break, `shown` one that reports repeat, `content` one that may be empty; `version` the number 1; `texts` a list of texts; `count` a number, or a list
whose entries are counted; `record` a mapping with fields of its own, `records` a list of those; `named` a mapping of
names that people choose, whose values are all of one kind."""

UNKNOWN = "unknown"
"""What is written where a value is still to be filled in."""


class Field(Struct, frozen=True, kw_only=True):
    """One field of a mapping."""

    kind: Kind
    doc: str = ""
    required: bool = False
    may_be_unknown: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    """The smallest number, or how many entries a list or a mapping of names must have."""
    most: int = 1_000_000
    pattern: str = ""
    """What a text, each of the `texts`, or each name of `named` must match in full."""
    mismatch: str = ""
    """What errors say of a text or name that does not match."""
    fields: Mapping[str, Field] = {}
    """The fields of a `record`, or of each of the `records`."""
    of: Field | None = None
    """What the values of `named` are."""
    what: str = ""
    """What errors call a `record`, in place of the field's name."""
    wanted: str = ""
    """What errors say to write, in place of the words for the kind."""
    missing: str = ""
    """The error where a required field is absent, or a `version` is wrong."""
    schema: Mapping[str, Any] | None = None
    """What editors hear of the value, where the reader's owner checks more than the kind."""

    def in_words(self) -> str:
        """Returns the values that the field may have: what an error says to write."""
        kinds: dict[Kind, tuple[str, ...]] = {
            "boolean": ("true", "false"),
            "integer": (f"a whole number (no quotes) from {self.least} to {self.most}",),
            "version": ("1",),
            "date": ("a date as 2026-08-31",),
            "choice": self.choices,
            "texts": ("a list",),
            "records": ("a list",),
            "count": ("a number", "a list"),
            "record": (f"a mapping of {listed(self.fields)}",),
            "named": ("a mapping",),
        }
        words = (self.wanted,) if self.wanted else kinds.get(self.kind, ("a text",))
        return listed((*words, UNKNOWN) if self.may_be_unknown else words, " or ")


def object_schema(fields: Mapping[str, Field]) -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of a mapping with these fields."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, field in fields.items() if field.required],
        "properties": {name: {"description": field.doc, **_value(field)} for name, field in fields.items()},
    }


def _value(field: Field) -> dict[str, Any]:
    value = dict(field.schema) if field.schema is not None else _plain_value(field)
    return {"anyOf": [value, {"const": UNKNOWN}]} if field.may_be_unknown else value


def _plain_value(field: Field) -> dict[str, Any]:
    if field.kind == "record":
        return object_schema(field.fields)
    if field.kind == "records":
        return {"type": "array", **_at_least(field), "items": object_schema(field.fields)}
    if field.of:
        return {"type": "object", "additionalProperties": _value(field.of)}
    text = {"type": "string", "minLength": 1}
    number = {"type": "integer", "minimum": field.least, "maximum": field.most}
    texts = {"type": "array", **_at_least(field), "items": text}
    values: dict[Kind, dict[str, Any]] = {
        "line": {**text, "pattern": "^[^\\n]*$"},
        "content": {"type": "string"},
        "boolean": {"type": "boolean"},
        "integer": number,
        "version": {"const": 1},
        "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "choice": {"enum": list(field.choices)},
        "texts": texts,
        "count": {"anyOf": [number, texts]},
    }
    return values.get(field.kind, text)


def _at_least(field: Field) -> dict[str, Any]:
    return {"minItems": field.least} if field.least else {}
