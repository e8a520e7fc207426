"""Tells what rules may ask and say of settings that differ from the trusted revision: facts, words, and the case of one file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from auditor.model.case import Case
from auditor.model.finding import Finding
from auditor.model.location import Exposure, Location, Span
from auditor.redaction import redacted
from auditor.rulebook.fact_dsl import FactSet, FactSource, Placeholder, fact_table
from auditor.suppression.baseline import NAME
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_TRUSTED = "trusted/"
_MOST_CHANGES = 8
"""Changes that one message lists; the rest is counted."""


class SettingsKind(StrEnum):
    """What the audited tree changed."""

    CONFIGURATION = "configuration"
    BASELINE = "baseline"
    RULES = "rules"
    COMMENTS = "comments"


class ChangedSettings(Struct, frozen=True, kw_only=True):
    """One file in which the tree has other settings than the trusted revision."""

    kind: SettingsKind
    path: str
    """Relative to the scanned root, with `/`."""
    line: int = 1
    """The first line that differs."""
    base: str
    """The full id of the trusted commit."""
    changes: tuple[str, ...] = ()
    """What differs, a few words each."""
    hidden: tuple[Finding, ...] = ()
    """The findings that would not count, or count less, by the tree's own settings."""


def _worst(changed: ChangedSettings) -> str:
    return str(max((one.severity for one in changed.hidden), key=lambda severity: severity.rank, default=""))


_QUESTIONS: Mapping[str, FactSource[ChangedSettings]] = {
    "settings.kind": FactSource(
        "string",
        "What the tree changed: `configuration`, `baseline`, `rules` (a pack) or `comments` (inline ones).",
        lambda s: str(s.kind),
    ),
    "settings.hides": FactSource(
        "int", "How many findings the tree's own settings would hide or lower, from 0.", lambda s: len(s.hidden)
    ),
    "settings.worst": FactSource("string", "The severity of the worst of them, as `critical`; empty for none.", _worst),
}
_WORDS: Mapping[str, Placeholder[ChangedSettings]] = {
    "file": Placeholder("The file.", lambda s: redacted(s.path)),
    "base": Placeholder("The trusted commit, the first twelve digits of its id.", lambda s: s.base[:12]),
    "changes": Placeholder("What differs.", lambda s: listed(map(redacted, s.changes), most=_MOST_CHANGES)),
    "hidden": Placeholder(
        "How many findings it would hide, as `2 findings`.", lambda s: plural(len(s.hidden), "finding")
    ),
    "rules": Placeholder(
        "The codes of the rules of those findings.", lambda s: listed(sorted({one.rule_id for one in s.hidden}))
    ),
}
_ALL = FactSet(_QUESTIONS, _WORDS)
SETTINGS_FACTS = fact_table("settings", _ALL)


def example_changes(files: Mapping[str, bytes]) -> list[ChangedSettings]:
    """Returns the changes of a rule's example: between `PATH` and `trusted/PATH`, which hide nothing."""
    kinds = {".backpack-audit.yaml": SettingsKind.CONFIGURATION, NAME: SettingsKind.BASELINE}
    return [
        ChangedSettings(kind=kind, path=path, base="0" * 40, changes=("it differs",))
        for path, kind in kinds.items()
        if f"{_TRUSTED}{path}" in files and files[f"{_TRUSTED}{path}"] != files.get(path)
    ]


def case_of(changed: ChangedSettings) -> Case:
    """Returns the case of one file of settings."""
    return Case(
        subject="settings",
        facts=_ALL.facts(changed),
        words=_ALL.words(changed),
        location=Location(changed.path, Span(changed.line, 1, changed.line, 1)),
        exposure=Exposure.TRACKED,
        identity=f"{changed.path}|{changed.kind}",
    )
