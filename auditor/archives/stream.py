"""Bytes that are unpacked while they are read: forward only, in constant memory, within a budget."""

from __future__ import annotations

import re
from typing import Protocol

from auditor.archives.limits import Budget, broken

_PIECE = 1 << 16
_HEADROOM = 1 << 18
"""Bytes that the headers of one tar member may have: its path, its attributes, the map of a sparse file."""
_BLOCK = 512
_DIGITS = re.compile(rb"\d{48}")
"""More digits than any number in a header has."""


class Packed(Protocol):
    """The files of the standard library's gzip, bz2 and lzma, and `io.BytesIO`."""

    def read1(self, size: int, /) -> bytes:
        """Returns at most `size` bytes with at most one read of what is below; none at the end."""
        ...


class Stream:
    """What a decompressor gives. As a file, it serves tarfile.

    tarfile trusts what headers say of sizes and offsets, and its expressions take quadratic time on long runs of
    digits (CVE-2024-6232), so as a file it goes forward only and gives headers within `_HEADROOM`.
    """

    def __init__(self, packed: Packed, budget: Budget) -> None:
        self._packed = packed
        self._budget = budget
        self._ahead = b""
        self._at = 0
        self._headroom = _HEADROOM
        self.broken = False
        """Whether it ended because the packed data is damaged or cut off."""
        self.last = b""
        """What was given last as a file."""
        self._aside: list[bytes] = []
        self._aside_end = -1
        self._aside_room = budget.limits.member_bytes

    def pull(self, size: int) -> bytes:
        """Returns the next bytes; fewer than `size` only at the end.

        Raises:
            ExhaustedError: the budget is used up.
        """
        pieces = []
        left = size
        while left > 0 and (piece := self._piece(left)):
            pieces.append(piece)
            left -= len(piece)
        self._at += size - left
        return b"".join(pieces)

    def peek(self, size: int) -> bytes:
        """Returns the next bytes, which stay to be read."""
        self._ahead = self.pull(size)
        self._at -= len(self._ahead)
        return self._ahead

    def _piece(self, size: int) -> bytes:
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        if self.broken:
            return b""
        try:
            piece = self._packed.read1(min(size, _PIECE))
        except broken():
            self.broken = True
            return b""
        self._budget.take(len(piece))
        return piece

    def drop(self, size: int) -> None:
        """Passes over the next bytes."""
        left = size
        while left > 0 and (piece := self.pull(min(left, _PIECE))):
            left -= len(piece)

    def set_aside(self, piece: bytes) -> None:
        """Keeps bytes that were just pulled and belong to no member."""
        if not piece.strip(b"\0"):
            return
        kept = piece[: self._aside_room]
        self._aside_room -= len(piece)
        if kept:
            # What is apart in the archive is on lines of its own.
            self._aside += [kept] if self._aside_end == self._at - len(piece) else [b"\n", kept]
            self._aside_end = self._at

    @property
    def aside(self) -> bytes:
        """What was set aside, as much of it as a member may have."""
        return b"".join(self._aside)

    @property
    def is_aside_cut(self) -> bool:
        """Whether more was to be set aside."""
        return self._aside_room < 0

    def allow_header(self) -> None:
        """Lets tarfile read the headers of another member."""
        self._headroom = _HEADROOM

    def read(self, size: int) -> bytes:
        """Returns a piece of a header, as a file does.

        Raises:
            OSError: the headers of this member are larger than anybody's.
        """
        self._headroom -= size
        if size < 0 or self._headroom < 0:
            raise OSError("headers without end")
        self.last = self.pull(size)
        if size > _BLOCK and _DIGITS.search(self.last):
            raise OSError("a number without end")
        if not is_header(self.last):
            self.set_aside(self.last)
        return self.last

    def tell(self) -> int:
        """Returns how much was read, as a file does."""
        return self._at

    def seek(self, position: int) -> int:
        """Skips forward, as a file does; what is skipped, and no zeros, is set aside.

        Raises:
            OSError: that would be backward.
        """
        if position < self._at:
            raise OSError("an offset that points backward")
        while self._at < position and (piece := self.pull(min(position - self._at, _PIECE))):
            self.set_aside(piece)
        return self._at


def is_header(block: bytes) -> bool:
    """Returns whether a block begins a member of a tar archive."""
    return block[257:262] == b"ustar"
