"""Tells where the parts of a program are that matter for its literals, as the queries of its language capture them.

| capture | what it means |
|---|---|
| `@string` | a literal with its quotes |
| `@string.raw`, `@string.escaped` | the text of a literal without its quotes, as it is or with backslash escapes |
| `@hole` | an expression inside a literal, whose text is then not known |
| `@concat` | an expression that may put literals together: `"a" + "b"`, `"a" "b"` |
| `@concat.list` | a list whose items are put together: `["a", "b"].join("")` |
| `@assign.name`, `@assign.value` | what is assigned, and what to; a parameter and its default; a name and what it is compared with |
| `@assign.names`, `@assign.values` | the same for several at once |
| `@pair.key`, `@pair.value` | an entry of a dictionary, a field of an object |
| `@collection` | a dictionary, object, list or tuple |
| `@call`, `@call.arguments` | a call and its arguments; what is before them is what is called |
| `@keyword.name`, `@keyword.value` | an argument with a name |
| `@composite.type`, `@composite.body` | a literal of a type (`Config{…}`), a block with a name |
| `@scope`, `@scope.name` | a class, a function, a module; its name, if it is not its field `name` |
| `@parameters` | the parameters of a function |
| `@key` | a string that is no value: an index, a module's name |
| `@assign.left.right` | an assignment of its field `right` to its field `left`; so too `@pair.….…`, `@keyword.….…` |
| `@compare.left.right` | a comparison of its field `left` with a literal in its field `right` |
| `@join.property.object` | a list in its field `object` whose items are put together, where its field `property` says `join` |
| `@join.function.arguments` | the same of a list that is given to what its field `function` says: `"".join([…])` |
| `@composite.declared.value` | a literal of a declared type in its field `value`: `Config c{…}`, `Client c("…")` |
| `@composite.type.initializer` | a literal of the type in its field `type`, with its body in its field `initializer` |
| `@tokens` | the tokens of a macro, which name literals (`token_trees`) |
| `@call.in.arguments`, `@key.index` | a call with its field `arguments`; a string in the field `index`, which is no value |

Where a node has no such field, the name is the type of a child; `first` and `last` are the first and the last child with a
name, `itself` is the node.

These places are in the captures because a query that names fields or children takes up to 50 ms more to compile in a large
grammar, each time: it looks for every way in which such a node can come about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, final
from typing import Literal as OneOf

from auditor.readers.mapped_text import MappedText
from auditor.readers.source.byte_offsets import bytes_at, characters_at
from auditor.readers.source.token_trees import named_in

if TYPE_CHECKING:
    from tree_sitter import Node

    from auditor.readers.source.parser import Match

Kind = OneOf["scope", "value", "call", "composite", "collection", "key", "array", "string", "hole", "concat"]
_STRINGS = ("string", "string.raw", "string.escaped")
_PLAIN: dict[str, tuple[Kind, str]] = {
    "string": ("string", ""),
    "string.raw": ("string", "raw"),
    "string.escaped": ("string", "escaped"),
    "concat": ("concat", ""),
    "concat.list": ("concat", "list"),
    "collection": ("collection", ""),
    "parameters": ("scope", ""),
    "key": ("key", ""),
    "assign.name": ("key", "assign"),
    "assign.names": ("key", "assign"),
    "pair.key": ("key", "pair"),
    "keyword.name": ("key", "keyword"),
}
"""The kinds and forms of what says nothing but that it is there."""
_LABELLED: dict[str, tuple[Kind, str, str]] = {
    "assign.value": ("value", "assign.name", "assign"),
    "pair.value": ("value", "pair.key", "pair"),
    "keyword.value": ("value", "keyword.name", "keyword"),
    "scope": ("scope", "scope.name", ""),
    "composite.body": ("composite", "composite.type", ""),
}
"""The kinds and forms of what another capture names."""
_JOINING = {"property": ("join",), "function": ("'.join", '".join')}
"""How what joins a list ends: its own method in JavaScript, that of a text in Python."""
_LISTS = frozenset({"array", "list", "tuple"})
_EQUALITY = frozenset({"==", "===", "!=", "!=="})
_LITERAL = re.compile("string")
_ARGUMENTS = re.compile("(?:arguments|argument_list)$")
"""What types of nodes hold; what follows the tag of a template, or a generator in brackets, are no arguments."""
_RANKS: dict[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        ("scope", "value", "call", "array", "composite", "collection", "key", "concat", "string", "hole")
    )
}
"""Which of two parts with the same extent is around the other."""


@final
class Region(NamedTuple):
    """One part of a program; offsets count characters."""

    start: int
    end: int
    kind: Kind
    label: str = ""
    """A name: of a value what is assigned, of a call what is called, of a scope what is defined."""
    form: str = ""
    """Of a string how it is written, of a value what gives it its name, of a concatenation what joins."""
    node: Node | None = None
    """Its node, which holds its items."""

    @property
    def byte(self) -> int:
        """Where it begins in bytes of UTF-8."""
        return self.node.start_byte if self.node else 0

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts parts so that each is before what it holds."""
        return self.start, -self.end, _RANKS[self.kind]


