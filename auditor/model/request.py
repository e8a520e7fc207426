"""The request: what to audit and how, as one frozen value shared by the command line and the Python API."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from auditor.model.finding import Severity


class Scope(StrEnum):
    """Where the bytes come from."""

    WORKTREE = "worktree"
    STAGED = "staged"
    HISTORY = "history"
    RANGE = "range"
    STDIN = "stdin"


class Generic(StrEnum):
    """Which detect-secrets plugins run."""

    OFF = "off"
    PRECISE = "precise"
    ALL = "all"


class AuditRequest(Struct, frozen=True, kw_only=True):
    """Everything that decides what a report says. Defaults are those of `backpack-audit scan`."""

    paths: tuple[Path, ...] = (Path(),)
    scope: Scope = Scope.WORKTREE
    revision_range: str = ""
    unreachable: bool = False
    files: tuple[str, ...] | None = None
    """With `Scope.STAGED`: only these paths (what pre-commit passes); None for all staged files."""
    stdin_name: str = "stdin"
    exclude: tuple[str, ...] = ()
    """Patterns as in `.gitignore`, relative to the current folder, beside those of the configuration."""
    config: Path | None = None
    use_config: bool = True
    baseline: Path | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    """None: what the configuration says, else medium."""
    inline_ignores: bool = True
    jobs: int = 0
    """Worker processes; 0 chooses by the machine and the amount of work."""
    generic: Generic | None = None
    """None: what the configuration says, else the precise ones."""
    cache: bool = True
    describe_rules: bool = True
    """Whether the report lists every rule with its help, which some formats need and costs a start some time."""
    describe_keys: bool = False
    """Whether the report says what an inventory declares of the keys that were seen, where there is one."""
    severities: tuple[tuple[str, Severity], ...] = ()
    """Severity overrides by rule code."""
