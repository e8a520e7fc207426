"""Recognises an English sentence by the text with placeholders that it was made from, and finds what filled them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple

_SHAPES = {
    "n": r"\d[\d,]*",
    "api_key": r"[A-Za-z0-9+/]{43}=|\(unknown\)",
    "commit": r"[0-9a-f]{7,64}|unknown",
    "date": r"\d{4}-\d\d-\d\d",
    "count": r"\d[\d,]*",
    "bytes": r"\d+",
    "number": r"\d[\d,]*",
    "code": r"[A-Z]{3,}\d+",
    "codes": r"[A-Z]{3,}\d+(?:, [A-Z]{3,}\d+)*",
    "elsewhere": r"(?:, and again in this file|, and \d+ more times in this file)?",
    "base": r"[0-9a-f]{7,64}",
    "overlap": r"repeats|lies within|overlaps",
    "rfc": r"RFC \d+",
    "reach": r"Whoever holds the secret .*?\.",
    "trading": r"(?:It cannot|Trading) .*?\.",
    "origin": r"from anywhere|from where its whitelist allows, which cannot be read|only from the .*? of its whitelist",
}
"""What fills a placeholder of a name; others are filled with anything."""


def parts(template: str) -> Iterator[tuple[str, str | None]]:
    """Yields the parts of a template: a fixed text, and the placeholder after it or None."""
    for fixed, name, _, _ in Formatter().parse(template):
        yield fixed, name


def names(template: str) -> list[str]:
    """Returns the placeholders of a template, sorted, each as often as it occurs."""
    return sorted(name for _, name in parts(template) if name is not None)


def fixed_length(template: str) -> int:
    """Returns how many characters of a template are fixed: the more, the surer it is recognised."""
    return sum(len(fixed) for fixed, _ in parts(template))


class _Step(NamedTuple):
    """A placeholder that anything may fill, and what follows it up to the next one; at first no placeholder."""

    name: str
    following: re.Pattern[str]


@cache
def _steps(template: str) -> tuple[_Step, ...]:
    found: list[tuple[str, str]] = []
    name, pattern = "", ""
    for number, (fixed, placeholder) in enumerate(parts(template)):
        pattern += re.escape(fixed)
        if placeholder is None:
            continue
        if shape := _SHAPES.get(placeholder):
            pattern += f"(?P<{placeholder}__{number}>{shape})"
        else:
            found.append((name, pattern))
            name, pattern = placeholder, ""
    found.append((name, pattern))
    end = len(found) - 1
    return tuple(
        _Step(name, re.compile(f"{pattern}\\Z" if step == end else pattern, re.DOTALL))
        for step, (name, pattern) in enumerate(found)
    )


def filled(template: str, text: str) -> Mapping[str, str] | None:
    """Returns what fills the placeholders of a template in a text; None where the text was not made from it.

    Each placeholder ends where the text after it is first found, without a second try: names in the text are somebody
    else's, and cannot make this take long.
    """
    values: dict[str, str] = {}
    at = 0
    for step in _steps(template):
        match = step.following.search(text, at) if step.name else step.following.match(text)
        if match is None:
            return None
        given = {name.partition("__")[0]: value for name, value in match.groupdict().items()}
        if step.name:
            given[step.name] = text[at : match.start()]
        if any(values.setdefault(name, value) != value for name, value in given.items()):
            return None
        at = match.end()
    return values
