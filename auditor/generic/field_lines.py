"""Writes the fields that our readers find as lines for detectors: `name = "value"`.

Detectors that judge names and entropy, and some of those that know a form, only see a value in quotes. YAML and INI files
have most of theirs without, so their fields are shown as source code would hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from auditor.generic.unquoted_values import YAML
from auditor.model.secret import Plain
from auditor.readers.document import Document, Literal
from auditor.readers.mapped_text import MappedText
from auditor.readers.reader_registry import NameTable, names_of, reader_named


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as a line. It holds plaintext and does not leave this package."""

    name: str = field(repr=False)
    value: MappedText = field(repr=False)
    """The value, with its place in the document."""
    sign: str
    """What is between name and value."""

    @property
    def assigned(self) -> Plain:
        """The line without the name."""
        value = self.value.text.replace('"', '\\"')
        return Plain(f'{self.sign}"{value}"')

    @property
    def text(self) -> Plain:
        """The line."""
        return Plain(self.name + self.assigned)


@dataclass(frozen=True, slots=True)
class FieldLines:
    """The fields of a document."""

    lines: tuple[FieldLine, ...] = field(repr=False)
    is_structured: bool
    """Whether all that is assigned in the document is in a field: YAML, or INI with sections."""


def field_lines(document: Document) -> FieldLines:
    """Returns the fields of a YAML file, or of another that may be read as INI; none where values are in quotes anyway."""
    return _of_yaml(document) if document.name.endswith(YAML) else _of_ini(document)


def _of_yaml(document: Document) -> FieldLines:
    from auditor.readers.formats import yaml  # each format when a file of it deserves it

    literals = [found for found in yaml.read(document) if _is_assigned(found)]
    lines = tuple(FieldLine(one.name, one.mapped, ": ") for one in literals)
    return FieldLines(lines, is_structured=bool(lines))


def _of_ini(document: Document) -> FieldLines:
    from auditor.readers.formats import dotenv, ini, shell

    bare = NameTable((pattern, True) for reader in (dotenv, ini, shell) for pattern in reader.NAMES)
    # All readers take 90 ms to import, for a name that says nothing.
    if not any(map(bare.find, names_of(document.name))) and reader_named(document.name) is not None:
        return FieldLines((), is_structured=False)
    found = list(ini.read(document))
    lines = tuple(FieldLine(one.name, part, " = ") for one in found for part in _lines(one.mapped))
    return FieldLines(lines, is_structured=bool(found) and all(one.path for one in found))


def _is_assigned(found: object) -> TypeGuard[Literal]:
    return isinstance(found, Literal) and found.kind == "assignment" and bool(found.mapped.text.strip())


def _lines(mapped: MappedText) -> Iterator[MappedText]:
    """Yields the lines of a value that is continued on others."""
    if "\n" not in mapped.text and mapped.text[:1] not in {"'", '"'}:
        yield mapped
        return
    start = 0
    for line in mapped.text.splitlines(keepends=True):
        part = mapped[start : start + len(line)].stripped()
        start += len(line)
        if part.text[:1] in {"'", '"'} and len(part.text) > 1 and part.text[-1] == part.text[0]:
            part = part[1:-1]
        if part.text:
            yield part
