"""Tells which commits an earlier `scan --history` has read, and what a plain scan says of that."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from sys import byteorder
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


_EMPTY_KIND = "seen"
_FAN = 1 << 16
"""Entries of the table that says how many ids come before each beginning of two bytes."""
_MOST = 4_000_000
"""Ids that are kept: beyond them (80 MB) an entry starts again."""


class EmptyBlobs:
    """The ids of empty objects, sorted, with a fan-out table: 20 bytes each in memory and on disk, no Python objects.

    An entry is `auditor.storage.cache`'s: written whole or not at all, ignored when damaged or not ours. Of two runs that
    write at once one wins, and the ids of the other are scanned again.
    """

    def __init__(self, digest: str, width: int) -> None:
        self._width = width
        self._digest = sha256(f"{digest} {width} {byteorder}".encode()).hexdigest()
        self._fan, self._ids = self._load()

    def __len__(self) -> int:
        return len(self._ids) // self._width

    def __contains__(self, key: str) -> bool:
        if not self._ids:
            return False
        sought = bytes.fromhex(key)
        first = int.from_bytes(sought[:2], "big")
        at, end = self._fan[first] * self._width, self._fan[first + 1] * self._width
        at = self._ids.find(sought, at, end)
        while at >= 0 and at % self._width:
            at = self._ids.find(sought, at + 1, end)
        return at >= 0

    def add(self, keys: Iterable[str]) -> None:
        """Remembers more ids, with those that another run has remembered since."""
        _, stored = self._load()
        old = (stored[at : at + self._width] for at in range(0, len(stored), self._width))
        new = [bytes.fromhex(key) for key in keys]
        is_full = len(stored) // self._width + len(new) > _MOST
        merged = sorted(set(new) if is_full else set(chain(old, new)))
        fan = array("I", bytes(4 * (_FAN + 1)))
        for count, key in enumerate(merged, 1):
            fan[int.from_bytes(key[:2], "big") + 1] = count
        for location in range(1, _FAN + 1):
            fan[location] = max(fan[location], fan[location - 1])
        cache.store(_EMPTY_KIND, self._digest, fan.tobytes() + b"".join(merged))

    def _load(self) -> tuple[array[int], bytes]:
        fan = array("I")
        body = cache.load(_EMPTY_KIND, self._digest)
        size = (_FAN + 1) * fan.itemsize
        if body is None or len(body) < size or (len(body) - size) % self._width:
            return fan, b""
        fan.frombytes(body[:size])
        return fan, body[size:]
