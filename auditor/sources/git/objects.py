"""Tells how git objects are read: by id, from one git process per worker, and on after every object that is damaged."""

from __future__ import annotations

import os
import re
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from auditor.errors import RepositoryError
from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources import chunks
from auditor.sources.git.command import Git, reason
from auditor.wording.skip_words import skip

BULK = (2, 36)
"""The first git that has `cat-file --batch-command`, and with it a command to flush its answers."""
_BUFFER = 1 << 20
_ANSWER = re.compile(rb"[0-9a-f]++ (blob|commit|tag) ([0-9]++)\n")
_MESSAGES = (b"commit", b"tag")
"""Kinds of objects whose text follows a header and an empty line."""


class EndedError(Exception):
    """Git has ended before it answered; the text says why, and quotes no object."""


class Head(NamedTuple):
    """What git says of an object before its content."""

    kind: bytes
    """`blob`, `commit`, `tag`, `tree`, or `missing`."""
    size: int


_MISSING = Head(b"missing", 0)


def _message(buffer: bytearray, start: int, end: int) -> int:
    """Returns where the text of a commit or a tag begins."""
    empty_line = buffer.find(b"\n\n", start, end)
    return empty_line + 2 if empty_line >= 0 else end


class CatFile:
    """A running `git cat-file`. Questions may be asked ahead of the answers, as many as fit into a pipe."""

    def __init__(self, git: Git, *, in_bulk: bool = False) -> None:
        """Starts git.

        Args:
            git: The repository.
            in_bulk: Whether git may answer when it has many answers, and at the end of the questions asked at once:
                three system calls fewer for an object. Git can from `BULK` on.
        """
        self._question, self._end_of_questions = ("contents ", "flush\n") if in_bulk else ("", "")
        # `--buffer` without a command to flush would keep the last answers of a batch for ever.
        command = ("--batch-command", "--buffer") if in_bulk else ("--batch",)
        self._running = git.start("cat-file", *command, feed=True)
        self._owner = os.getpid()
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0

    def ask(self, keys: Iterable[str]) -> None:
        """Asks for objects.

        Raises:
            EndedError: git has ended.
        """
        # Joined at once: to make a text of each takes a tenth of the time of a message.
        asked = f"\n{self._question}".join(keys)
        try:
            self._running.write(f"{self._question}{asked}\n{self._end_of_questions}".encode() if asked else b"")
        except BrokenPipeError:
            raise self._ended() from None

    def here(self) -> Iterator[memoryview]:
        """Yields the contents of the next answers, as `head` and `whole` do, up to the first that is not all here."""
        buffer, view, end = self._buffer, self._view, self._end
        while answer := _ANSWER.match(buffer, self._start, end):
            start = answer.end()
            after = start + int(answer[2])
            if after >= end:
                return
            self._start = after + 1
            yield view[start if answer[1] == b"blob" else _message(buffer, start, after) : after]

    def head(self) -> Head:
        """Returns the beginning of the next answer; unless it says `missing`, the content is to be taken next.

        Raises:
            EndedError: git has ended.
        """
        buffer = self._buffer
        while (at := buffer.find(b"\n", self._start, self._end)) < 0:
            self._read_more()
        words = buffer[self._start : at].split(b" ")
        self._start = at + 1
        if len(words) != 3:  # noqa: PLR2004 - id, kind, size
            return _MISSING
        _, kind, size = words
        if not size.isdigit():
            raise EndedError("git answers in a form that is not known")
        return Head(bytes(kind), int(size))

    def windows(self, head: Head) -> Iterator[Chunk]:
        """Yields the content of an object that is too large to be read at once; all windows must be taken.

        Raises:
            EndedError: git has ended.
        """
        left = head.size

        def read_into(view: memoryview) -> int:
            nonlocal left
            count = self._take(view[: min(left, len(view))]) if left else 0
            left -= count
            return count

        yield from chunks.read_chunks(read_into)
        self._take(memoryview(bytearray(1)))

    def stop(self) -> None:
        """Ends git, if this process has started it (a fork has not)."""
        if self._owner == os.getpid():
            self._running.close()

    def whole(self, head: Head) -> memoryview:
        """Returns the content of an object; of a commit or a tag it is the message.

        Raises:
            EndedError: git has ended.
        """
        needed = head.size + 1
        if needed <= _BUFFER:
            while self._end - self._start < needed:
                self._read_more()
            buffer, view, start = self._buffer, self._view, self._start
            self._start += needed
        else:
            buffer, start = bytearray(needed), 0
            view = left = memoryview(buffer)
            while left:
                left = left[self._take(left) :]
        end = start + head.size
        if head.kind in _MESSAGES:
            start = _message(buffer, start, end)
        return view[start:end]

    def _take(self, view: memoryview) -> int:
        """Moves some bytes to `view`: those in the buffer first, then from git itself."""
        if self._start == self._end:
            return self._read(view)
        count = min(len(view), self._end - self._start)
        view[:count] = self._view[self._start : self._start + count]
        self._start += count
        return count

    def _read_more(self) -> None:
        """Adds to the buffer, whose rest moves to the front where there is no room left."""
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == _BUFFER or self._start > _BUFFER // 2:
            rest = bytes(self._view[self._start : self._end])
            self._view[: len(rest)] = rest
            self._start, self._end = 0, len(rest)
        self._end += self._read(self._view[self._end :])

    def _read(self, view: memoryview) -> int:
        if count := self._running.read_into(view):
            return count
        raise self._ended()

    def _ended(self) -> EndedError:
        self._running.finish()
        return EndedError(reason(self._running.messages()))


