"""What a file is really called: people add endings to the name of a file of any format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from typing import Generic, TypeVar, final

T = TypeVar("T")

_ENDING = re.compile(
    r"(?:[._-](?:example|sample|template|tmpl|tpl|dist|default|bak|backup|old|orig|new|copy|save|local|j2|\d+)|~)$"
)


def names_of(path: str) -> Iterator[str]:
    """The path in lower case with `/`, then without one such ending after another: `config.yaml.example.bak`."""
    name = path.replace("\\", "/").lower()
    while name:
        yield name
        shorter = _ENDING.sub("", name)
        if shorter == name:
            return
        name = shorter


@final
class NameTable(Generic[T]):
    """Finds what a path's name says by patterns of `fnmatch`: for base names, or for whole paths where they hold a `/`."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._endings: dict[str, T] = {}
        """By what stands behind the star of `*.py`: nearly all patterns are so, and a file has few endings."""
        self._names: dict[str, T] = {}
        self._others: list[tuple[int, re.Pattern[str], bool, T]] = []
        for pattern, value in patterns:
            if pattern.startswith("*.") and not re.search(r"[*?\[/]", pattern[2:]):
                self._endings.setdefault(pattern[1:], value)
            elif not re.search(r"[*?\[/]", pattern):
                self._names.setdefault(pattern, value)
            else:
                size = len(pattern.replace("*", ""))
                self._others.append((size, re.compile(translate(pattern)), "/" in pattern, value))
        bases = "|".join(pattern.pattern for _, pattern, is_path, _ in self._others if not is_path)
        self._any_base = re.compile(bases or "(?!)")
        """Any of the others that are for base names: one look instead of a dozen, which nearly always fail."""
        self._paths = [other for other in self._others if other[2]]

    def find(self, path: str) -> T | None:
        """Returns the value of the pattern that says most about a path in lower case; None if none matches."""
        base = path.rpartition("/")[2]
        found = self._names.get(base)
        most = len(base) if found is not None else 0
        at = base.find(".")
        while at >= 0 and found is None:
            if (value := self._endings.get(base[at:])) is not None:
                most, found = len(base) - at, value
            at = base.find(".", at + 1)
        for size, pattern, is_path, value in self._others if self._any_base.match(base) else self._paths:
            if size > most and pattern.match(f"/{path}" if is_path else base):
                most, found = size, value
        return found
