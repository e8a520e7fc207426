"""The compiled conditions of rules as they were the last time: to compile them takes eight times as long as to read them.

CEL gives a compiled condition as bytes, for an environment with the same facts and functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, Struct, msgpack

from auditor._version import __version__
from auditor.model.case import FactTable
from auditor.rulebook.rule import Rule
from auditor.storage import cache
from auditor.storage.cache import sha256

_KIND = "conditions"


class Compiled(Struct, frozen=True):
    """One compiled condition."""

    expression: bytes
    facts: tuple[str, ...]
    """The names of the facts that it asks for."""


class CompiledConditions:
    """Those of the rules about one subject, by their texts and the names of their rules' own lists."""

    def __init__(self, rules: Sequence[Rule], table: FactTable) -> None:
        """Loads what an earlier run has kept of these very rules; CEL must be there."""
        self._digest = _digest(rules, table)
        self._known: dict[str, Compiled] = {}
        self._has_new = False
        if body := cache.load(_KIND, self._digest):
            with suppress(DecodeError, ValueError):
                self._known = msgpack.decode(body, type=dict[str, Compiled])

    def find(self, text: str, data: Iterable[str]) -> Compiled | None:
        """Returns a condition; None for one that is to be compiled."""
        return self._known.get(_key(text, data))

    def add(self, text: str, data: Iterable[str], compiled: Compiled) -> None:
        """Takes a condition that was compiled."""
        self._known[_key(text, data)] = compiled
        self._has_new = True

    def keep(self) -> None:
        """Keeps them for the next run, if there are new ones."""
        if self._has_new:
            cache.store(_KIND, self._digest, msgpack.encode(self._known))


def _key(text: str, data: Iterable[str]) -> str:
    return "\0".join((text, *data))


def _digest(rules: Sequence[Rule], table: FactTable) -> str:
    from cel_expr_python import cel  # imported by now

    library = Path(cel.__file__).stat()
    functions = [(name, function.parameters, function.result) for name, function in table.functions.items()]
    facts = [(name, fact.type) for name, fact in table.facts.items()]
    conditions = [
        (rule.when.text, [variant.when.text for variant in rule.variants], sorted(rule.data)) for rule in rules
    ]
    code = cache.code_digest([Path(__file__).parent])
    state = (__version__, code, library.st_size, library.st_mtime_ns, table.subject, facts, functions, conditions)
    return sha256(repr(state).encode("utf-8", "surrogatepass")).hexdigest()
