"""Forms in YAML: one document, without tags, anchors, aliases or repeated keys, so that every line means what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.config_files.problems import Problems, shown
from auditor.config_files.tree import Items, Mapping, Node, Scalar
from auditor.model.location import Span
from auditor.redaction import is_showable

if TYPE_CHECKING:
    from yaml import Event

_MAX_DEPTH = 8
"""Nothing that we read nests deeper than five."""


def parse_yaml(text: str, problems: Problems, *, what: str = "form") -> Node | None:
    """Returns the tree of a text with one YAML document; None if it is empty or, with a complaint, if it is no tree.

    `what` says in complaints what the file is (`inventory`, `configuration`).
    """
    import yaml  # 20 ms, only where a form is read

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(yaml.parse(text, Loader=loader), problems, what).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.add(Span(line, column, line, column), _explained(error.problem, text, line))
    except yaml.reader.ReaderError as error:
        line, column = _position(text, error.position)
        problems.add(Span(line, column, line, column), "this character is not allowed in YAML; delete it")
    except _TooDeepError as error:
        problems.add(error.span, "this nests deeper than anything that belongs here")
    return None


def _explained(problem: str | None, text: str, line: int) -> str:
    source = text.split("\n")[line - 1 : line]
    if source and "\t" in source[0][: len(source[0]) - len(source[0].lstrip())]:
        return "a tab is before the text of this line; YAML indents with spaces"
    return f"this is not valid YAML: {problem}" if problem and is_showable(problem) else "this is not valid YAML"


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


class _TooDeepError(Exception):
    def __init__(self, span: Span) -> None:
        self.span = span


class _Builder:
    """Makes the tree from the parser's events, which still know tags, anchors and every key."""

    def __init__(self, events: Iterator[Event], problems: Problems, what: str) -> None:
        import yaml

        self._events = events
        self._problems = problems
        self._what = what
        self._yaml = yaml

    def document(self) -> Node | None:
        """Returns the one document of the stream."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, self._yaml.DocumentStartEvent):
                if root is not None:
                    message = f"a second document begins here; one file holds one {self._what}"
                    self._problems.add(_span(event), message)
                    break
                root = self._node(next(self._events), 0)
        return root

    def _node(self, event: Event, depth: int) -> Node:
        span = _span(event)
        if depth > _MAX_DEPTH:
            raise _TooDeepError(span)
        if isinstance(event, self._yaml.AliasEvent):
            self._problems.add(span, "an alias (`*name`); write the value out, so that every line says what it means")
            return Scalar("", plain=True, span=span)
        if getattr(event, "anchor", None):
            self._problems.add(span, "an anchor (`&name`); nothing may refer to it, so delete it")
        if getattr(event, "tag", None):
            self._problems.add(span, "a tag (`!name`); values have no tags here, so delete it")
        if isinstance(event, self._yaml.ScalarEvent):
            return Scalar(event.value, plain=not event.style, span=span)
        if isinstance(event, self._yaml.SequenceStartEvent):
            return self._items(span, depth)
        return self._mapping(span, depth)

    def _items(self, span: Span, depth: int) -> Items:
        items = []
        while not isinstance(event := next(self._events), self._yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Items(tuple(items), span)

    def _mapping(self, span: Span, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), self._yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._problems.add(key.span, "a key must be a single word")
            elif key.text in entries:
                line = entries[key.text][0].span.line
                self._problems.add(key.span, f"the key {shown(key.text)} is here again; it is on line {line} already")
            else:
                entries[key.text] = (key, value)
        return Mapping(tuple(entries.values()), span)


def _span(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return Span(1, 1, 1, 1)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
