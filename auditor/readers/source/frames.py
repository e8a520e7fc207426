"""Tells what is known at a place in a program: how a value there is used, by the parts of the program around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from msgspec import Struct

from auditor.model.field import FieldKind
from auditor.readers.grouping import Accounts, holds_value
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.source.captures import Region
from auditor.readers.source.keywords import (
    converts,
    copies,
    declares,
    held_by,
    is_transparent,
    looked_up,
    returned_by,
    set_by,
    target_in,
)

_DEFAULTS = frozenset({"fallback", "def", "default_factory"})
_ROWS = 6
"""Parts around a row among which the names of its columns are."""
_CHAINED = frozenset({"arg", "fill", "type", "send_keys", "sendKeys", "setValue", "typeText"})
"""Calls on what the call before them names: `.arg("--api-secret").arg("…")`, `getByLabel("API Secret").fill("…")`."""
_ANNOTATIONS = frozenset({"modifiers", "attribute_list", "annotation", "marker_annotation"})
"""What types of nodes before a function hold its annotations."""
_QUALIFIER = re.compile(r"\(\s*(?:\w{1,20}\s*=\s*)?[\"']([A-Za-z_][\w.-]{0,80})[\"']")
_LONGEST_ANNOTATION = 400
_LONGEST_TARGET = 80
"""Bytes at the end of an expression in which the name of what it says is."""


class Use(Struct, frozen=True):
    """How a value is used at a place: what a literal there would be called."""

    name: str = ""
    kind: FieldKind = "text"
    group: str = ""
    callee: str = ""
    position: int | None = None
    path: tuple[str, ...] = ()


NO_USE = Use()
"""Nothing is said of the value."""
ITEM = Use(kind="item")
"""The value is an item of a collection, whose name is settled when the collection ends."""


class Found(Struct, frozen=True):
    """A literal directly in a part of a program."""

    mapped: MappedText
    use: Use
    index: int


class Frame(Struct, eq=False, dict=True):
    """A part of a program that is open, with what it says of the values directly in it."""

    region: Region
    path: tuple[str, ...] = ()
    """The names around what is in it."""
    outer: Use = NO_USE
    """How the whole part is used."""
    name: str = ""
    """What is called, built or assigned."""
    found: list[Found] = []
    setting: str = ""
    """The name that an argument of a look-up gives to the one behind it."""
    setting_index: int = -1
    entry: int = -1
    """Where the key is that is itself a value."""
    columns: tuple[str, ...] = ()
    """The names that an argument or item gives to the values behind it by position (`column_names`)."""
    columns_at: int = -1
    """The position of that argument or item; -1 where the names come from before the call."""
    headers: dict[str, tuple[str, ...]] = {}
    """Of a scope: by what was called with a row of names, those names: `writer.writerow(["api_key", "api_secret"])`."""

    def column(self, index: int) -> str:
        """Returns the name that the argument at a position has from one before it; empty if it has none."""
        at = index - self.columns_at - 1
        return self.columns[at] if 0 <= at < len(self.columns) else ""

    @property
    def size(self) -> int:
        """How many items or arguments it has."""
        return len(self._starts)

    @property
    def group(self) -> str:
        """The group of what belongs together in it."""
        return f"{self.region.kind}@{self.region.start}"

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts of a scope."""
        return Accounts(f"scope@{self.region.start}" if self.region.end >= 0 else "module")

    def is_last(self, index: int) -> bool:
        """Returns whether no item or argument is behind the one at a position."""
        return index + 1 >= len(self._starts)

    @cached_property
    def target(self) -> str:
        """The name of what a call copies to (`strcpy(config->secret, "…")`); empty for every other call."""
        children = self.region.node.named_children if self.region.node and copies(self.name) else ()
        text = (children[0].text or b"")[-_LONGEST_TARGET:].decode(errors="replace") if children else ""
        return target_in(text)

    @cached_property
    def _starts(self) -> list[int]:
        node = self.region.node
        children = [child for child in node.named_children if not child.is_extra] if node else []
        return [child.start_byte for child in children]

    def index(self, byte: int) -> int:
        """Returns the position of the item or argument that holds the character at an offset in bytes."""
        return max(0, bisect_right(self._starts, byte) - 1)


def use_in(stack: Sequence[Frame], byte: int) -> Use:
    """Returns how a value is used that is directly in the innermost of the open parts."""
    frame = stack[-1]
    match frame.region.kind:
        case "value":
            return labelled(stack[:-1], frame.name, frame.region.form)
        case "call" | "composite":
            return _argument(stack, frame.index(byte))
        case "scope":
            return _returned(stack)
        case "collection" if frame.setting and frame.setting_index + 1 == frame.index(byte):
            return Use(frame.setting, "assignment", frame.accounts.group(frame.setting), path=frame.path)
        case "collection":
            return ITEM
    return NO_USE


def _returned_here(stack: Sequence[Frame]) -> Use:
    """Returns how a value is used that the innermost function of the open parts returns."""
    at = next(at for at in range(len(stack) - 1, -1, -1) if stack[at].region.kind == "scope")
    return _returned(stack[: at + 1])


