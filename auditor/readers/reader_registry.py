"""Which reader reads a document: by its name, else by its content. A new reader is a new module in `formats`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast

from auditor.model.field import Trouble
from auditor.readers import formats
from auditor.readers.document import Document
from auditor.readers.embedded import EmbeddedDocument, Literal
from auditor.readers.file_names import NameTable, names_of


class Reader(Protocol):
    """A module of `auditor.readers.formats`.

    It may also have `sniff(document) -> bool`, which says by content alone that a document of any name is in its
    format; and `HINTED = True`, which says that it finds nothing in a text without hints (`value_hints`) and has no
    trouble with it. Libraries are imported inside functions.
    """

    NAMES: tuple[str, ...]
    """Patterns of `fnmatch` for lower-cased base names, or for whole paths where they hold a `/`."""

    def read(self, document: Document) -> Iterator[Literal | EmbeddedDocument | Trouble]:
        """The literals and parts of a document in any order, or a trouble, after which nothing it yields counts."""
        ...


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """Every reader, in the order of their module names."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(cast("Reader", import_module(f"{formats.__name__}.{name}")) for name in names)


def reader_of(document: Document) -> Reader | None:
    """The reader for a document, or None for plain text."""
    return reader_named(document.name) or reader_sniffed(document)


def reader_sniffed(document: Document) -> Reader | None:
    """The first reader that knows the document by its content."""
    return next((reader for reader in readers() if _sniffs(reader, document)), None)


@lru_cache(maxsize=1024)
def reader_named(name: str) -> Reader | None:
    """The reader whose pattern says most about a path; an ending like `.example` or `.bak` is looked through."""
    return next(filter(None, map(_table().find, names_of(name))), None)


@lru_cache(maxsize=1)
def _table() -> NameTable[Reader]:
    return NameTable((pattern, reader) for reader in readers() for pattern in reader.NAMES)


def _sniffs(reader: Reader, document: Document) -> bool:
    sniff = getattr(reader, "sniff", None)
    return sniff is not None and bool(sniff(document))