_AHEAD = 256
"""Items asked for before the first is answered. What is asked while git answers, half of them, is fewer bytes than any
pipe holds, so neither side waits for the other."""
_PATIENCE = 16
"""Failures in a row after which git is not started again."""


class ObjectReader:
    """Reads items whose keys are object ids. Of commits and tags it gives the message."""

    def __init__(self, git: Git, *, in_bulk: bool = False) -> None:
        """Prepares the reading; for `in_bulk` see `CatFile`."""
        self._git = git
        self._in_bulk = in_bulk
        self._batches: dict[int, CatFile] = {}
        """The running git by the process that started it: a forked worker must not share its parent's."""

    def __reduce__(self) -> tuple[Callable[[Git, bool], ObjectReader], tuple[Git, bool]]:
        return (_reader, (self._git, self._in_bulk))

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
        is_complete, few = False, _AHEAD // 2
        try:
            while True:
                if len(asked) <= few:
                    more = list(islice(left, _AHEAD - len(asked)))
                    few = _AHEAD // 2 if more else 0
                    asked += more
                    batch.ask(item.key for item in more)
                if not asked:
                    is_complete = True
                    return
                for content in batch.here():
                    yield asked.popleft(), content
                    if len(asked) <= few:
                        break
                else:
                    yield from self._slowly(batch, asked[0])
                    asked.popleft()
        finally:
            if not is_complete:
                self._stop()

    def _slowly(self, batch: CatFile, item: BlobRef) -> Iterator[tuple[BlobRef, Content]]:
        """Yields the answer to an item that is missing, large or not all here yet."""
        if (head := batch.head()) is _MISSING:
            yield item, skip(item.name, SkipReason.MISSING_OBJECT, object=item.key)
        elif head.size <= chunks.WHOLE:
            yield item, batch.whole(head)
        else:
            for window in batch.windows(head):
                yield item, window

    def _batch(self) -> CatFile:
        process = os.getpid()
        if process not in self._batches:
            self._batches[process] = CatFile(self._git, in_bulk=self._in_bulk)
            weakref.finalize(self, self._batches[process].stop)
        return self._batches[process]

    def _stop(self) -> None:
        if batch := self._batches.pop(os.getpid(), None):
            batch.stop()


def _reader(git: Git, in_bulk: bool) -> ObjectReader:  # noqa: FBT001 - as `pickle` calls it
    return ObjectReader(git, in_bulk=in_bulk)


def _damaged(item: BlobRef, why: str) -> Skipped:
    return skip(item.name, SkipReason.DAMAGED_OBJECT, object=item.key, reason=why)
