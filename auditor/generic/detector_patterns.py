"""Tells what the prefilter looks for on behalf of detect-secrets: its plugins' own expressions, made to over-select.

They are derived from the installed plugins (`derive`), so a new plugin needs no code here.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from auditor.generic.exact_match import Source
from auditor.prefilter.database import Expression

ANY_DETECTOR = ""
"""Means all detectors: the line holds a character about which the expressions are not exact."""


class Strings(Struct, frozen=True):
    """Values that become quoted strings when their field is shown as a line."""

    index: int
    """The expression in `Patterns.files` that matches where one of them may be."""
    charset: str
    least: int
    """Characters of the shortest one that can have the entropy."""
    limit: float
    """Entropy in bits a character."""


class Patterns(Struct, frozen=True):
    """Two sets of expressions; an expression's identifier in its database is its index."""

    lines: tuple[Expression, ...]
    """For text as it is: every match ends on a line that is worth scanning."""
    owners: tuple[str, ...]
    """For each of `lines`: the detector that may find something there, or `ANY_DETECTOR`."""
    deciding: Mapping[int, tuple[Source, ...]]
    """For those of `lines` where they are known: the expressions of which one matches a line with something on it."""
    files: tuple[Expression, ...]
    """For files whose fields are shown as lines: a match says that the file deserves it."""
    strings: tuple[Strings, ...]
    """Which of `files` mean strings of high entropy: there, the entropy has the last word."""