def regions_of(captured: Sequence[Match], text: str, values: Sequence[MappedText] = ()) -> list[Region]:
    """Returns the parts that matches capture in `text`, each once, and each before what it holds.

    Args:
        captured: The matches of the queries of a language.
        text: The text of the program.
        values: Values that are no strings, as lists of numbers. A part without a string or such a value is left out.
    """
    starts = {node.start_byte for match in captured for form in _STRINGS for node in match.get(form, ())}
    starts.update(bytes_at(text, (value.start for value in values)))
    parts = _Parts(text, sorted(starts))
    for match in captured:
        parts.add(match)
    # A literal of a type is a collection too; its type says more.
    typed = {(start, end) for start, end, kind in parts.found if kind == "composite"}
    found = (
        part for (*extent, kind), part in parts.found.items() if kind != "collection" or tuple(extent) not in typed
    )
    return sorted(found, key=lambda region: region.order)


@final
class _Parts:
    """Collects parts, of two with the same extent and kind the one that says more."""

    def __init__(self, text: str, starts: Sequence[int]) -> None:
        self.found: dict[tuple[int, int, str], Region] = {}
        self._text = text
        self._starts = starts
        self._offset = characters_at(text)

    def add(self, match: Match) -> None:
        for name, nodes in match.items():
            node = nodes[0]
            if name == "hole":
                self._put(node, "hole")
            if not self._holds(node):
                continue
            if (fields := _places_of(name)) is not None:
                self._by_places(node, *fields)
            elif name in _PLAIN:
                kind, form = _PLAIN[name]
                self._put(node, kind, form=form)
            elif name in _LABELLED:
                kind, label, form = _LABELLED[name]
                self._put(node, kind, self._label(match.get(label) or _own_name(node)), form)
            else:
                self._several(name, node, match)

    def _several(self, name: str, node: Node, match: Match) -> None:
        """Adds what a capture says together with another, or of several parts of a node."""
        if name == "tokens":
            for named, value, form in named_in(node):
                self._named_value(named, value, form)
        elif name == "call.arguments" and "call" in match:
            start, end = self._offset(match["call"][0].start_byte), self._offset(node.start_byte)
            self._put(node, "call", self._text[start:end])
        elif name == "assign.values" and "assign.names" in match:
            self._put(node, "scope")
            for each, value in zip(match["assign.names"][0].named_children, node.named_children, strict=False):
                self._put(value, "value", self._label([each]), "assign")

    def _by_places(self, node: Node, what: str, named: str, valued: str) -> None:
        """Adds the parts of a node that are at places of it."""
        values, names = _at(node, valued), _at(node, named) if named else []
        for number, value in enumerate(values):
            if not value.is_named:
                continue
            name = names[number] if len(names) == len(values) else next(iter(names), None)
            if what == "key" and self._holds(value):
                self._put(value, "key")
            elif what in {"composite", "join"}:
                self._built(node, what, named, value)
            elif what == "call" and self._holds(value) and _ARGUMENTS.search(value.type):
                self._put(value, "call", self._text[self._offset(node.start_byte) : self._offset(value.start_byte)])
            elif name and name.is_named and name != value:
                if what != "compare":
                    self._named_value(name, value, what)
                elif _compares(node, value):
                    self._named_value(name, value, "assign")

    def _built(self, node: Node, what: str, named: str, value: Node) -> None:
        """Adds what a variable is declared with, or a list whose items are put together."""
        if what == "join":
            if self._label(_at(node, named)).endswith(_JOINING[named]):
                for items in value.named_children[:1] if value.type == "argument_list" else [value]:
                    if items.type in _LISTS:
                        self._put(items, "concat", form="list")
        elif self._holds(value) and (type_ := _declared_type(node, value) if named == "declared" else _at(node, named)):
            self._put(value, "composite", self._label(type_))

    def _named_value(self, name: Node, value: Node, form: str) -> None:
        if self._holds(name):
            self._put(name, "key", form=form)
        if self._holds(value):
            self._put(value, "value", self._label([name]), form)

    def _holds(self, node: Node) -> bool:
        """Returns whether a value begins in a node."""
        after = bisect_left(self._starts, node.start_byte)
        return after < len(self._starts) and self._starts[after] < node.end_byte

    def _label(self, nodes: Sequence[Node] | None) -> str:
        return self._text[self._offset(nodes[0].start_byte) : self._offset(nodes[0].end_byte)] if nodes else ""

    def _put(self, node: Node, kind: Kind, label: str = "", form: str = "") -> None:
        start, end = self._offset(node.start_byte), self._offset(node.end_byte)
        known = self.found.get((start, end, kind))
        if known is None or form == "keyword" or len(label) > len(known.label):
            self.found[start, end, kind] = Region(start, end, kind, label, form, node)


