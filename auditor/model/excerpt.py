"""A line of an audited file as a report may show it."""

from __future__ import annotations

from msgspec import Struct


class Excerpt(Struct, frozen=True):
    """A line around a value. All values are masked, and so is whatever could be a part of one."""

    before: str
    """What is in front of the value."""
    after: str
    """What is behind it in the same line."""