def _returned(stack: Sequence[Frame]) -> Use:
    """Returns how a value is used that is directly in a function: its name says what it returns, if it has one."""
    frame = stack[-1]
    if not frame.name:
        return frame.outer if frame.outer.name else NO_USE  # `getenv("NAME").or_else(|| "default")`
    name = returned_by(frame.name) if is_credential_word(frame.name) else _annotated(frame.region)
    if not name:
        return NO_USE
    return Use(name, "assignment", scope_of(stack[:-1]).accounts.group(name), path=frame.path[:-1])


def _annotated(function: Region) -> str:
    """Returns the name that an annotation gives to what a function returns: `@Bean("apiSecret")`; empty if none does."""
    first = next(iter(function.node.named_children), None) if function.node else None
    if first is None or first.type not in _ANNOTATIONS:
        return ""
    match = _QUALIFIER.search((first.text or b"")[:_LONGEST_ANNOTATION].decode(errors="replace"))
    return match[1] if match and is_credential_word(match[1]) else ""


def _argument(stack: Sequence[Frame], position: int) -> Use:
    frame = stack[-1]
    transparent = is_transparent(frame.name)
    if name := frame.column(position) or column_in(stack, position, frame):
        return Use(name, "assignment", frame.group, path=frame.path)
    name = ""
    if position == 0:
        name = looked_up(frame.region.label) if transparent or frame.name.rpartition(".")[2] in _CHAINED else ""
        if not name and _hands_on(frame, transparent=transparent):
            return frame.outer
        name = name or set_by(frame.name)
    name = name or held_by(frame.name)
    if name or (position == 1 and (name := frame.target)):
        return Use(name, "assignment", scope_of(stack).accounts.group(name), path=frame.path)
    if frame.setting and frame.setting_index + 1 == position:
        return Use(frame.setting, "assignment", frame.group, path=frame.path)
    if transparent and position:
        return NO_USE
    return Use("", "argument", frame.group, frame.name, position, frame.path)


def column_in(stack: Sequence[Frame], index: int, row: Frame) -> str:
    """Returns the name that the item at a position in a row has from a row of names around it; empty if it has none.

    Args:
        stack: The parts around the row, and the row itself or not.
        index: The position of the item.
        row: A list or tuple of values, or a call that makes one.
    """
    for frame in islice(reversed(stack), _ROWS):
        if frame.region.kind == "scope":
            break
        if frame.columns and frame is not row:
            return frame.columns[index] if index < len(frame.columns) <= row.size else ""
    return ""


def _hands_on(frame: Frame, *, transparent: bool) -> bool:
    """Returns whether a call is used as its first argument is: it decodes it, or makes or declares what it is assigned to."""
    if frame.outer is NO_USE:
        return False
    is_made = frame.outer.kind == "assignment" and (converts(frame.name, frame.outer.name) or declares(frame.name))
    return transparent or is_made or frame.outer.name == frame.name


def scope_of(stack: Sequence[Frame]) -> Frame:
    """Returns the innermost function, class or module of the open parts."""
    return next(frame for frame in reversed(stack) if frame.region.kind == "scope")


def labelled(stack: Sequence[Frame], label: str, form: str) -> Use:
    """Returns how a value is used that has a name of its own, by the parts around it."""
    if label == "do" and form == "keyword":
        return _returned_here(stack)  # A function of Elixir on one line: `def api_secret, do: "…"`.
    frame = holder(stack)
    if form == "keyword" and frame.region.kind == "scope":
        frame = holder(stack[:-1])  # A function as an argument, which begins and ends where it does.
    return entry_use(frame, 1) if frame.entry >= 0 and form == "pair" else _labelled_in(frame, label, form)


def _labelled_in(frame: Frame, label: str, form: str) -> Use:
    match frame.region.kind:
        case "call" if frame.setting and _is_default(label):
            return Use(frame.setting, "assignment", frame.group, path=frame.path)
        case "call" if frame.outer.kind == "assignment" and _is_default(label):
            return frame.outer  # `secret: str = Field(default="…")`
        case "call" if form != "assign" and frame.name:
            return Use(label, "argument", frame.group, frame.name, path=frame.path)
        case "call" | "collection" | "composite":
            return Use(label, "assignment", frame.group, path=frame.path)
    return Use(label, "assignment", frame.accounts.group(label), path=frame.path)


def _is_default(label: str) -> bool:
    return holds_value(label) or label.lower() in _DEFAULTS


def holder(stack: Sequence[Frame]) -> Frame:
    """Returns the innermost of the open parts that holds names: no single value and no key."""
    for frame in reversed(stack):
        if frame.region.kind not in {"value", "key"}:
            break
    return frame  # The outermost is a scope.


def entry_use(frame: Frame, position: int) -> Use:
    """Returns how the key (0) or the value (1) of an entry is used whose key is a value: `{"<key>": "<secret>"}`."""
    return Use("", "item", f"entry@{frame.entry}", position=position, path=frame.path)
