"""Recognises an English sentence by the text with placeholders that it was made from, and finds what filled them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

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


@cache
def _pattern(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    pattern = ""
    for fixed, name in parts(template):
        pattern += re.escape(fixed)
        if name is None:
            continue
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{_SHAPES.get(name, '.*?')})"
        seen.add(name)
    return re.compile(pattern, re.DOTALL)


def filled(template: str, text: str) -> Mapping[str, str] | None:
    """Returns what fills the placeholders of a template in a text; None where the text was not made from it."""
    match = _pattern(template).fullmatch(text)
    return match.groupdict() if match else None
