"""Tells whether a configuration makes sense: its tree as typed settings, and a complaint for everything that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from auditor.config_files.problems import Problems, nearest, shown
from auditor.config_files.record import Record
from auditor.config_files.record_fields import Field, object_schema
from auditor.config_files.tree import Node, Scalar
from auditor.configuration.path_patterns import MOST_WILDCARDS, has_too_many_wildcards
from auditor.configuration.settings import Configuration
from auditor.model.finding import Severity
from auditor.model.location import Span
from auditor.model.request import Generic
from auditor.model.trusted_settings import TrustedTree
from auditor.redaction import is_showable
from auditor.rulebook.codes import code_of

MAX_JOBS = 64
MAX_NAME = 80
"""Characters of a name, a host or a word."""
_SEVERITIES = tuple(severity.value for severity in Severity)
_CODE = {"pattern": "^[A-Za-z][A-Za-z0-9]*$"}
_CODES = {"type": "array", "items": {"type": "string", **_CODE}}
_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME}}

NAMES: Mapping[str, Field] = {
    name: Field(kind="texts", doc=doc, schema=_NAMES)
    for name, doc in {
        "api_key": "Names of fields that hold an API key.",
        "api_secret": "Names of fields that hold an API secret.",
        "wallet_key": "Names of fields that hold a wallet's private key.",
        "recovery_phrase": "Names of fields that hold a recovery phrase.",
        "other": "Names of fields that hold another product's credential.",
        "hosts": "Hosts to which Backpack credentials may be sent.",
        "context": "Words that say that a text is about Backpack Exchange.",
        "stores": "Names of files that hold credentials on purpose, as patterns: `desk-*.conf`.",
    }.items()
}
KEYS: Mapping[str, Field] = {
    "paths": Field(kind="texts", doc="What to scan when the command names nothing; relative to this file."),
    "exclude": Field(kind="texts", doc="What not to scan: patterns as in .gitignore, relative to this file."),
    "select": Field(kind="texts", doc="Only these rules: codes, or beginnings of codes such as BPK2.", schema=_CODES),
    "ignore": Field(kind="texts", doc="Not these rules: codes, or beginnings of codes.", schema=_CODES),
    "severity": Field(
        kind="named",
        doc="Severities by code, in place of the rules' own.",
        of=Field(kind="choice", choices=_SEVERITIES),
        wanted="a mapping of codes to severities",
        schema={"type": "object", "propertyNames": _CODE, "additionalProperties": {"enum": list(_SEVERITIES)}},
    ),
    "names": Field(kind="record", doc="Names and words to know next to those that ship with the tool.", fields=NAMES),
    "rules": Field(kind="texts", doc="Packs of own rules (folders or rule files); relative to this file."),
    "fail-on": Field(kind="choice", doc="Exit with 1 from this severity.", choices=_SEVERITIES),
    "baseline": Field(kind="text", doc="The file of accepted findings; relative to this file."),
    "inventory": Field(kind="text", doc="The declared keys, for `backpack-audit policy`; relative to this file."),
    "generic": Field(
        kind="choice",
        doc="detect-secrets' detectors: off, the precise ones, or all.",
        choices=tuple(choice.value for choice in Generic),
    ),
    "jobs": Field(
        kind="integer",
        doc="Worker processes; 0 chooses by the machine and the amount of work.",
        most=MAX_JOBS,
    ),
}


def configuration_schema() -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of `.backpack-audit.yaml`; `schemas/configuration.json` is this."""
    schema = object_schema(KEYS)
    for part in (schema, schema["properties"]["names"]):
        del part["required"]  # nothing is
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "backpack-audit/configuration/v1",
        "title": "Configuration of backpack-audit (.backpack-audit.yaml, or [tool.backpack-audit] in pyproject.toml)",
        **schema,
    }


class Reader(Struct, frozen=True):
    """Reads one configuration. It opens no file but those packs of rules that the configuration names."""

    problems: Problems
    folder: Path
    """The folder to which paths are relative."""
    boundary: Path | None
    """What no path may leave (absolute, without links); None where the file was chosen by the user."""
    slugs_of: Callable[[tuple[Path, ...]], dict[str, str]]
    """The codes of all rules by their slugs, ours and those of the packs given; asked only if the configuration names codes."""
    tree: TrustedTree | None = None
    """The settings of a trusted revision, of which the configuration is one: so are the files that it names."""

    def configuration(self, node: Node | None) -> Configuration:
        """Returns the settings that the tree says, as far as they make sense."""
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
            baseline=self._settings(self._file(record, "baseline")),
            inventory=self._file(record, "inventory"),
            generic=Generic(generic) if generic else None,
            jobs=record.integer("jobs"),
        )

    def _patterns(self, record: Record) -> Iterator[str]:
        for item in record.texts("exclude"):
            if has_too_many_wildcards(item.text):
                limit = f"more than {MOST_WILDCARDS} `**`, or `*` in one name"
                self.problems.add(
                    item.span, f"{shown(item.text)} has {limit}, so it may take very long; it excludes nothing"
                )
            elif _is_pattern(item.text):
                yield item.text
            else:
                self.problems.add(
                    item.span, f"{shown(item.text)} is not a pattern as in .gitignore, so it excludes nothing"
                )

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
                self.problems.add(item.span, f"a name has at most {MAX_NAME} characters, and is not a key itself")

    def _file(self, record: Record, name: str) -> Path | None:
        text = record.text(name)
        return self._path(text, record.location(name)) if text else None

    def _existing(self, record: Record, name: str) -> tuple[Path, ...]:
        found = []
        for item in record.texts(name):
            path = self._path(item.text, item.span)
            if name == "rules":
                path = self._settings(path)
            elif self.tree and path is not None and not path.exists():
                continue  # The branch moved what the revision scans.
            if path is not None and not path.exists():
                self.problems.add(item.span, f"there is no {shown(item.text)} in the folder of this file")
            elif path is not None:
                found.append(path)
        return tuple(found)

    def _settings(self, path: Path | None) -> Path | None:
        return self.tree.copied(path) if self.tree and path is not None else path

    def _path(self, text: str, span: Span) -> Path | None:
        """Returns a path relative to the file; one that leads out of the audited tree would let the tree read what is not its."""
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
