"""The request: what to audit and how, as one frozen value shared by the command line and the Python API."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.trusted_settings import TrustedTree

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def a_text(value: object) -> str:
    """Returns a string."""
    if not isinstance(value, str):
        _refuse(value, "a string")
    return value


def some_bytes(value: object) -> bytes:
    """Returns bytes."""
    if not isinstance(value, bytes):
        _refuse(value, "bytes")
    return value


def a_flag(value: object) -> bool:
    """Returns a bool; numbers are refused."""
    if not isinstance(value, bool):
        _refuse(value, "True or False")
    return value


def a_count(value: object) -> int:
    """Returns a number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(value, "a whole number")
    if value < 0:
        raise UsageError("expected 0 or more, not a negative number")
    return value


def a_path(value: object) -> Path:
    """Returns a Path, also of a string."""
    if isinstance(value, Path):
        return value
    found = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(found, str):
        _refuse(value, "a path")
    return Path(found)


def a_tree(value: object) -> TrustedTree:
    """Returns the settings of a trusted revision."""
    if not isinstance(value, TrustedTree):
        _refuse(value, "the settings of a revision")
    return value


def paths(value: object) -> tuple[Path, ...]:
    """Returns several paths; one alone is a list of one."""
    return _same(value, tuple(map(a_path, _several(value, "paths", alone=(str, os.PathLike)))))


def texts(value: object) -> tuple[str, ...]:
    """Returns several strings; one alone is a list of one."""
    return _same(value, tuple(map(a_text, _several(value, "strings", alone=str))))


def one_of(kind: type[E]) -> Callable[[object], E]:
    """Returns what takes a member of an enumeration, or its name."""

    def member(value: object) -> E:
        if isinstance(value, kind):
            return value
        names = [one.value for one in kind]
        if not isinstance(value, str):
            _refuse(value, f"one of {', '.join(names)}")
        if value not in names:
            raise UsageError(f"expected one of {', '.join(names)}")
        return kind(value)

    return member


def by_code(take: Callable[[object], T]) -> Callable[[object], tuple[tuple[str, T], ...]]:
    """Returns what takes a mapping from codes of rules, or pairs of a code and a value."""

    def pair(value: object) -> tuple[str, T]:
        if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - a pair
            _refuse(value, "a pair of a code and a severity")
        return a_text(value[0]), take(value[1])

    def pairs(value: object) -> tuple[tuple[str, T], ...]:
        return tuple(map(pair, value.items() if isinstance(value, Mapping) else _several(value, "pairs")))

    return pairs


def or_none(take: Callable[[object], T]) -> Callable[[object], T | None]:
    """Returns what takes None, too."""
    return lambda value: None if value is None else take(value)


def checked(owner: str, name: str, take: Callable[[object], T], value: object) -> T:
    """Returns a field's value in its one form.

    Raises:
        TypeError: it is of another type.
        UsageError: it is of the right type and means nothing.
    """
    try:
        return take(value)
    except TypeError as error:
        raise TypeError(f"{owner}.{name}: {error}") from None
    except UsageError as error:
        raise UsageError(f"{owner}.{name}: {error}") from None


def _several(value: object, what: str, *, alone: type | tuple[type, ...] = ()) -> Iterable[object]:
    if isinstance(value, alone):
        return (value,)
    if isinstance(value, (bytes, str, Mapping)) or not isinstance(value, Iterable):
        _refuse(value, what)
    return value


def _same(given: object, found: tuple[T, ...]) -> tuple[T, ...]:
    """Returns the very tuple that was given, where nothing had to be done: so the default stays the default."""
    return given if isinstance(given, tuple) and given == found else found


def _refuse(value: object, expected: str) -> NoReturn:
    raise TypeError(f"expected {expected}, not {type(value).__name__}")


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
    new_baseline_key: bytes = b""
    """The key of a baseline that is to be made of this run: digests are under it, and no baseline is applied."""
    rules: tuple[Path, ...] = ()
    """Packs of own rules, each a folder or a file, in addition to those of the configuration."""
    select: tuple[str, ...] = ()
    """Only these rules: codes or their beginnings (`BPK101`, `BPK2`). Empty for what the configuration says, else all."""
    ignore: tuple[str, ...] = ()
    """Not these rules, in the same form; in addition to those of the configuration."""
    not_asked: tuple[str, ...] = ()
    """Those of `ignore` that the command left out itself, because it asks another question."""
    fail_on: Severity | None = None
    """Exit with 1 from this severity. None for what the configuration says, else medium."""
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
    excerpts: bool = False
    """Whether the report holds the masked lines of what was found: the text report shows them."""
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
    "new_baseline_key": some_bytes,
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
    "excerpts": a_flag,
    "describe_keys": a_flag,
    "severities": by_code(one_of(Severity)),
}
"""What takes the value of each field."""
