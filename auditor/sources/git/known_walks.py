"""Remembers which commits the last walk of a whole history listed, so that findings need no second walk.

What a commit leads to never changes, so what is remembered cannot be out of date; it may lack commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from auditor.sources.git.command import Git

_MOST = 4 << 20
"""Bytes that are kept: 100 000 commits."""
_walks: dict[tuple[Git, str], bytes] = {}


def remember_walk(git: Git, tips: Sequence[str], commits: bytes) -> None:
    """Keeps what a walk said, if it started at a single commit.

    Args:
        git: The repository.
        tips: Where it started.
        commits: The ids of the commits that it listed, a line each.
    """
    _walks.clear()
    if len(tips) == 1 and len(commits) <= _MOST:
        _walks[git, tips[0]] = commits


def is_known_to_lead_to(git: Git, tip: str, commits: Collection[str]) -> bool:
    """Returns whether the last walk is known to have come from a commit to all of some others."""
    walk = _walks.get((git, tip), b"")
    return bool(walk) and set(commits) <= set(walk.decode().split())
