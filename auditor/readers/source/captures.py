"""Where the parts of a program stand that matter for its literals, as the queries of its language capture them.

| capture | what it stands for |
|---|---|
| `@string` | a literal with its quotes |
| `@string.raw`, `@string.escaped` | the text of a literal without its quotes, as it stands or with backslash escapes |
| `@hole` | an expression inside a literal, whose text is then not known |
| `@concat` | an expression that may put literals together: `"a" + "b"`, `"a" "b"` |
| `@concat.list` | a list whose items are put together: `["a", "b"].join("")` |
| `@assign.name`, `@assign.value` | what is assigned, and what to; a parameter and its default; a name and what it is compared with |
| `@assign.names`, `@assign.values` | the same for several at once |
| `@pair.key`, `@pair.value` | an entry of a dictionary, a field of an object |
| `@collection` | a dictionary, object, list or tuple |
| `@call`, `@call.arguments` | a call and its arguments; what stands before them is what is called |
| `@keyword.name`, `@keyword.value` | an argument with a name |
| `@composite.type`, `@composite.body` | a literal of a type (`Config{…}`), a block with a name |
| `@scope`, `@scope.name` | a class, a function, a module |
| `@parameters` | the parameters of a function |
| `@key` | a string that is no value: an index, a module's name |
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, final
from typing import Literal as OneOf

if TYPE_CHECKING:
    from tree_sitter import Node

    from auditor.readers.source.parser import Match

Kind = OneOf[
    "scope", "value", "call", "composite", "collection", "key", "function", "array", "string", "hole", "concat"
]
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_RANKS: dict[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        ("scope", "value", "function", "call", "array", "composite", "collection", "key", "concat", "string", "hole")
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
        """Sorts parts so that each stands before what it holds."""
        return self.start, -self.end, _RANKS[self.kind]


def regions_of(matches: Iterable[Match], text: str) -> list[Region]:
    """Returns the parts that matches capture in `text`, each once, and each before what it holds."""
    offset = _offsets(text)
    found: dict[tuple[int, int, str], Region] = {}
    for match in matches:
        for region in _regions(match, text, offset):
            known = found.get((region.start, region.end, region.kind))
            if known is None or region.form == "keyword" or len(region.label) > len(known.label):
                found[region.start, region.end, region.kind] = region
    return sorted(found.values(), key=lambda region: region.order)


def _regions(match: Match, text: str, offset: Callable[[int], int]) -> Iterable[Region]:
    def region(name: str, kind: Kind, *, label: str = "", form: str = "") -> Iterable[Region]:
        for node in match.get(name, ()):
            yield Region(offset(node.start_byte), offset(node.end_byte), kind, label, form, node)

    def named(name: str) -> str:
        node = next(iter(match.get(name, ())), None)
        return text[offset(node.start_byte) : offset(node.end_byte)] if node else ""

    for form in ("", ".raw", ".escaped"):
        yield from region(f"string{form}", "string", form=form[1:])
    yield from region("hole", "hole")
    yield from region("key", "key")
    yield from region("concat", "concat")
    yield from region("concat.list", "concat", form="list")
    yield from region("collection", "collection")
    yield from region("parameters", "scope", form="parameters")
    yield from region("scope", "scope", label=named("scope.name"))
    for form in ("assign", "pair", "keyword"):
        name = next(iter(match.get(f"{form}.{'key' if form == 'pair' else 'name'}", ())), None)
        if name is not None:
            yield Region(offset(name.start_byte), offset(name.end_byte), "key", form=form, node=name)
            label = text[offset(name.start_byte) : offset(name.end_byte)]
            yield from region(f"{form}.value", "value", label=label, form=form)
    for call, arguments in zip(match.get("call", ()), match.get("call.arguments", ()), strict=False):
        start, end = offset(call.start_byte), offset(arguments.start_byte)
        yield Region(start, end, "function", node=call)
        yield Region(end, offset(arguments.end_byte), "call", text[start:end], node=arguments)
    yield from region("composite.body", "composite", label=named("composite.type"))
    yield from _several(match, text, offset)


def _several(match: Match, text: str, offset: Callable[[int], int]) -> Iterable[Region]:
    """The values of an assignment to several names at once, one by one."""
    for names, values in zip(match.get("assign.names", ()), match.get("assign.values", ()), strict=False):
        yield Region(offset(names.start_byte), offset(names.end_byte), "key", form="assign", node=names)
        yield Region(offset(values.start_byte), offset(values.end_byte), "scope", node=values)
        for name, value in zip(names.named_children, values.named_children, strict=False):
            label = text[offset(name.start_byte) : offset(name.end_byte)]
            yield Region(offset(value.start_byte), offset(value.end_byte), "value", label, "assign", value)


def _offsets(text: str) -> Callable[[int], int]:
    """From offsets in bytes of UTF-8 to offsets in characters."""
    if text.isascii():
        return int
    positions: list[int] = []
    surplus: list[int] = [0]
    extra = 0
    for match in _FOREIGN.finditer(text):
        character = match[0]
        size = 2 if character < "\u0800" else 3 if character < "\U00010000" else 4
        positions.append(match.start() + extra + size)
        extra += size - 1
        surplus.append(extra)
    return lambda byte: byte - surplus[bisect_right(positions, byte)]


def bytes_at(text: str, offsets: Iterable[int]) -> list[int]:
    """Returns the offsets in bytes of UTF-8 of offsets in characters, which are in order."""
    if text.isascii():
        return list(offsets)
    found, at, size = [], 0, 0
    for offset in offsets:
        size += len(text[at:offset].encode("utf-8", "surrogatepass"))
        at = offset
        found.append(size)
    return found
