"""Forms in TOML: what the standard parser understands, with the places that it does not tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from auditor.config_files.problems import Problems
from auditor.config_files.tree import Items, Mapping, Node, Scalar
from auditor.model.location import Span
from auditor.redaction import is_showable

Path = tuple[str | int, ...]
"""Keys, and indexes of lists from 0, from the root down."""

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<text>"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5} | '{3}(?:[^']|'{1,2}(?!'))*'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    | (?P<mark>[\[\]{}=,])
    | (?P<bare>\d{4}-\d\d-\d\d[ ]\d\d:[\d:.+Zz-]+ | [^\s\[\]{}=,\#"']+)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_ELSEWHERE = Span(1, 1, 1, 1)


_MOST_LEVELS = 100


def parse_toml(text: str, problems: Problems) -> Mapping | None:
    """Returns the tree of a TOML text; None, with a complaint, where it is none."""
    import tomllib  # only where a form is read

    text = text.replace("\r\n", "\n")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.add(*_explained(str(error), text))
        return None
    except RecursionError:
        content = None
    if content is None or not _is_shallow(content):
        problems.add(_ELSEWHERE, f"this is nested deeper than {_MOST_LEVELS} levels: nothing that belongs here is")
        return None
    locations = _Places(text)
    entries = tuple((_key((name,), locations), _node(value, (name,), locations)) for name, value in content.items())
    return Mapping(entries, _ELSEWHERE)


def _is_shallow(content: Any) -> bool:
    """Returns whether tables and lists are nested at most `_MOST_LEVELS` deep."""
    level = [content]
    for _ in range(_MOST_LEVELS):
        nested = [value.values() if isinstance(value, dict) else value for value in level]
        level = [inner for values in nested for inner in values if isinstance(inner, (dict, list))]
        if not level:
            return True
    return False


def _explained(message: str, text: str) -> tuple[Span, str]:
    match = _WHERE.search(message)
    problem = _WHERE.sub("", message)
    if match and match["line"]:
        line, column = int(match["line"]), int(match["column"])
    else:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    said = f"this is not valid TOML: {problem}" if is_showable(problem) else "this is not valid TOML"
    return Span(line, column, line, column), said


def _key(path: Path, locations: _Places) -> Scalar:
    return Scalar(str(path[-1]), plain=False, span=locations.keys.get(path, _ELSEWHERE))


def _node(value: Any, path: Path, locations: _Places) -> Node:
    span = locations.values.get(path) or locations.keys.get(path, _ELSEWHERE)
    if isinstance(value, dict):
        below = (((*path, name), item) for name, item in value.items())
        return Mapping(tuple((_key(at, locations), _node(item, at, locations)) for at, item in below), span)
    if isinstance(value, list):
        return Items(tuple(_node(item, (*path, index), locations) for index, item in enumerate(value)), span)
    if isinstance(value, str):
        return Scalar(value, plain=False, span=span)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), plain=True, span=span)


class _Places:
    """Where the keys and the values of a valid TOML text stand; tables in lists share the place of their list."""

    def __init__(self, text: str) -> None:
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._tokens = (token for token in _TOKEN.finditer(text) if token.lastgroup != "comment")
        table: Path = ()
        for token in self._tokens:
            if token[0] == "[":
                table = self._name((), token.end(), "]")
            elif token[0] != "]":  # of the end of `[[name]]`
                self._assignment(table, token)

    def _assignment(self, table: Path, token: re.Match[str]) -> None:
        name = self._name(table, token.start(), "=")
        self._value(name, next(self._tokens))

    def _name(self, table: Path, start: int, closer: str) -> Path:
        """Returns a dotted name from `start` to its closing mark; every part of it has a place."""
        end = next(token.start() for token in self._tokens if token[0] == closer)
        path = table
        for part in _PART.finditer(self._text, start, end):
            path = (*path, _unquoted(part[0]))
            self.keys.setdefault(path, self._span(part))
        return path

    def _value(self, path: Path, token: re.Match[str]) -> None:
        self.values[path] = self._span(token)
        if token[0] == "[":
            for index, item in enumerate(self._members("]")):
                self._value((*path, index), item)
        elif token[0] == "{":
            for member in self._members("}"):
                self._assignment(path, member)

    def _members(self, closer: str) -> Iterator[re.Match[str]]:
        """Yields the first token of every member of a list or an inline table, up to its end."""
        for token in self._tokens:
            if token[0] == closer:
                return
            if token[0] != ",":
                yield token

    def _span(self, token: re.Match[str]) -> Span:
        line = bisect_right(self._starts, token.start())
        column = token.start() - self._starts[line - 1] + 1
        return Span(line, column, line, column + len(token[0].partition("\n")[0]))


def _unquoted(part: str) -> str:
    return part[1:-1] if part[0] in "\"'" else part
