"""Tells how much may be read of one container: what nobody packs but an attacker stops the reading, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from auditor.model.skip_reason import SkipReason

_MEGABYTE = 1 << 20
_PIECE = _MEGABYTE
"""Bytes that are unpacked at once."""


class Limits(Struct, frozen=True):
    """What may be read of one blob and of everything nested in it. Sizes are unpacked bytes."""

    depth: int = 3
    """Archives within archives; a notebook, workbook or database in the innermost is still opened."""
    members: int = 50_000
    member_bytes: int = 64 * _MEGABYTE
    """Of a larger member only the start is read."""
    total_bytes: int = 512 * _MEGABYTE
    ratio: int = 200
    """Unpacked to packed bytes, beyond which a blob is a decompression bomb. Logs and tables reach 30, seldom 100."""
    free_bytes: int = 64 * _MEGABYTE
    """Below this no ratio is suspicious."""


class ExhaustedError(Exception):
    """A limit was reached."""

    def __init__(self, kind: SkipReason, most: int) -> None:
        """Takes the reason for the report, and the limit that its sentence names."""
        super().__init__(kind, most)
        self.kind = kind
        self.most = most


class Budget:
    """What is left of the limits of one blob."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        self._allowed = min(limits.total_bytes, max(limits.free_bytes, limits.ratio * size))
        self._bytes = self._allowed
        self._members = limits.members

    def count(self) -> None:
        """Accounts for one member.

        Raises:
            ExhaustedError: there were too many.
        """
        self._members -= 1
        if self._members < 0:
            raise ExhaustedError(SkipReason.TOO_MANY_MEMBERS, self.limits.members)

    def take(self, size: int) -> None:
        """Accounts for unpacked bytes, or for work that grows with them.

        Raises:
            ExhaustedError: there were too many.
        """
        self._bytes -= size
        if self._bytes >= 0:
            return
        is_bomb = self._allowed < self.limits.total_bytes
        kind = SkipReason.DECOMPRESSION_BOMB if is_bomb else SkipReason.TOO_MUCH_INSIDE
        raise ExhaustedError(kind, self._allowed // _MEGABYTE)

    def read(self, read: Callable[[int], bytes]) -> tuple[bytes, bool]:
        """Returns all that `read` gives up to the size of a member, and whether there was more."""
        pieces: list[bytes] = []
        left = self.limits.member_bytes
        while left and (piece := read(min(_PIECE, left))):
            self.take(len(piece))
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces), not left and bool(read(1))


class UnreadableError(Exception):
    """A blob is no container of the kind that it seemed to be."""


@lru_cache(maxsize=1)
def broken() -> tuple[type[Exception], ...]:
    """Returns what the parsers of containers raise for broken input. Asked for only when something was raised."""
    # Python evaluates the expression of an `except` clause late, so these imports cost nothing where all is well.
    import lzma
    import sqlite3
    import struct
    import tarfile
    import zipfile
    import zlib

    formats = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, struct.error, sqlite3.Error)
    general = (ArithmeticError, EOFError, LookupError, MemoryError, OSError, RuntimeError, ValueError)
    return (UnreadableError, *formats, *general)
