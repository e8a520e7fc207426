"""Whether a configuration makes sense: its tree as typed settings, and a complaint for everything that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from auditor.config_files.problem_wording import nearest, shown
from auditor.config_files.problems import Problems
from auditor.config_files.record import Record
from auditor.config_files.tree import Node, Scalar
from auditor.configuration.configuration_schema import KEYS, MAX_NAME
from auditor.configuration.settings import Configuration
from auditor.model.finding import Severity
from auditor.model.location import Span
from auditor.model.request import Generic
from auditor.redaction import is_showable
from auditor.rulebook.codes import code_of


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
        if node is None:
            return Configuration(folder=self.folder)
        record = Record(node, KEYS, "a configuration", self.problems)
        rules = self._existing(record, "rules")
        codes = _Codes(lambda: self.slugs_of(rules))
        fail_on, generic = record.text("fail-on"), record.text("generic")
        exclude = tuple(self._patterns(record))
        return Configuration(
            folder=self.folder,
            paths=self._existing(record, "paths"),
            exclude=exclude,
            excluded=exclude,
            select=self._codes(record, "select", codes),
            ignore=self._codes(record, "ignore", codes),
            severities=self._severities(record, codes),
            names=self._names(record),
            rules=rules,
            fail_on=Severity(fail_on) if fail_on else None,
            baseline=self._file(record, "baseline"),
            inventory=self._file(record, "inventory"),
            generic=Generic(generic) if generic else None,
            jobs=record.integer("jobs"),
        )

    def _patterns(self, record: Record) -> Iterator[str]:
        for item in record.texts("exclude"):
            if _is_pattern(item.text):
                yield item.text
            else:
                self.problems.add(item.span, f"{shown(item.text)} is no pattern as in .gitignore; it excludes nothing")

    def _codes(self, record: Record, name: str, codes: _Codes) -> tuple[str, ...]:
        found = []
        for item in record.texts(name):
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

    def _severities(self, record: Record, codes: _Codes) -> tuple[tuple[str, Severity], ...]:
        own = record.record("severity")
        if own is None:
            return ()
        found = []
        for name in own.names:
            code = code_of(name.text, codes.slugs)
            if code not in codes.known:
                self._refuse_code(name, codes)
            if severity := own.text(name.text):
                found.append((code, Severity(severity)))
        return tuple(found)

    def _names(self, record: Record) -> dict[str, tuple[str, ...]]:
        own = record.record("names")
        return {name.text: tuple(self._showable(own, name.text)) for name in own.names} if own else {}

    def _showable(self, record: Record, name: str) -> Iterator[str]:
        for item in record.texts(name):
            if len(item.text) <= MAX_NAME and is_showable(item.text):
                yield item.text
            else:
                self.problems.add(item.span, f"a name has at most {MAX_NAME} characters, and is no key itself")

    def _file(self, record: Record, name: str) -> Path | None:
        text = record.text(name)
        return self._path(text, record.location(name)) if text else None

    def _existing(self, record: Record, name: str) -> tuple[Path, ...]:
        found = []
        for item in record.texts(name):
            path = self._path(item.text, item.span)
            if path is not None and not path.exists():
                self.problems.add(item.span, f"there is no {shown(item.text)} in the folder of this file")
            elif path is not None:
                found.append(path)
        return tuple(found)

    def _path(self, text: str, span: Span) -> Path | None:
        """A path relative to the file; one that leads out of the audited tree would let the tree read what is not its."""
        path = self.folder / text
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError, ValueError):
            self.problems.add(span, f"{shown(text)} is no path")
            return None
        if self.boundary is not None and not resolved.is_relative_to(self.boundary):
            self.problems.add(span, f"{shown(text)} leads out of the repository; name it on the command line")
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
