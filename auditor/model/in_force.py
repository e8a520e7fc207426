"""What is in force that can keep a finding from being reported, and how much each of it took."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

Origin: TypeAlias = Literal["configuration", "option", "configuration and option", "tree"]
Unit: TypeAlias = Literal["finding", "path", "commit", ""]


class Means(StrEnum):
    """A way to hide findings."""

    PATHS = "paths"
    EXCLUDE = "exclude"
    SELECT = "select"
    IGNORE = "ignore"
    COMMAND = "command"
    """The command asks about less than all rules, as `check` does."""
    SEVERITY = "severity"
    FAIL_ON = "fail-on"
    NAMES = "names"
    GENERIC = "generic"
    PACKS = "packs"
    BASELINE = "baseline"
    COMMENTS = "comments"
    HISTORY = "history"


class Measure(Struct, frozen=True, kw_only=True):
    """One thing in force."""

    means: Means
    origin: Origin
    """Who says so: the configuration file, an option, or the audited files themselves."""
    values: tuple[str, ...] = ()
    """Patterns, codes, names, files: as they were given, with secrets redacted."""
    took: int | None = None
    """How many findings (or paths, or commits) it took; None where nobody can count them."""
    unit: Unit = ""
    """What `took` counts."""


class InForce(Struct, frozen=True, kw_only=True):
    """Everything in force of a run."""

    configuration: str = ""
    """The configuration file, relative to the scanned root; empty without one."""
    trusted: str = ""
    """The commit whose configuration, baseline, rules and inline comments are in force; empty for those of the tree."""
    measures: tuple[Measure, ...] = ()
    """In the order of `Means`."""
