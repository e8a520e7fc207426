"""Whether a configuration makes sense: its tree as typed settings, and a complaint for everything that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from auditor.config_files.problem_wording import nearest, shown
from auditor.config_files.problems import Problems
from auditor.config_files.tree import Items, Mapping, Node, Scalar
from auditor.configuration.configuration_schema import KEYS, MAX_JOBS, MAX_NAME, NAMES
from auditor.configuration.settings import Configuration
from auditor.model.finding import Severity
from auditor.model.request import Generic
from auditor.redaction import is_showable
from auditor.rulebook.codes import code_of
from auditor.wording.lists import listed

_NOT_TEXT = re.compile(r"~|null|true|false|[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?", re.IGNORECASE)
"""Plain scalars that YAML or TOML take for null, a boolean or a number."""
_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_CODE = re.compile(r"[A-Z][A-Z0-9]*")

Choice = TypeVar("Choice", bound=StrEnum)


class Reader(Struct, frozen=True):
    """Reads one configuration. It opens no file but those packs of rules that the configuration names."""

    problems: Problems
    folder: Path
    """The folder to which paths are relative."""
    boundary: Path | None
    """What no path may leave (absolute, without links); None where the file was chosen by the user."""
    slugs_of: Callable[[tuple[Path, ...]], dict[str, str]]
    """The codes of all rules by their slugs, ours and those of the packs given; asked only if the configuration names codes."""

    def configuration(self, node: Node | None) -> Configuration:
        """The settings that the tree says, as far as they make sense."""
        entries = self._entries(node, "a configuration", KEYS) if node is not None else {}
        rules = self._existing(entries.get("rules"))
        codes = _Codes(lambda: self.slugs_of(rules))
        exclude = tuple(item.text for item in self._patterns(entries.get("exclude")))
        return Configuration(
            folder=self.folder,
            paths=self._existing(entries.get("paths")),
            exclude=exclude,
            excluded=exclude,
            select=self._codes(entries.get("select"), codes),
            ignore=self._codes(entries.get("ignore"), codes),
            severities=self._severities(entries.get("severity"), codes),
            names=self._names(entries.get("names")),
            rules=rules,
            fail_on=self._choice(entries.get("fail-on"), Severity),
            baseline=self._file(entries.get("baseline")),
            inventory=self._file(entries.get("inventory")),
            generic=self._choice(entries.get("generic"), Generic),
            jobs=self._number(entries.get("jobs")),
        )

    def _entries(self, node: Node, what: str, known: Collection[str]) -> dict[str, tuple[Scalar, Node]]:
        """The entries of a mapping whose keys are known, each with its key."""
        if not isinstance(node, Mapping):
            self.problems.add(node.span, f"{what} is a mapping of {listed(known)}")
            return {}
        for key, _ in node.entries:
            if key.text not in known:
                hint = nearest(key.text, known)
                self.problems.add(key.span, f"{what} has no key {shown(key.text)}{hint}; it may have {listed(known)}")
        return {key.text: (key, value) for key, value in node.entries if key.text in known}

    def _texts(self, entry: tuple[Scalar, Node] | None) -> Iterator[Scalar]:
        if entry is None:
            return
        key, node = entry
        if not isinstance(node, Items):
            self.problems.add(node.span, f"{key.text} must be a list: one entry a line behind `- `, or in brackets")
            return
        for item in node.items:
            if self._text(item, f"an entry of {key.text}"):
                assert isinstance(item, Scalar)  # noqa: S101 - `_text` says so
                yield item

    def _text(self, node: Node, what: str) -> str:
        """A text, or an empty one with a complaint."""
        if not isinstance(node, Scalar) or (node.plain and _NOT_TEXT.fullmatch(node.text)):
            self.problems.add(node.span, f"{what} must be a text; put it in quotes if it is one")
        elif not node.text.strip():
            self.problems.add(node.span, f"{what} is empty")
        else:
            return node.text
        return ""

    def _patterns(self, entry: tuple[Scalar, Node] | None) -> Iterator[Scalar]:
        for item in self._texts(entry):
            if _is_pattern(item.text):
                yield item
            else:
                self.problems.add(item.span, f"{shown(item.text)} is no pattern as in .gitignore; it excludes nothing")

    def _codes(self, entry: tuple[Scalar, Node] | None, codes: _Codes) -> tuple[str, ...]:
        found = []
        for item in self._texts(entry):
            code = code_of(item.text, codes.slugs)
            if not any(known.startswith(code) for known in codes.known):
                self._refuse_code(item, codes)
            found.append(code)
        return tuple(dict.fromkeys(found))

    def _refuse_code(self, item: Scalar, codes: _Codes) -> None:
        hint = nearest(item.text, (*codes.known, *codes.slugs))
        self.problems.add(
            item.span, f"there is no rule {shown(item.text)}{hint}; `backpack-audit rules list` shows all"
        )

    def _severities(self, entry: tuple[Scalar, Node] | None, codes: _Codes) -> tuple[tuple[str, Severity], ...]:
        if entry is None:
            return ()
        key, node = entry
        if not isinstance(node, Mapping):
            self.problems.add(node.span, f"{key.text} is a mapping of codes to severities")
            return ()
        found = []
        for code, value in node.entries:
            if code_of(code.text, codes.slugs) not in codes.known:
                self._refuse_code(code, codes)
            severity = self._choice((code, value), Severity)
            if severity:
                found.append((code_of(code.text, codes.slugs), severity))
        return tuple(found)

    def _names(self, entry: tuple[Scalar, Node] | None) -> dict[str, tuple[str, ...]]:
        if entry is None:
            return {}
        entries = self._entries(entry[1], "names", NAMES)
        return {name: tuple(self._showable(value)) for name, value in entries.items()}

    def _showable(self, entry: tuple[Scalar, Node]) -> Iterator[str]:
        for item in self._texts(entry):
            if len(item.text) <= MAX_NAME and is_showable(item.text):
                yield item.text
            else:
                self.problems.add(item.span, f"a name has at most {MAX_NAME} characters, and is no key itself")

    def _choice(self, entry: tuple[Scalar, Node] | None, choices: type[Choice]) -> Choice | None:
        if entry is None:
            return None
        key, node = entry
        words = [choice.value for choice in choices]
        if isinstance(node, Scalar) and node.text in words:
            return choices(node.text)
        said, hint = (f", not {shown(node.text)}", nearest(node.text, words)) if isinstance(node, Scalar) else ("", "")
        self.problems.add(node.span, f"{key.text} must be {listed(words, ' or ')}{said}{hint}")
        return None

    def _number(self, entry: tuple[Scalar, Node] | None) -> int | None:
        if entry is None:
            return None
        key, node = entry
        if isinstance(node, Scalar) and node.plain and _INTEGER.fullmatch(node.text) and int(node.text) <= MAX_JOBS:
            return int(node.text)
        self.problems.add(node.span, f"{key.text} must be a whole number from 0 to {MAX_JOBS}, without quotes")
        return None

    def _file(self, entry: tuple[Scalar, Node] | None) -> Path | None:
        if entry is None or not (text := self._text(entry[1], entry[0].text)):
            return None
        return self._path(text, entry[1])

    def _existing(self, entry: tuple[Scalar, Node] | None) -> tuple[Path, ...]:
        found = []
        for item in self._texts(entry):
            path = self._path(item.text, item)
            if path is not None and not path.exists():
                self.problems.add(item.span, f"there is no {shown(item.text)} in the folder of this file")
            elif path is not None:
                found.append(path)
        return tuple(found)

    def _path(self, text: str, node: Node) -> Path | None:
        """A path relative to the file; one that leads out of the audited tree would let the tree read what is not its."""
        path = self.folder / text
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError, ValueError):
            self.problems.add(node.span, f"{shown(text)} is no path")
            return None
        if self.boundary is not None and not resolved.is_relative_to(self.boundary):
            self.problems.add(node.span, f"{shown(text)} leads out of the repository; name it on the command line")
            return None
        return path


class _Codes:
    """The codes of all rules and their slugs, looked up when the first one is asked for."""

    def __init__(self, look_up: Callable[[], dict[str, str]]) -> None:
        self._look_up = look_up

    @cached_property
    def slugs(self) -> dict[str, str]:
        """All codes by their slugs."""
        return self._look_up()

    @cached_property
    def known(self) -> Collection[str]:
        """All codes."""
        return sorted(self.slugs.values())


def _is_pattern(text: str) -> bool:
    from pathspec import GitIgnoreSpec  # 30 ms, only where something is excluded

    try:
        return all(pattern.include is not None for pattern in GitIgnoreSpec.from_lines([text]).patterns)
    except ValueError:
        return False
