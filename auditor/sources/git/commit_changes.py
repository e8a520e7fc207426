"""Lists the blobs of a long history by what each commit changed, and keeps the changes to trace findings by.

To walk all trees for their blobs (`rev-list --objects`) and then, for findings, to compare all commits takes git twice
the time of the comparison alone. A blob of a commit is in the tree of one of its parents at the same path, or in the
comparison with them: so the comparisons of all commits name every blob of a history without gaps. They do not name what
a tag or a ref holds without a commit, nor tell what is missing: such a history is walked.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Self

from auditor.model.blob_source import BlobRef
from auditor.sources.git.attribution import change_of, compared
from auditor.sources.git.command import Git
from auditor.sources.git.process import records_of

_FEWEST = 2_000
"""Commits from which the second pass takes longer than to find out that the first will do."""
_MOST_TIPS = 10_000
"""Tips that are looked up to know that they are commits."""
_MOST_OBJECTS = 500_000
"""Objects of the largest repository that is listed so: which blobs were listed is remembered, with 100 bytes for each."""
_MOST_KEPT = 1 << 24
"""Bytes of changes that are kept, about 100 000 changed files; beyond, git compares the commits again for findings."""
_NO_BLOBS = (b"000000", b"160000")
"""Modes of what was deleted and of submodules."""
_WORDS = 5
"""Words of a change that is no merge: `:MODE MODE ID ID STATUS`, before and after."""


def changes_name_all(git: Git, commits: Sequence[str], tips: Collection[str]) -> bool:
    """Returns whether the changes of many commits name every blob that the tips lead to."""
    if len(commits) < _FEWEST or len(tips) > _MOST_TIPS:
        return False
    # Of a partial clone, the walk knows what is not there on purpose; git would try to fetch it.
    if git.ask("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$").code == 0:
        return False
    return _objects(git) <= _MOST_OBJECTS and _are_commits(git, tips)


def _objects(git: Git) -> float:
    """Returns how many objects the repository has; infinite where it borrows some."""
    said = git.ask("count-objects", "-v").output.decode("utf-8", "replace")
    counts = dict(line.split(": ", 1) for line in said.splitlines())
    return float("inf") if "alternate" in counts else int(counts["count"]) + int(counts["in-pack"])


def _are_commits(git: Git, tips: Collection[str]) -> bool:
    """Returns whether all tips are commits, or tags of commits."""
    said = git.ask("cat-file", "--batch-check=%(objecttype)", "--buffer", lines=[f"{tip}^{{}}" for tip in tips])
    return set(said.output.split()) == {b"commit"}


class CommitChanges:
    """A running comparison of commits with their parents."""

    def __init__(self, git: Git, commits: Sequence[str]) -> None:
        """Starts git; `commits` are in the order of `attribute`: children first."""
        self._running = compared(git, lines=commits)
        self._listed: set[bytes] = set()
        self._kept: list[bytes] = []
        self._size = 0
        self.is_whole = False
        """Whether git has come to the end of the history."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def blobs(self) -> Iterator[BlobRef]:
        """Yields each blob once, by the path at which the newest commit that has brought it has it."""
        listed = self._listed
        records = records_of(self._chunks(), b"\0")
        for entry in records:
            if entry[:1] != b":":
                continue
            path = next(records, b"")
            # To ask `change_of` each time would take four times as long.
            words = entry.split(b" ")
            key = words[-2]
            if key in listed:
                continue
            mode = words[1] if len(words) == _WORDS else change_of(entry)[0].encode()
            if mode not in _NO_BLOBS:
                listed.add(key)
                name = key.decode()
                yield BlobRef(name, os.fsdecode(path) or name)
        self.is_whole = self._running.finish() == 0

    def is_listed(self, key: str) -> bool:
        """Returns whether a blob was listed."""
        return key.encode() in self._listed

    def kept(self) -> Iterator[bytes] | None:
        """Yields the records that git gave, for `attribute_by`; None where they are too many or not all there are."""
        return records_of(self._kept, b"\0") if self.is_whole and self._size <= _MOST_KEPT else None

    def _chunks(self) -> Iterator[bytes]:
        """Yields git's output as it comes, and keeps it."""
        for chunk in self._running.chunks():
            self._size += len(chunk)
            if self._size <= _MOST_KEPT:
                self._kept.append(chunk)
            else:
                self._kept.clear()
            yield chunk
