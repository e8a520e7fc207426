"""One `git cat-file --batch`: objects by id, in a buffer that is reused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.model.blob_source import Chunk
from auditor.sources import chunks
from auditor.sources.git.command import Git, reason

_BUFFER = 1 << 20
_MESSAGES = (b"commit", b"tag")
"""Kinds of objects whose text follows a header and an empty line."""


class EndedError(Exception):
    """Git has ended before it answered; the text says why, and quotes no object."""


class Head(NamedTuple):
    """What git says of an object before its content."""

    kind: bytes
    """`blob`, `commit`, `tag`, `tree`, or `missing`."""
    size: int


class CatFile:
    """A running `git cat-file --batch`. Questions may be asked ahead of the answers, as many as fit into a pipe."""

    def __init__(self, git: Git) -> None:
        # Without --buffer git answers at once: with it, the last answers of a batch would never come.
        self._running = git.start("cat-file", "--batch", feed=True)
        self._owner = os.getpid()
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0

    def ask(self, keys: Iterable[str]) -> None:
        """Asks for objects.

        Raises:
            EndedError: git has ended.
        """
        try:
            self._running.write("".join(f"{key}\n" for key in keys).encode())
        except BrokenPipeError:
            raise self._ended() from None

    def head(self) -> Head:
        """The beginning of the next answer; unless it says `missing`, the content is to be taken next.

        Raises:
            EndedError: git has ended.
        """
        at = self._buffer.find(b"\n", self._start, self._end)
        while at < 0:
            self._read_more()
            at = self._buffer.find(b"\n", self._start, self._end)
        words = bytes(self._view[self._start : at]).split(b" ")
        self._start = at + 1
        return Head(words[1], int(words[2])) if len(words) == 3 else Head(b"missing", 0)  # noqa: PLR2004 - id, kind, size

    def content(self, head: Head) -> Iterator[memoryview | Chunk]:
        """The content of the object: at once, or in windows if it is too large; all of them must be taken.

        Of commits and tags it is the message.

        Raises:
            EndedError: git has ended.
        """
        if head.size <= chunks.WHOLE:
            yield self._whole(head)
            return
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

    def _whole(self, head: Head) -> memoryview:
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
            empty_line = buffer.find(b"\n\n", start, end)
            start = empty_line + 2 if empty_line >= 0 else end
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
