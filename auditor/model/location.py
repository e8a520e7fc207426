"""Tells where something is: spans in a text, places in a scope, and how exposed a place is."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Reach(StrEnum):
    """How far a secret got, from nearest to farthest; comparable through `rank`."""

    OWNER = "owner"
    """A file that only its owner can read and that git ignores or does not know: a credential store."""
    MACHINE = "machine"
    """A file that others on this machine can read, or that the next `git add` takes."""
    STAGED = "staged"
    """The index, and no commit."""
    LOCAL = "local"
    """A commit, stash, reflog or dangling object that no remote-tracking ref and no fetched tag reaches."""
    UNKNOWN = "unknown"
    """A folder without git, in no credential store: it may be an unpacked archive."""
    PUBLISHED = "published"
    """A commit that a remote-tracking ref or a fetched tag reaches; also what cannot be known."""

    @property
    def rank(self) -> int:
        """Returns 0 for the nearest reach, 5 for the farthest."""
        return _RANKS[self]


_RANKS = {reach: rank for rank, reach in enumerate(Reach)}
_OTHERS = 0o044

ON_THIS_MACHINE = (Reach.OWNER, Reach.MACHINE)
"""Where leak rules stay silent: the secret is in no index, commit or archive."""


def farthest(*reaches: Reach) -> Reach:
    """Returns the reach of highest rank."""
    return max(reaches, key=lambda reach: reach.rank)


def stored_reach(mode: int | None) -> Reach:
    """Returns the reach of a stored file that git does not take, by its permission bits.

    NOTE: without permission bits (Windows) nothing says that others can read the file.
    """
    return Reach.MACHINE if (mode or 0) & _OTHERS else Reach.OWNER


class Exposure(StrEnum):
    """How a file could reach other people; a fact of every finding."""

    TRACKED = "tracked"
    """In the index of the audited git work tree."""
    STAGED = "staged"
    """In the index, about to be committed."""
    HISTORY = "history"
    """In a commit or another object of the repository."""
    UNTRACKED = "untracked"
    """In the work tree, not ignored: the next `git add .` takes it."""
    IGNORED = "ignored"
    """Ignored by git: where a stored secret belongs. Leak rules stay silent here."""
    UNVERSIONED = "unversioned"
    """Outside any git work tree, or from standard input."""


class Span(Struct, frozen=True, order=True):
    """A stretch of text. Lines and columns count from 1; columns count characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Location(Struct, frozen=True):
    """A span somewhere in the scope."""

    path: str
    """Relative to the audited root, with `/`."""
    span: Span
    commit: str | None = None
    """Full object id of the commit that first brought the value, where it was found in history."""
    member: str | None = None
    """Path inside an archive, workbook sheet or notebook cell."""
    author_date: str | None = None
    """ISO 8601 author date of `commit`, where it is known."""
    target: str = ""
    """In a fleet, the name of the repository or bucket; empty in every other audit."""

    @property
    def sort_key(self) -> tuple[str, str, str, Span, str]:
        """The order of every list of places: target, path, member, position, commit."""
        return (self.target, self.path, self.member or "", self.span, self.commit or "")


class Departure(Struct, frozen=True):
    """A commit in which a path went from one content to another."""

    commit: str
    author_date: str
    order: int
    """Position of the commit in the history, oldest first."""
    into: str
    """The blob that the path holds since then; zeros where the file was deleted."""


class Provenance(Struct, frozen=True):
    """One place where a whole blob was seen. A blob is read once and may have many."""

    path: str
    exposure: Exposure
    commit: str | None = None
    """The first commit that brought the blob to this path (history only)."""
    author_date: str | None = None
    """ISO 8601 author date of `commit`."""
    mode: int | None = None
    """Permission bits of the file, where the file system has them (0o000 to 0o777)."""
    in_tree: bool = True
    """Whether this content still is at this path today (False for history that was changed since)."""
    order: int = 0
    """Position of `commit` in the history, oldest first (history only)."""
    traced_reach: Reach | None = None
    """How far the place got, where git was asked; None for what the exposure alone says."""
    repository: str = ""
    """The folder of the repository in which the path is, for what git can still be asked; empty outside git."""
    inside: str = ""
    """The path in that repository."""
    departures: tuple[Departure, ...] = ()
    """The commits that replaced the blob at this path (history only)."""
    target: str = ""
    """In a fleet, the name of the repository or bucket; empty in every other audit."""

    @property
    def reach(self) -> Reach:
        """Returns how far the place got; what git would have to be asked and was not counts as published."""
        if self.traced_reach is not None:
            return self.traced_reach
        match self.exposure:
            case Exposure.IGNORED:
                return stored_reach(self.mode)
            case Exposure.UNTRACKED:
                return Reach.MACHINE
            case Exposure.STAGED:
                return Reach.STAGED
            case Exposure.UNVERSIONED:
                return Reach.UNKNOWN
            case Exposure.TRACKED | Exposure.HISTORY:
                return Reach.PUBLISHED
