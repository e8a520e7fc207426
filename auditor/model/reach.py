"""How far a secret got: a fact that git itself keeps."""

from __future__ import annotations

from enum import StrEnum


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
