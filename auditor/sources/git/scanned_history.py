"""Which commits an earlier `scan --history` has read, and what a plain scan says of those that it has not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from auditor.sources.git.command import Git, home_of
from auditor.storage import cache

_KIND = "history"
MOST_COUNTED = 1_000
"""Commits that are counted; to count all of a large history takes seconds."""


def remember_history(git: Git, tips: Iterable[str]) -> None:
    """Keeps the tips of a history that was read to its end."""
    cache.store(_KIND, _key(git), "\n".join(tips).encode("ascii"))


def history_note(count: int) -> tuple[str, ...]:
    """Returns a sentence on commits that no scan has read; none where all were.

    Args:
        count: How many, as `unread_commits` counts them.
    """
    if not count:
        return ()
    amount = f"more than {MOST_COUNTED:,}" if count > MOST_COUNTED else f"{count:,}"
    return (f"history not scanned ({amount} commit{'' if count == 1 else 's'}): --history",)


def unread_commits(paths: Sequence[Path]) -> int:
    """Returns how many commits around the first of some folders that has any no scan has read, up to `MOST_COUNTED` + 1.

    Args:
        paths: What a plain scan was asked for.
    """
    for path in paths:
        folder = os.path.realpath(path)
        home = home_of(folder) if path.is_dir() else None
        if home is not None and (count := _unread(Git.at(Path(home)))):
            return count
    return 0


def _unread(git: Git) -> int:
    known = (cache.load(_KIND, _key(git)) or b"").decode("ascii").split()
    limit = f"--max-count={MOST_COUNTED + 1}"
    answer = git.ask(
        "rev-list", "--count", limit, "--all", "--ignore-missing", "--stdin", lines=[f"^{tip}" for tip in known]
    )
    return int(answer.output or b"0") if not answer.code else 0


def _key(git: Git) -> str:
    said = git.ask("rev-parse", "--git-path", "objects").output.removesuffix(b"\n")
    return sha256(os.fsencode(os.path.realpath(Path(git.folder, os.fsdecode(said))))).hexdigest()
