"""Passes over messages of commits many at a time: one pass over a hundred bytes takes hardly less time than over thousands.

A message in which nothing is seen alone, and that is nearly every one, gives nothing. So some are joined, a line end behind
each, and where nothing is seen in all of them, nothing is in any: no expression of the prefilters says anything about the
bytes around its match but that they may be a line end or the end of the text. Else each is examined by itself.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import final

from auditor.archives.archive_registry import format_of
from auditor.model.blob_source import COMMIT_MESSAGE, BlobRef, Content
from auditor.model.secret import PlainBytes

_LONGEST = 2048
"""Bytes of a message that is joined with others; a number of 3 000 digits is cut for the detectors where it is alone."""
_FIRST, _FEWEST, _MOST = 16, 4, 64
"""Messages joined at first, and at least and at most: twice as many after a pass that sees nothing, half after another, and
none any more where that would be fewer than the least."""
_DECODED = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How a text begins that is decoded before the detectors look for anything in it."""

_Messages = Sequence[tuple[BlobRef, PlainBytes]]


@final
class JoinedMessages:
    """The messages of one batch that wait to be joined."""

    def __init__(
        self,
        sees_nothing: Callable[[Sequence[PlainBytes]], bool],
        on_empty: Callable[[_Messages], None],
    ) -> None:
        """Starts with none.

        Args:
            sees_nothing: Whether the prefilters see nothing in any of some texts.
            on_empty: Takes messages in which there is nothing.
        """
        self._sees_nothing = sees_nothing
        self._on_empty = on_empty
        self._waiting: list[tuple[BlobRef, PlainBytes]] = []
        self._count = _FIRST

    def left_over(self, stream: Iterable[tuple[BlobRef, Content]]) -> Iterator[tuple[BlobRef, Content]]:
        """Yields, in their order, the items that have to be examined by themselves."""
        waiting = self._waiting
        for item, content in stream:
            is_message = item.name.endswith(COMMIT_MESSAGE) and self._count >= _FEWEST
            if is_message and (message := _joinable(content)) is not None:
                waiting.append((item, message))
                if len(waiting) >= self._count:
                    yield from self._not_empty()
            else:
                if waiting:
                    yield from self._not_empty()
                yield item, content
        yield from self._not_empty()

    def _not_empty(self) -> Iterator[tuple[BlobRef, PlainBytes]]:
        """Yields those of the waiting messages that have to be examined; none waits any more."""
        waiting = self._waiting.copy()
        self._waiting.clear()
        if not waiting:
            return
        if self._are_empty(waiting):
            self._count = min(_MOST, self._count * 2)
        else:
            self._count //= 2
            yield from self._halved(waiting)

    def _halved(self, messages: _Messages) -> Iterator[tuple[BlobRef, PlainBytes]]:
        """Yields the same of messages that are not all known to be empty."""
        if len(messages) < 2 * _FEWEST:
            yield from messages
            return
        middle = len(messages) // 2
        for half in (messages[:middle], messages[middle:]):
            if not self._are_empty(half):
                yield from self._halved(half)

    def _are_empty(self, messages: _Messages) -> bool:
        """Returns whether nothing is seen in any message, and hands them over if so."""
        if not self._sees_nothing([message for _, message in messages]):
            return False
        self._on_empty(messages)
        return True


def _joinable(content: Content) -> PlainBytes | None:
    """Returns the bytes of a message that may be joined; None where it is examined by itself."""
    if not isinstance(content, memoryview) or len(content) > _LONGEST:
        return None
    message = content.tobytes()
    if message.startswith(_DECODED) or format_of(message, "") is not None:
        return None
    return PlainBytes(message)
