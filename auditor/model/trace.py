"""Since when a secret stands where it was found, who brought it, and how far it got."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.location import Location
from auditor.model.reach import Reach


class Introduced(Struct, frozen=True, kw_only=True):
    """The oldest commit that brought a secret to a path."""

    commit: str
    author: str = ""
    """The author's name; empty where it may hold a secret itself."""
    date: str = ""
    """Author date, ISO 8601."""
    subject: str = ""
    """The first line of the message; empty where it may hold a secret itself."""
    refs: tuple[str, ...] = ()
    """The branches, tags and stash entries that hold the commit now, by their short names, sorted."""


class Removed(Struct, frozen=True, kw_only=True):
    """The commit after which the tree no longer holds a secret at a path."""

    commit: str
    date: str = ""
    """Author date, ISO 8601."""


class Trace(Struct, frozen=True, kw_only=True):
    """How far a secret got, and since when it is at one path."""

    reach: Reach
    """The farthest of all places of the secret in scope."""
    also: tuple[Location, ...] = ()
    """Places that got farther than this one; the farthest first."""
    introduced: Introduced | None = None
    removed: Removed | None = None
    today: Location | None = None
    """For a secret from history that still is in the tree: its place there."""
    repository: str = ""
    """The folder in which git answers for it; empty outside git. No report shows it."""
