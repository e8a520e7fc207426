"""What a mapping in a rule file says, read strictly: unknown, missing or repeated keys and wrong types are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from auditor.errors import ConfigurationError
from auditor.rulebook.rule import Written
from auditor.rulebook.ruletext import RuleText
from auditor.rulebook.shape import Key

if TYPE_CHECKING:
    from yaml import MappingNode, MarkedYAMLError, Node, ScalarNode

_TAG = "tag:yaml.org,2002:"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def read_record(source: RuleText, keys: Mapping[str, Key]) -> Record:
    """The one mapping of a file.

    Raises:
        ConfigurationError: the file is no YAML, or no mapping of these keys.
    """
    import yaml  # noqa: PLC0415 - 25 ms, only where rules are needed

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(source.text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise source.error(f"this is no YAML: {error.problem}", _fault(error, len(source.text.rstrip()))) from None
    except yaml.reader.ReaderError as error:
        raise source.error("this is no YAML: a character that YAML does not allow", error.position) from None
    if node is None:
        raise source.error("the file is empty", 0)
    _refuse_aliases(source, node, set())
    return Record(source, node, keys)


def _fault(error: MarkedYAMLError, end: int) -> int:
    """The offset to show: where the parser gave up, or, if that is the end, where what is not closed begins."""
    problem, context = error.problem_mark, error.context_mark
    if problem is None or (context is not None and problem.index >= end):
        problem = context
    return problem.index if problem else 0


def _refuse_aliases(source: RuleText, node: Node, seen: set[int]) -> None:
    """An alias is the node of its anchor once more; rule files need none, and aliases can grow without end."""
    if id(node) in seen:
        raise source.error("anchors and aliases are not used in rule files: write the value out", node.start_mark.index)
    seen.add(id(node))
    if isinstance(node.value, list):
        for child in node.value:
            for part in child if isinstance(child, tuple) else (child,):
                _refuse_aliases(source, part, seen)


class Record:
    """A mapping whose keys are known. Every reading method raises `ConfigurationError` with the position."""

    def __init__(self, source: RuleText, node: Node, keys: Mapping[str, Key]) -> None:
        self._source = source
        self._keys = keys
        self._node = _mapping(source, node)
        self._values = _pairs(source, self._node)
        for name, (key, _) in self._values.items():
            if name not in keys:
                raise source.error(f"unknown key `{name}`{suggestion(name, keys)}", key.start_mark.index, len(name))
        for name, key_ in keys.items():
            if key_.required and name not in self._values:
                raise source.error(f"the key `{name}` is missing: {key_.doc}", self._node.start_mark.index)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def error(self, name: str, message: str) -> ConfigurationError:
        """An error at the value of a key."""
        node = self._values[name][1]
        return self._source.error(message, node.start_mark.index, node.end_mark.index - node.start_mark.index)

    def text(self, name: str, default: str = "") -> str:
        """A text; `default` where the key is absent."""
        if name not in self._values:
            return default
        text = _text(self._source, self._values[name][1], f"`{name}`")
        if self._keys[name].kind == "line" and "\n" in text:
            raise self.error(name, f"`{name}` must be one line")
        return text

    def choice(self, name: str, default: str = "") -> str:
        """One of the key's choices; `default` where the key is absent."""
        if name not in self._values:
            return default
        text = self.text(name)
        choices = self._keys[name].choices
        if text not in choices:
            raise self.error(name, f"`{text}` is no {name}; it must be one of {', '.join(choices)}")
        return text

    def written(self, name: str) -> Written:
        """A text that remembers its position."""
        node = _scalar(self._source, self._values[name][1], f"`{name}`")
        return Written(node.value, self._source, node.start_mark.index, node.style)

    def integer(self, name: str) -> int:
        """A whole number; 0 where the key is absent."""
        if name not in self._values:
            return 0
        node = self._values[name][1]
        if node.tag != _TAG + "int" or not re.fullmatch(r"[-+]?\d+", str(node.value)):
            raise self.error(name, f"`{name}` must be a whole number")
        return int(node.value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        return _texts(self._source, self._values[name][1], f"`{name}`") if name in self._values else ()

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Names and their lists of texts; empty where the key is absent."""
        if name not in self._values:
            return {}
        pairs = _pairs(self._source, _mapping(self._source, self._values[name][1]))
        for inner, (key, _) in pairs.items():
            if not _NAME.fullmatch(inner):
                raise self._source.error(
                    f"`{inner}` is no name: use small letters, digits and underscores", key.start_mark.index, len(inner)
                )
        return {inner: _texts(self._source, node, f"`{inner}`") for inner, (_, node) in pairs.items()}

    def files(self, name: str) -> dict[str, str]:
        """Paths and contents."""
        pairs = _pairs(self._source, _mapping(self._source, self._values[name][1]))
        if not pairs:
            raise self.error(name, f"`{name}` is empty")
        return {path: _text(self._source, node, f"`{path}`", empty=True) for path, (_, node) in pairs.items()}

    def record(self, name: str) -> Record:
        """A mapping with keys of its own."""
        return Record(self._source, self._values[name][1], self._keys[name].keys)

    def records(self, name: str) -> tuple[Record, ...]:
        """A list of mappings with keys of their own; empty where the key is absent."""
        if name not in self._values:
            return ()
        items = _items(self._source, self._values[name][1], f"`{name}`")
        return tuple(Record(self._source, item, self._keys[name].keys) for item in items)


def suggestion(name: str, known: Mapping[str, object]) -> str:
    """`: did you mean ...?` where a known name is close to this one, else nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only on the way to an error

    close = get_close_matches(name, known, n=1)
    return f": did you mean `{close[0]}`?" if close else ""


def _mapping(source: RuleText, node: Node) -> MappingNode:
    from yaml import MappingNode  # noqa: PLC0415 - loaded by now

    if not isinstance(node, MappingNode):
        raise source.error("a mapping of keys and values belongs here", node.start_mark.index)
    return node


def _pairs(source: RuleText, mapping: MappingNode) -> dict[str, tuple[Node, Node]]:
    pairs: dict[str, tuple[Node, Node]] = {}
    for key, value in mapping.value:
        name = _text(source, key, "a key")
        if name in pairs:
            raise source.error(f"the key `{name}` stands here twice", key.start_mark.index, len(name))
        pairs[name] = (key, value)
    return pairs


def _items(source: RuleText, node: Node, what: str) -> list[Node]:
    from yaml import SequenceNode  # noqa: PLC0415 - loaded by now

    if not isinstance(node, SequenceNode) or not node.value:
        raise source.error(f"{what} must be a list of at least one entry", node.start_mark.index)
    items: list[Node] = node.value
    return items


def _texts(source: RuleText, node: Node, what: str) -> tuple[str, ...]:
    return tuple(_text(source, item, f"an entry of {what}") for item in _items(source, node, what))


def _text(source: RuleText, node: Node, what: str, *, empty: bool = False) -> str:
    text: str = _scalar(source, node, what, empty=empty).value
    return text


def _scalar(source: RuleText, node: Node, what: str, *, empty: bool = False) -> ScalarNode:
    from yaml import ScalarNode  # noqa: PLC0415 - loaded by now

    start, length = node.start_mark.index, node.end_mark.index - node.start_mark.index
    if not isinstance(node, ScalarNode) or node.tag != _TAG + "str":
        raise source.error(f"{what} must be a text; put it in quotes if it is one", start, length)
    if not node.value.strip() and not empty:
        raise source.error(f"{what} is empty", start, length)
    return node
