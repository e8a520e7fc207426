"""Tells what a form says, whichever language it is written in: scalars, lists and mappings, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from msgspec import Struct

from auditor.model.location import Span

_NO_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|[-+]?\.?[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|0[xo][0-9a-f]+|[-+]?\.inf|\.nan",
    re.IGNORECASE,
)
"""Plain scalars that one YAML reader or another takes for null, a boolean or a number."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    text: str = field(repr=False)
    plain: bool
    """Written without quotes, so that `true` and `90` may mean a boolean and a number."""
    span: Span

    @property
    def is_text(self) -> bool:
        """Whether every reader takes it for a text, be it by its quotes or because it is nothing else."""
        return not (self.plain and _NO_TEXT.fullmatch(self.text))


class Items(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    span: Span


class Mapping(Struct, frozen=True):
    """Keys and values in the order of the file; keys are distinct."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Items | Mapping
