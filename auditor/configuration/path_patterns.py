"""Patterns as in `.gitignore`: repeated for another folder, the one to which the names of a scan are relative, and limited.

Each wildcard more multiplies the time that a long path may take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import chain

_ANYWHERE = "**"


def anchored_below(patterns: Iterable[str], steps: Sequence[str]) -> tuple[str, ...]:
    """Returns the patterns of a folder, as seen from the folder `steps` below it.

    A pattern that names this folder itself, or one above it, is left out: who asks to scan it means it.
    """
    return tuple(dict.fromkeys(chain.from_iterable(_below(pattern, steps) for pattern in patterns)))


def anchored_above(patterns: Iterable[str], steps: Sequence[str]) -> tuple[str, ...]:
    """Returns the patterns of a folder, as seen from the folder of which it lies `steps` below."""
    prefix = "".join(f"/{step}" for step in steps)
    return tuple(_above(pattern, prefix) for pattern in patterns) if steps else tuple(patterns)


def _below(pattern: str, steps: Sequence[str]) -> Iterator[str]:
    mark, body, end = _parts(pattern)
    if not steps or "/" not in body:
        yield pattern
        return
    for rest in _rests(body.strip("/").split("/"), list(steps)):
        yield f"{mark}/{'/'.join(rest)}{end}"


def _rests(segments: list[str], steps: list[str]) -> Iterator[list[str]]:
    """Yields what is left of a pattern once its first segments have matched all steps.

    It keeps how many segments may have matched so far, each number once: several `**` multiply the ways, not the numbers.
    """
    reached = {0}
    for step in steps:
        reached = _over_anywhere(segments, reached)
        stay = {at for at in reached if at < len(segments) and segments[at] == _ANYWHERE}
        go = {at + 1 for at in reached - stay if at < len(segments) and fnmatchcase(step, segments[at])}
        reached = stay | go
    yield from (segments[at:] for at in sorted(reached, reverse=True) if at < len(segments))


def _over_anywhere(segments: list[str], reached: set[int]) -> set[int]:
    """Returns the numbers of matched segments, with those where a `**` matches no folder."""
    every = set(reached)
    for at, segment in enumerate(segments):
        if at in every and segment == _ANYWHERE:
            every.add(at + 1)
    return every


def _above(pattern: str, prefix: str) -> str:
    mark, body, end = _parts(pattern)
    between = "/" if "/" in body or body == _ANYWHERE else f"/{_ANYWHERE}/"
    return f"{mark}{prefix}{between}{body.lstrip('/')}{end}"


def _parts(pattern: str) -> tuple[str, str, str]:
    """Returns the mark of an exception, the pattern itself, and the slash that limits it to folders."""
    mark = "!" if pattern.startswith("!") else ""
    body = pattern[len(mark) :]
    return (mark, body[:-1], "/") if body.endswith("/") else (mark, body, "")


MOST_WILDCARDS = 3
"""How many `**` a pattern, and how many `*` one name in it, may have."""


def has_too_many_wildcards(pattern: str) -> bool:
    """Returns whether a pattern of `.gitignore` may take too long; `**` at its end costs nothing."""
    names = pattern.removeprefix("!").strip("/").split("/")
    if names[-1] == "**":
        names.pop()
    deep = names.count("**")
    return deep > MOST_WILDCARDS or any(name.count("*") > MOST_WILDCARDS for name in names)
