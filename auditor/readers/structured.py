"""Tells which literals a tree of mappings and lists holds: what JSON, YAML and TOML have in common.

Fed in document order and without recursion. A mapping is a group. Of `{name: X, value: Y}` and its like the name of
the value is X, and the pairs of one list are one group; so are the settings of `X: {default: Y}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal as OneOf
from typing import final

from msgspec import Struct

from auditor.model.report import Skipped
from auditor.readers.document import Document, Literal
from auditor.readers.grouping import Accounts, holds_value, settled, split_accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.plain.key_shapes import SIZES, listed
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.reader_errors import not_valid, too_deep
from auditor.redaction import is_name

MAX_DEPTH = 200
"""Containers within containers beyond which a document is not read as a tree."""
_SETTING = re.compile(r"([A-Za-z_][\w.-]{0,80})=(?=.)", re.DOTALL)
_OPTION = re.compile(r"--?([A-Za-z][\w-]{1,60})=?")
_TYPES = frozenset({"S", "B", "string", "concealed"})
"""The types of DynamoDB and 1Password, which are alone with their value: `"api_secret": {"S": "…"}`."""
_COLUMN = re.compile(r"[A-Za-z_][\w .-]{0,60}")
_HEADERS = frozenset({"columns", "columnnames", "cols", "fields", "fieldnames", "header", "headers", "names", "keys"})
"""Under what a table keeps the names of its columns."""
_ROWS = 3
"""Containers around a row among which the names of its columns are."""
_LARGEST_BYTE = 255
_INTEGER = re.compile(r"\d{1,3}")


class TooDeepError(ValueError):
    """A document nests deeper than `MAX_DEPTH`."""


def parsed(
    document: Document, language: str, run: Callable[[], int], finish: Callable[[], Iterable[Literal]]
) -> Iterator[Literal | Skipped]:
    """Yields the literals of a document, or the note that its language's grammar does not allow it.

    Args:
        document: The document.
        language: What the note calls it.
        run: Parses it, and returns the offset of what is wrong; a negative number for nothing.
        finish: Returns what was found.
    """
    try:
        wrong = run()
    except TooDeepError:
        yield too_deep()
        return
    if wrong >= 0:
        yield not_valid(language, document, wrong)
    else:
        yield from finish()


class _Container(Struct):
    kind: OneOf["mapping", "list"]
    start: int
    path: tuple[str, ...]
    group: str
    key: str = ""
    is_named: bool = True
    """Whether the key is a name, and no value itself."""
    index: int = 0
    numbers: list[int] | None = []
    literals: list[Literal] = []
    accounts: Accounts | None = None
    entry: str = ""
    """The group of an entry whose key is itself a value."""
    option: str = ""
    columns: tuple[str, ...] = ()
    """The names that a list in it gives to the items of the lists behind it: `[["api_key", "api_secret"], ["…", "…"]]`."""


@final
class Tree:
    """Turns the events of a parser into literals."""

    def __init__(self, path: tuple[str, ...] = (), start: int = 0) -> None:
        self._stack = [_Container("mapping", start, path, f"section@{start}")]
        self._done: list[Literal] = []

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._stack) - 1

    def open(self, kind: OneOf["mapping", "list"], start: int) -> None:
        """Begins a container at an offset.

        Raises:
            TooDeepError: it is one too many.
        """
        if len(self._stack) > MAX_DEPTH:
            raise TooDeepError
        parent = self._stack[-1]
        parent.numbers = None
        named = parent.kind == "mapping" and parent.key
        path = (*parent.path, parent.key) if named else parent.path
        self._stack.append(_Container(kind, start, path, f"{kind}@{start}"))

    def close(self, end: int) -> None:
        """Ends the innermost container; `end` is past its last character."""
        closed = self._stack.pop()
        parent = self._stack[-1]
        if closed.numbers is not None and len(closed.numbers) in SIZES:
            self._put(parent, listed(closed.numbers, closed.start, end))
        else:
            literals = closed.literals
            if closed.kind == "list":
                literals = self._in_row(closed, parent)
            else:
                literals = settled(
                    _run_by(_untyped(literals)), closed.path if parent.kind == "mapping" else (), parent.group
                )
                if parent.kind == "mapping" and holds_value(parent.key) and len(literals) == 1:
                    parent.literals.extend(literals)  # `{"title": "api_secret", "value": {"concealed": "…"}}`
                    literals = []
            self._done.extend(literals)
            if parent.kind == "list":
                parent.index += 1

    def _in_row(self, row: _Container, parent: _Container) -> list[Literal]:
        """Returns the items of a list that ends, with the names of their columns if a list before it has them."""
        around = next((one for one in self._stack[: -_ROWS - 1 : -1] if one.columns), None)
        if around and len(around.columns) == row.index:
            return [
                one._replace(name=around.columns[one.position or 0], kind="assignment") if one.kind == "item" else one
                for one in row.literals
            ]
        names = tuple(one.mapped.text for one in row.literals if one.kind == "item")
        is_header = parent.kind == "list" or parent.key.lower().replace("_", "") in _HEADERS
        if is_header and len(names) == row.index > 1 and all(map(_COLUMN.fullmatch, names)):
            parent.columns = names if any(map(is_credential_word, names)) and all(map(is_name, names)) else ()
        return row.literals

    def key(self, mapped: MappedText) -> None:
        """Takes a key of the innermost mapping. A key that is itself a value (an account's public key) is one."""
        container = self._stack[-1]
        container.key = mapped.text
        container.is_named = is_name(mapped.text)
        if not container.is_named:
            container.entry = f"entry@{mapped.start}"
            container.literals.append(Literal(mapped, "", container.path, container.entry, "item", position=0))

    def scalar(self, mapped: MappedText, *, is_text: bool) -> None:
        """Takes a scalar of the innermost container; `is_text` is false for numbers, booleans and null."""
        container = self._stack[-1]
        if not is_text and _is_next_byte(container, mapped.text) and container.numbers is not None:
            container.numbers.append(int(mapped.text))
            container.index += 1
            return
        container.numbers = None
        if is_text and mapped.text:
            self._put(container, mapped)
        elif container.kind == "list":
            container.index += 1

    def finish(self) -> Iterator[Literal]:
        """Yields all literals, once the document has ended."""
        yield from self._done
        yield from split_accounts(self._stack[0].literals)

    def _put(self, container: _Container, mapped: MappedText) -> None:
        if container.kind == "mapping":
            container.literals.append(_entry(container, mapped))
        else:
            container.literals.append(_item(container, mapped))
            container.index += 1


def _untyped(literals: list[Literal]) -> list[Literal]:
    """Returns the literals of a mapping, its one literal that has the name of its type as the value of the mapping."""
    is_typed = len(literals) == 1 and literals[0].name in _TYPES
    return [literals[0]._replace(name="value")] if is_typed else literals


def _run_by(literals: list[Literal]) -> list[Literal]:
    """Returns the settings of a job's step, the command with what runs it: `{shell: python, run: …}`."""
    shell = next((literal.mapped.text for literal in literals if literal.name == "shell"), "")
    if not shell:
        return literals
    return [literal._replace(callee=shell) if literal.name == "run" else literal for literal in literals]


def _is_next_byte(container: _Container, text: str) -> bool:
    """Returns whether a scalar goes on a list of bytes, or an object that is one (`{"0": 12, "1": 34, …}`)."""
    if container.numbers is None or not _INTEGER.fullmatch(text) or int(text) > _LARGEST_BYTE:
        return False
    return container.kind == "list" or container.key == str(len(container.numbers))


def _entry(container: _Container, mapped: MappedText) -> Literal:
    if not container.is_named:
        return Literal(mapped, "", container.path, container.entry, "item", position=1)
    return Literal(mapped, name=container.key, path=container.path, group=container.group, kind="assignment")


def _item(container: _Container, mapped: MappedText) -> Literal:
    """Returns an item of a list; `NAME=value` and what follows `--name` have a name of their own."""
    container.accounts = container.accounts or Accounts(container.group)
    option, container.option = container.option, ""
    if match := _SETTING.match(mapped.text):
        value = mapped[match.end() :]
        return Literal(value, match[1], container.path, container.accounts.group(match[1]), "assignment")
    if match := _OPTION.fullmatch(mapped.text):
        container.option = match[1]
    elif option:
        return Literal(mapped, option, container.path, container.accounts.group(option), "assignment")
    name, path = (container.path[-1], container.path[:-1]) if container.path else ("", ())
    return Literal(mapped, name, path, container.group, "item", position=container.index)
