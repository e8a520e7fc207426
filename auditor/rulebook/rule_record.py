"""What a mapping in a rule file says, read strictly: unknown, missing or repeated keys and wrong types are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.config_files import tree
from auditor.config_files.problems import Problems, nearest
from auditor.config_files.yaml_tree import parse_yaml
from auditor.errors import ConfigurationError
from auditor.rulebook.rule import Written
from auditor.rulebook.rule_schema import Key
from auditor.rulebook.source_text import RuleText
from auditor.wording.lists import listed

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FLAGS = {"true": True, "false": False}
_INTEGER = re.compile(r"[-+]?\d{1,9}")


def read_record(source: RuleText, keys: Mapping[str, Key]) -> Record:
    """The one mapping of a file.

    Raises:
        ConfigurationError: the file is no YAML, or no mapping of these keys.
    """
    problems = Problems(source.path)
    node = parse_yaml(source.text, problems, what="rule")
    try:
        problems.raise_any()
    except ConfigurationError as error:
        first = error.message.partition("\n")[0]
        raise source.error(first, source.offset(error.line or 1, error.column or 1)) from None
    if node is None:
        raise source.error("the file is empty", 0)
    return Record(source, node, keys)


class Record:
    """A mapping whose keys are known. Every reading method raises `ConfigurationError` with the position."""

    def __init__(self, source: RuleText, node: tree.Node, keys: Mapping[str, Key]) -> None:
        self._source = source
        self._keys = keys
        entries = self._entries(node)
        self._values = {key.text: value for key, value in entries}
        for key, _ in entries:
            if key.text not in keys:
                raise self._error(key, f"unknown key `{key.text}`{nearest(key.text, keys)}")
        for name, wanted in keys.items():
            if wanted.required and name not in self._values:
                raise source.error(f"the key `{name}` is missing: {wanted.doc}", source.start(node.span))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def error(self, name: str, message: str) -> ConfigurationError:
        """An error at the value of a key."""
        return self._error(self._values[name], message)

    def text(self, name: str, default: str = "") -> str:
        """A text; `default` where the key is absent."""
        if name not in self._values:
            return default
        text = self._text(self._values[name], f"`{name}`")
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
            raise self.error(name, f"`{text}` is no {name}; it must be {listed(choices, ' or ')}")
        return text

    def written(self, name: str) -> Written:
        """A text that remembers its position."""
        return Written(self.text(name), self._source, self._source.start(self._values[name].span))

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false; `default` where the key is absent."""
        if name not in self._values:
            return default
        node = self._values[name]
        if not isinstance(node, tree.Scalar) or not node.plain or node.text not in _FLAGS:
            raise self.error(name, f"`{name}` must be true or false")
        return _FLAGS[node.text]

    def integer(self, name: str) -> int:
        """A whole number; 0 where the key is absent."""
        if name not in self._values:
            return 0
        node = self._values[name]
        if not isinstance(node, tree.Scalar) or not node.plain or not _INTEGER.fullmatch(node.text):
            raise self.error(name, f"`{name}` must be a whole number")
        return int(node.text)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        return self._texts(self._values[name], f"`{name}`") if name in self._values else ()

    def urls(self, name: str) -> tuple[str, ...]:
        """A list of URLs."""
        for item in self._items(self._values[name], f"`{name}`"):
            if not self._text(item, f"an entry of `{name}`").startswith(("https://", "http://")):
                raise self._error(item, "this is no URL: it must begin with https://")
        return self.texts(name)

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Names and their lists of texts; empty where the key is absent."""
        entries = self._entries(self._values[name]) if name in self._values else ()
        for key, _ in entries:
            if not _NAME.fullmatch(key.text):
                raise self._error(key, f"`{key.text}` is no name: use small letters, digits and underscores")
        return {key.text: self._texts(node, f"`{key.text}`") for key, node in entries}

    def files(self, name: str) -> dict[str, str]:
        """Paths and contents."""
        entries = self._entries(self._values[name])
        if not entries:
            raise self.error(name, f"`{name}` is empty")
        return {path.text: self._text(node, f"`{path.text}`", empty=True) for path, node in entries}

    def record(self, name: str) -> Record:
        """A mapping with keys of its own."""
        return Record(self._source, self._values[name], self._keys[name].keys)

    def records(self, name: str) -> tuple[Record, ...]:
        """A list of mappings with keys of their own; empty where the key is absent."""
        items = self._items(self._values[name], f"`{name}`") if name in self._values else ()
        return tuple(Record(self._source, item, self._keys[name].keys) for item in items)

    def _error(self, node: tree.Node, message: str) -> ConfigurationError:
        start = self._source.start(node.span)
        return self._source.error(message, start, self._source.end(node.span) - start)

    def _entries(self, node: tree.Node) -> tuple[tuple[tree.Scalar, tree.Node], ...]:
        if not isinstance(node, tree.Mapping):
            raise self._source.error("a mapping of keys and values belongs here", self._source.start(node.span))
        return node.entries

    def _items(self, node: tree.Node, what: str) -> tuple[tree.Node, ...]:
        if not isinstance(node, tree.Items) or not node.items:
            raise self._source.error(f"{what} must be a list of at least one entry", self._source.start(node.span))
        return node.items

    def _texts(self, node: tree.Node, what: str) -> tuple[str, ...]:
        return tuple(self._text(item, f"an entry of {what}") for item in self._items(node, what))

    def _text(self, node: tree.Node, what: str, *, empty: bool = False) -> str:
        if not (isinstance(node, tree.Scalar) and node.is_text):
            raise self._error(node, f"{what} must be a text; put it in quotes if it is one")
        if not empty and not node.text.strip():
            raise self._error(node, f"{what} is empty")
        return node.text
