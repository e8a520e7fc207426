"""Tells how a blob too large to be read at once is cut into overlapping windows, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from auditor.model.blob_source import Chunk

WHOLE = 64 << 20
"""Bytes up to which a blob is read at once, so that the reader of its format sees all of it."""
CHUNK = 16 << 20
"""Bytes of a window."""
OVERLAP = 64 << 10
"""Bytes that two windows share at least: no value with its name is longer."""

_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes that start no character in UTF-8."""

ReadInto = Callable[[memoryview], int]
"""Fills some of a buffer and says how much; 0 at the end."""


class _LineEnd(Struct, frozen=True):
    """How a line ends in an encoding, and of how many bytes its units are."""

    mark: bytes
    width: int


_UTF8 = _LineEnd(b"\n", 1)
_UTF16 = {b"\xff\xfe": _LineEnd(b"\n\0", 2), b"\xfe\xff": _LineEnd(b"\0\n", 2)}


def read_chunks(read_into: ReadInto, *, size: int = CHUNK, overlap: int = OVERLAP) -> Iterator[Chunk]:
    """Cuts what `read_into` gives, until it gives nothing.

    A window starts at the start of a line where one lies within `overlap` bytes before the shared part, else at
    the start of a character. UTF-16 is known by its byte order mark.
    """
    buffer = bytearray(size)
    view = memoryview(buffer)
    filled = _fill(read_into, view)
    end = _UTF16.get(bytes(buffer[:2]), _UTF8)
    line = column = 1
    yield Chunk(view[:filled], line, column)
    while filled == size:
        start = _next_start(buffer, size - overlap, overlap, end)
        column = _column(buffer, start, column, end)
        line += buffer.count(end.mark, 0, start)
        kept = size - start
        view[:kept] = bytes(view[start:])
        filled = kept + _fill(read_into, view[kept:])
        if filled > kept:
            yield Chunk(view[:filled], line, column)


def _fill(read_into: ReadInto, view: memoryview) -> int:
    filled = 0
    while filled < len(view) and (count := read_into(view[filled:])):
        filled += count
    return filled


def _next_start(buffer: bytearray, latest: int, reach: int, end: _LineEnd) -> int:
    """Returns the best place at or before `latest` to start the next window."""
    earliest = max(latest - reach, 1)
    at = buffer.rfind(end.mark, earliest, latest)
    while at >= 0 and at % end.width:
        at = buffer.rfind(end.mark, earliest, at + len(end.mark) - 1)
    if at >= 0:
        return at + len(end.mark)
    start = latest - latest % end.width
    while end is _UTF8 and start > earliest and buffer[start] in _CONTINUATION:
        start -= 1
    return start


def _column(buffer: bytearray, start: int, column: int, end: _LineEnd) -> int:
    """Returns the column of the byte at `start`, in a buffer whose first byte is in `column`."""
    line_end = buffer.rfind(end.mark, 0, start)
    before = buffer[line_end + len(end.mark) : start] if line_end >= 0 else buffer[:start]
    characters = len(before.translate(None, _CONTINUATION)) if end is _UTF8 else len(before) // end.width
    return characters + 1 if line_end >= 0 else characters + column
