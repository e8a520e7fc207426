"""What the blobs of a format have in common."""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """One form of a format; all that is given must hold."""

    mark: bytes = b""
    """At the start, or at `at`."""
    at: int = 0
    suffix: str = ""
    """The end of the name from its last dot, in lower case."""
