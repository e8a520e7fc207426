"""Checks the values of a request when it is made, and brings paths, lists and names into their one form.

No message repeats a value: what was given by mistake may be a secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from auditor.errors import UsageError
from auditor.model.trusted_tree import TrustedTree

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def a_text(value: object) -> str:
    """Returns a string."""
    if not isinstance(value, str):
        _refuse(value, "a string")
    return value


def a_flag(value: object) -> bool:
    """Returns a bool; no number stands for one."""
    if not isinstance(value, bool):
        _refuse(value, "True or False")
    return value


def a_count(value: object) -> int:
    """Returns a number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(value, "a whole number")
    if value < 0:
        raise UsageError("expected a number from 0 on, not a negative one")
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
    """The very tuple that was given, where nothing had to be done: so the default stays the default."""
    return given if isinstance(given, tuple) and given == found else found


def _refuse(value: object, expected: str) -> NoReturn:
    raise TypeError(f"expected {expected}, not {type(value).__name__}")