def _at(node: Node, place: str) -> list[Node]:
    """Returns the parts of a node at a place of it, as captures name them."""
    match place:
        case "itself":
            return [node]
        case "first":
            return node.named_children[:1]
        case "last":
            return node.named_children[-1:]
    return node.children_by_field_name(place) or [child for child in node.named_children if child.type == place]


def _compares(node: Node, value: Node) -> bool:
    """Returns whether a node compares something with a literal."""
    operator = node.child_by_field_name("operator") or node.child_by_field_name("operators")
    return operator is not None and operator.type in _EQUALITY and _LITERAL.search(value.type) is not None


@cache
def _places_of(capture: str) -> tuple[str, str, str] | None:
    """Returns what a capture means and the places that it names; None for one that names none."""
    match capture.split("."):
        case ["key", field]:
            return "key", "", field
        case ["call", "in", field]:
            return "call", "", field
        case [what, named, valued]:
            return what, named, valued
    return None


def _own_name(node: Node) -> list[Node]:
    """Returns the name of a class or a function; C has it inside the declarators of a function."""
    name = node.child_by_field_name("name")
    if name is None:
        inner = node.child_by_field_name("declarator")
        while inner:
            name, inner = inner, inner.child_by_field_name("declarator")
    return [name] if name else []


def _declared_type(node: Node, value: Node) -> list[Node]:
    """Returns the type of a declaration around a node whose value is a list of fields, or arguments; `{…}` of an array are items.

    C# has a declarator between the node and its declaration.
    """
    name = node.child_by_field_name("declarator")
    is_plain = name is not None and name.type == "identifier"
    if value.type != "argument_list" and not (value.type == "initializer_list" and is_plain):
        return []
    around = node.parent
    if around and around.type == "variable_declarator":
        around = around.parent
    is_declaration = around is not None and around.type in {"declaration", "variable_declaration"}
    return around.children_by_field_name("type") if around and is_declaration else []
