"""The request: what to audit and how, as one frozen value shared by the command line and the Python API."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import force_setattr

from auditor.model.finding import Severity
from auditor.model.request_values import (
    a_count,
    a_flag,
    a_path,
    a_text,
    a_tree,
    by_code,
    checked,
    one_of,
    or_none,
    paths,
    texts,
)
from auditor.model.trusted_tree import TrustedTree


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


class AuditRequest(Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """Everything that decides what a report says. Defaults are those of `backpack-audit scan`.

    Values are checked when a request is made. A path may be a `str`, several may be any iterable, one alone needs no
    list, and a member of an enumeration may be its name (`scope="history"`).

    Raises:
        TypeError: a field has another type; the message names the field, and no value.
        UsageError: a value of the right type means nothing.
    """

    paths: tuple[Path, ...] = (Path(),)
    """Files and folders, absolute or relative to the current folder, which is the default. With `Scope.STAGED` and
    `Scope.RANGE` the first of them is a folder of the repository; `Scope.STDIN` has no use for them."""
    scope: Scope = Scope.WORKTREE
    """Where the bytes come from."""
    revision_range: str = ""
    """With `Scope.RANGE`: `A..B`, the commits that B reaches and A does not; revisions as git understands them."""
    unreachable: bool = False
    """With `Scope.HISTORY`: whether dangling objects are scanned, too."""
    files: tuple[str, ...] | None = None
    """With `Scope.STAGED`: only these paths, relative to the current folder; None for all staged files."""
    stdin_name: str = "stdin"
    """With `Scope.STDIN`: the file name by which the reader is chosen, and which the report shows."""
    exclude: tuple[str, ...] = ()
    """Patterns as in `.gitignore`, relative to the current folder, in addition to those of the configuration."""
    config: Path | None = None
    """The configuration; None for the one in the scanned folder or above it in its repository."""
    use_config: bool = True
    """Whether files of the scanned tree may configure the audit: configuration, and a baseline that is not named."""
    trust: str = ""
    """A revision whose configuration, baseline, rules and inline comments are in force, in place of those in the tree;
    what differs in the tree is a finding. Empty for those in the tree."""
    trusted: TrustedTree | None = None
    """The settings of that revision; the audit itself reads them."""
    baseline: Path | None = None
    """The file of accepted findings, which must exist; None for what the configuration names or the tree has."""
    rules: tuple[Path, ...] = ()
    """Packs of own rules, each a folder or a file, in addition to those of the configuration."""
    select: tuple[str, ...] = ()
    """Only these rules: codes or their beginnings (`BPK101`, `BPK2`). Empty for what the configuration says, else all."""
    ignore: tuple[str, ...] = ()
    """Not these rules, in the same form; in addition to those of the configuration."""
    not_asked: tuple[str, ...] = ()
    """Those of `ignore` that the command left out itself, because it asks another question."""
    fail_on: Severity | None = None
    """The severity from which on the exit code is 1. None for what the configuration says, else medium."""
    inline_ignores: bool = True
    """Whether comments in the files can ignore findings."""
    jobs: int = 0
    """Worker processes; 0 chooses by the machine and the amount of work, 1 scans in this process."""
    generic: Generic | None = None
    """Which secrets of other products are looked for. None for what the configuration says, else the precise ones."""
    cache: bool = True
    """Whether blobs of a history in which nothing was found are remembered in the user's cache folder."""
    describe_rules: bool = True
    """Whether the report lists every rule with its help: SARIF and GitLab need that, and it takes some milliseconds."""
    describe_keys: bool = False
    """Whether the report says what an inventory declares of the keys that were seen, where there is one."""
    severities: tuple[tuple[str, Severity], ...] = ()
    """Severities in place of the rules' own, as a mapping or as pairs, by code."""

    def __post_init__(self) -> None:
        for name, take in _FIELDS.items():
            given = getattr(self, name)
            value = checked(type(self).__name__, name, take, given)
            if value is not given:
                force_setattr(self, name, value)


_FIELDS: dict[str, Callable[[object], object]] = {
    "paths": paths,
    "scope": one_of(Scope),
    "revision_range": a_text,
    "unreachable": a_flag,
    "files": or_none(texts),
    "stdin_name": a_text,
    "exclude": texts,
    "config": or_none(a_path),
    "use_config": a_flag,
    "trust": a_text,
    "trusted": or_none(a_tree),
    "baseline": or_none(a_path),
    "rules": paths,
    "select": texts,
    "ignore": texts,
    "not_asked": texts,
    "fail_on": or_none(one_of(Severity)),
    "inline_ignores": a_flag,
    "jobs": a_count,
    "generic": or_none(one_of(Generic)),
    "cache": a_flag,
    "describe_rules": a_flag,
    "describe_keys": a_flag,
    "severities": by_code(one_of(Severity)),
}
"""What takes the value of each field."""
