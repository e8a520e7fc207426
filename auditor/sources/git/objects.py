"""How git objects are read: by id, from one git process per worker, and on after every object that is damaged."""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from auditor.errors import RepositoryError
from auditor.model.blob_source import BlobRef, Content
from auditor.model.report import Skipped
from auditor.sources.git.cat_file import CatFile, EndedError
from auditor.sources.git.command import Git

_AHEAD = 256
"""Items asked for before the first is answered: fewer bytes than any pipe holds, so neither side waits for the other."""
_PATIENCE = 16
"""Failures in a row after which git is not started again."""


class ObjectReader:
    """Reads items whose keys are object ids. Of commits and tags it gives the message."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._batches: dict[int, CatFile] = {}
        """The running git by the process that started it: a forked worker must not share its parent's."""

    def __reduce__(self) -> tuple[type[ObjectReader], tuple[Git]]:
        return (ObjectReader, (self._git,))

    def stream(self, items: Iterable[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields every item with its bytes, in a buffer that the next one overwrites.

        Raises:
            RepositoryError: git is missing.
        """
        left = iter(items)
        asked: deque[BlobRef] = deque()
        failures = 0
        while True:
            try:
                for item, content in self._answers(left, asked):
                    failures = 0
                    yield item, content
            except (EndedError, RepositoryError) as error:
                self._stop()
                why = str(error)
            else:
                return
            failures += 1
            yield asked[0], _damaged(asked.popleft(), why)
            if failures >= _PATIENCE:
                yield from ((item, _damaged(item, why)) for items in (asked, left) for item in items)
                return

    def _answers(self, left: Iterator[BlobRef], asked: deque[BlobRef]) -> Iterator[tuple[BlobRef, Content]]:
        """Answers to `asked`, which is filled up from `left`; its first item is the one that is being answered."""
        batch = self._batch()
        batch.ask(item.key for item in asked)
        is_complete = False
        try:
            while True:
                if len(asked) <= _AHEAD // 2:
                    more = list(islice(left, _AHEAD - len(asked)))
                    asked += more
                    batch.ask(item.key for item in more)
                if not asked:
                    is_complete = True
                    return
                head = batch.head()
                if head.kind == b"missing":
                    yield asked[0], Skipped(asked[0].name, f"object {asked[0].key} is missing from the repository")
                else:
                    for content in batch.content(head):
                        yield asked[0], content
                asked.popleft()
        finally:
            if not is_complete:
                self._stop()

    def _batch(self) -> CatFile:
        process = os.getpid()
        if process not in self._batches:
            self._batches[process] = CatFile(self._git)
            weakref.finalize(self, self._batches[process].stop)
        return self._batches[process]

    def _stop(self) -> None:
        if batch := self._batches.pop(os.getpid(), None):
            batch.stop()


def _damaged(item: BlobRef, why: str) -> Skipped:
    return Skipped(item.name, f"object {item.key} cannot be read ({why})")
