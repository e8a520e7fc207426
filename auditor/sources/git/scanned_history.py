"""Tells which commits an earlier `scan --history` has read, and what a plain scan says of that."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from auditor.sources.git.command import Git
from auditor.sources.git.repository_root import repository_root
from auditor.storage import cache
from auditor.wording.amounts import plural

_KIND = "history"
_FOUND = "found:"
"""Before the number of findings, among the tips."""
MOST_COUNTED = 1_000
"""Commits that are counted; to count all of a large history takes seconds."""


class Earlier(NamedTuple):
    """What earlier scans leave to be said of the commits around a work tree."""

    unread: int = 0
    """Commits that no scan has read, up to `MOST_COUNTED` + 1."""
    found: int = 0
    """Findings that the last scan of the history had in commits."""

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on each, where there is something to say."""
        amount = f"more than {MOST_COUNTED:,} commits" if self.unread > MOST_COUNTED else plural(self.unread, "commit")
        unread = (f"history not scanned ({amount}): --history",) if self.unread else ()
        found = (
            f"the last `scan --history` had {plural(self.found, 'finding')} in commits, which this scan does not read"
        )
        return (*unread, found) if self.found else unread


def remember_history(git: Git, tips: Iterable[str]) -> None:
    """Keeps the tips of a history that was read to its end."""
    cache.store(_KIND, _key(git), "\n".join(tips).encode("ascii"))


def remember_findings(paths: Sequence[Path], count: int) -> None:
    """Keeps how many findings the history had that was remembered last; of several histories at once nothing.

    Args:
        paths: What a scan of the history was asked for.
        count: How many of its findings count and are in commits.
    """
    homes = {home for path in paths if (home := repository_root(os.path.realpath(path)))}
    if not count or len(homes) != 1:
        return
    key = _key(Git.at(Path(*homes)))
    if tips := cache.load(_KIND, key):
        cache.store(_KIND, key, tips + f"\n{_FOUND}{count}".encode("ascii"))


def earlier_scans(paths: Sequence[Path]) -> Earlier:
    """Returns what is to be said of the first of some folders around which there is something.

    Args:
        paths: What a plain scan was asked for.
    """
    for path in paths:
        folder = os.path.realpath(path)
        home = repository_root(folder) if path.is_dir() else None
        if home is not None and (earlier := _earlier(Git.at(Path(home)))) != Earlier():
            return earlier
    return Earlier()


def _earlier(git: Git) -> Earlier:
    lines = (cache.load(_KIND, _key(git)) or b"").decode("ascii").split()
    tips = [f"^{line}" for line in lines if not line.startswith(_FOUND)]
    found = sum(int(line.removeprefix(_FOUND)) for line in lines if line.startswith(_FOUND))
    limit = f"--max-count={MOST_COUNTED + 1}"
    answer = git.ask("rev-list", "--count", limit, "--all", "--ignore-missing", "--stdin", lines=tips)
    return Earlier(int(answer.output or b"0") if not answer.code else 0, found)


def _key(git: Git) -> str:
    said = git.ask("rev-parse", "--git-path", "objects").output.removesuffix(b"\n")
    return sha256(os.fsencode(os.path.realpath(Path(git.folder, os.fsdecode(said))))).hexdigest()
