"""Tells what a language has to answer: the edits that put a reference in the place of a literal, or why it has none."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from auditor.fix.file_text import Edit, FileText
from auditor.model.material import Material
from auditor.model.secret import Secret


class SourceLiteral(Struct, frozen=True, kw_only=True):
    """A secret in a text, where it is without its quotes."""

    name: str
    """Where it stood before anything was edited, in words."""
    text: FileText
    material: Material
    start: int
    end: int
    loads: bool = False
    """Whether the file has to load `.env` itself, with the library that the project uses."""


class Reference(Struct, frozen=True, kw_only=True):
    """Where a reference may stand, and how it is written once the variable has a name."""

    edits: Callable[[str], tuple[Edit, ...]]
    """The edits for a name."""
    name: str = ""
    """The name that the code around the literal asks the environment for already; empty if it asks for none."""


def edit(start: int, end: int, text: str) -> Edit:
    """Returns an edit after which no value is there any more."""
    return Edit(start=start, end=end, text=Secret(text))
