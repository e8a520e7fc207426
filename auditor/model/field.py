"""Tells what readers find in a document: a value, the names around it, and where it is."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.location import Span
from auditor.model.secret import Secret

FieldKind = Literal["assignment", "argument", "item", "text"]


class Field(Struct, frozen=True, kw_only=True):
    """One literal value as a reader saw it. References (`${VAR}`, `os.getenv(...)`) are no literals."""

    value: Secret
    """The text of the value after the format's own decoding (quotes, escapes, folding)."""
    span: Span
    """Where the value is in the file: without its quotes, from its first to past its last character."""
    name: str = ""
    """The name right next to the value (`BACKPACK_API_SECRET`, `apiKey`, a column header); empty if none."""
    path: tuple[str, ...] = ()
    """The names around it, outermost first: sections, mapping keys, the class or function it is in."""
    group: str = ""
    """Fields with the same non-empty group belong together: one section, object, call, row or paragraph."""
    kind: FieldKind = "text"
    """`assignment`: name and value; `argument`: passed to `callee`; `item`: in a list; `text`: found in prose."""
    callee: str = ""
    """For an argument: the dotted name of what is called (`BackpackClient`, `ccxt.backpack`)."""
    position: int | None = None
    """For a positional argument or list item: its index, from 0."""
    member: str | None = None
    """Path inside a container (archive member, sheet, notebook cell)."""
