"""Tells which reader reads a document: by its name, else by its content. A new reader is a new module in `formats`."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from functools import lru_cache
from importlib import import_module
from typing import Generic, Protocol, TypeVar, cast, final

from auditor.model.report import Skipped
from auditor.readers import formats
from auditor.readers.document import Document, EmbeddedDocument, Literal

T = TypeVar("T")

_ENDING = re.compile(
    r"(?:[._-](?:example|sample|template|tmpl|tpl|dist|default|bak|backup|old|orig|new|copy|save|local|j2|\d+)|~)$"
)


def names_of(path: str) -> Iterator[str]:
    """Yields the path in lower case with `/`, then without one such ending after another: `config.yaml.example.bak`."""
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
        """By what is behind the star of `*.py`: nearly all patterns are so, and a file has few endings."""
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


class Reader(Protocol):
    """A module of `auditor.readers.formats`.

    It may also have `sniff(document) -> bool`, which says by content alone that a document of any name is in its
    format; and `HINTED = True`, which says that it finds nothing in a text without hints (`value_hints`) and has no
    trouble with it; or `OF_PAGES = True`, which says the same of a page in which `page_values` sees no value. Libraries
    are imported inside functions.
    """

    NAMES: tuple[str, ...]
    """Patterns of `fnmatch` for lower-cased base names, or for whole paths where they hold a `/`."""

    def read(self, document: Document) -> Iterator[Literal | EmbeddedDocument | Skipped]:
        """Returns the literals and parts of a document in any order, or a trouble, after which nothing it yields counts."""
        ...


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """Returns every reader, in the order of their module names."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(cast("Reader", import_module(f"{formats.__name__}.{name}")) for name in names)


def reader_of(document: Document) -> Reader | None:
    """Returns the reader for a document, or None for plain text."""
    return reader_named(document.name) or reader_sniffed(document)


def reader_sniffed(document: Document) -> Reader | None:
    """Returns the first reader that knows the document by its content."""
    return next((reader for reader in readers() if _sniffs(reader, document)), None)


@lru_cache(maxsize=1 << 14)
def reader_named(name: str) -> Reader | None:
    """Returns the reader whose pattern says most about a path; an ending like `.example` or `.bak` is looked through."""
    return next(filter(None, map(_table().find, names_of(name))), None)


@lru_cache(maxsize=1)
def _table() -> NameTable[Reader]:
    return NameTable((pattern, reader) for reader in readers() for pattern in reader.NAMES)


def _sniffs(reader: Reader, document: Document) -> bool:
    sniff = getattr(reader, "sniff", None)
    return sniff is not None and bool(sniff(document))
