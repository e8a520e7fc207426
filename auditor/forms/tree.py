"""What a form says, whichever language it is written in: scalars, lists and mappings, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.model.place import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    text: str = field(repr=False)
    plain: bool
    """Written without quotes, so that `true` and `90` may mean a boolean and a number."""
    span: Span


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; keys are distinct."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Items | Mapping
