"""Pieces of bytes as a file that is read forward."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any


class PieceStream(io.RawIOBase):
    """An object as a file that is read forward."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._ahead = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - what io hands over
        """Fills some of a buffer, and returns how much; 0 at the end."""
        while not self._ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ahead = piece
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._ahead))
        view[:count] = self._ahead[:count]
        self._ahead = self._ahead[count:]
        return count
