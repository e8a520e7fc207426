"""Tells which tokens of a macro name which literals: inside macros of Rust there is no tree, only a row of tokens.

`json!({"a": "…"})`, `hashmap!{"a" => "…"}`, `set!(a = "…")`, `lazy_static!(static ref A: String = String::from("…"))`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = frozenset({"string_literal", "raw_string_literal"})
_KEYS = frozenset({"string_literal", "identifier"})
_BUILT = ["identifier", "::", "identifier", "token_tree"]
"""What `String::from("…")` is."""
_LONGEST_TYPE = 5
"""Tokens between a name and the `=` behind its type: `: &'static mut str`."""
_ENDS = frozenset({",", ";", "=", "=>", "(", "[", "{"})
_TYPES = frozenset({b"String", b"str"})


def named_in(tree: Node) -> Iterator[tuple[Node, Node, Literal["assign", "pair"]]]:
    """Yields the literals that tokens of a macro name: the name, the literal, and how it is named."""
    tokens = tree.children
    for at in range(1, len(tokens) - 1):
        before, mark, value = tokens[at - 1 : at + 2]
        if mark.type in {":", "=>"}:
            if before.type in _KEYS and value.type in _TEXTS:
                yield before, value, "pair"
        elif mark.type == "=" and (name := _assigned(tokens, at)):
            if value.type in _TEXTS:
                yield name, value, "assign"
            elif [token.type for token in tokens[at + 1 : at + 5]] == _BUILT:
                yield from ((name, inner, "assign") for inner in tokens[at + 4].children if inner.type in _TEXTS)


def _assigned(tokens: Sequence[Node], at: int) -> Node | None:
    """Returns the name that is before `=`, or before its type."""
    for place in range(at - 1, max(0, at - 1 - _LONGEST_TYPE), -1):
        kind = tokens[place].type
        if kind == ":" and tokens[place - 1].type == "identifier":
            return tokens[place - 1]
        if kind in _ENDS:
            break
    name = tokens[at - 1]
    return name if name.type == "identifier" and name.text not in _TYPES else None
